--- part: add
--- errors: Overflow
-- The sum of two integers; raises `Overflow`.
function M.add(a, b)
  local sum = a + b
  if (a ~ sum) & (b ~ sum) < 0 then
    M.fail("Overflow", "integer overflow")
  end
  return sum
end
--- test
tap.test("add", function()
  tap.same(support.add(math.maxinteger - 1, 1), math.maxinteger)
  tap.raises("Overflow", function()
    support.add(math.maxinteger, 1)
  end)
  tap.raises("Overflow", function()
    support.add(math.mininteger, -1)
  end)
end)

--- part: sub
--- errors: Overflow
-- The difference of two integers; raises `Overflow`.
function M.sub(a, b)
  local difference = a - b
  if (a ~ b) & (a ~ difference) < 0 then
    M.fail("Overflow", "integer overflow")
  end
  return difference
end
--- test
tap.test("sub", function()
  tap.same(support.sub(-1, math.maxinteger), math.mininteger)
  tap.raises("Overflow", function()
    support.sub(0, math.mininteger)
  end)
end)

--- part: mul
--- errors: Overflow
local HALF = 2147483648

-- The product of two integers; raises `Overflow`.
function M.mul(a, b)
  local product = a * b
  if a > -HALF and a < HALF and b > -HALF and b < HALF or a == 0 then
    return product
  end
  local wraps = a == -1 and b == math.mininteger
  if wraps or product // a ~= b or product % a ~= 0 then
    M.fail("Overflow", "integer overflow")
  end
  return product
end
--- test
tap.test("mul", function()
  tap.same(support.mul(-4611686018427387904, 2), math.mininteger)
  tap.same(support.mul(0, math.mininteger), 0)
  for _, pair in ipairs({ { math.mininteger, -1 }, { -1, math.mininteger }, { 3037000500, 3037000500 } }) do
    tap.raises("Overflow", function()
      support.mul(pair[1], pair[2])
    end)
  end
end)

--- part: neg
--- errors: Overflow
-- The opposite of an integer; raises `Overflow`.
function M.neg(a)
  if a == math.mininteger then
    M.fail("Overflow", "integer overflow")
  end
  return -a
end
--- test
tap.test("neg", function()
  tap.same(support.neg(5), -5)
  tap.raises("Overflow", function()
    support.neg(math.mininteger)
  end)
end)

--- part: quotient
--- errors: DivisionByZero, Overflow
-- Divides and truncates toward zero; raises `DivisionByZero` or `Overflow`.
function M.quotient(a, b)
  if b == 0 then
    M.fail("DivisionByZero", "division by zero")
  elseif b == -1 and a == math.mininteger then
    M.fail("Overflow", "integer overflow")
  end
  local floor = a // b
  if floor < 0 and floor * b ~= a then
    return floor + 1
  end
  return floor
end
--- test
tap.test("quotient", function()
  tap.same(support.quotient(-7, 2), -3)
  tap.same(support.quotient(7, -2), -3)
  tap.same(support.quotient(-1, 2), 0)
  tap.raises("DivisionByZero", function()
    support.quotient(1, 0)
  end)
  tap.raises("Overflow", function()
    support.quotient(math.mininteger, -1)
  end)
end)

--- part: remainder
--- errors: DivisionByZero, Overflow
-- The remainder with the sign of the dividend; raises `DivisionByZero` or `Overflow`.
function M.remainder(a, b)
  if b == 0 then
    M.fail("DivisionByZero", "division by zero")
  elseif b == -1 and a == math.mininteger then
    M.fail("Overflow", "integer overflow")
  end
  return math.fmod(a, b)
end
--- test
tap.test("remainder", function()
  tap.same(support.remainder(43, -5), 3)
  tap.same(support.remainder(-42, -5), -2)
  tap.raises("DivisionByZero", function()
    support.remainder(1, 0)
  end)
end)

--- part: floor_quotient
--- errors: DivisionByZero, Overflow
-- Divides and rounds down; raises `DivisionByZero` or `Overflow`.
function M.floor_quotient(a, b)
  if b == 0 then
    M.fail("DivisionByZero", "division by zero")
  elseif b == -1 and a == math.mininteger then
    M.fail("Overflow", "integer overflow")
  end
  return a // b
end
--- test
tap.test("floor_quotient", function()
  tap.same(support.floor_quotient(-7, 2), -4)
end)

--- part: floor_remainder
--- errors: DivisionByZero, Overflow
-- The remainder with the sign of the divisor; raises `DivisionByZero` or `Overflow`.
function M.floor_remainder(a, b)
  if b == 0 then
    M.fail("DivisionByZero", "division by zero")
  elseif b == -1 and a == math.mininteger then
    M.fail("Overflow", "integer overflow")
  end
  return a % b
end
--- test
tap.test("floor_remainder", function()
  tap.same(support.floor_remainder(-7, 3), 2)
  tap.same(support.floor_remainder(7, -3), -2)
end)

--- part: power
--- needs: mul
--- errors: InvalidArgument, Overflow
-- The integer power; raises `InvalidArgument` for a negative exponent, or `Overflow`.
function M.power(a, n)
  if n < 0 then
    M.fail("InvalidArgument", "a negative exponent")
  end
  local result, base, rest = 1, a, n
  while true do
    if rest & 1 == 1 then
      result = M.mul(result, base)
    end
    rest = rest >> 1
    if rest == 0 then
      return result
    end
    base = M.mul(base, base)
  end
end
--- test
tap.test("power", function()
  tap.same(support.power(2, 62), 1 << 62)
  tap.same(support.power(0, 0), 1)
  tap.same(support.power(-1, math.maxinteger), -1)
  tap.same(support.power(-2, 63), math.mininteger)
  tap.raises("Overflow", function()
    support.power(2, 63)
  end)
  tap.raises("InvalidArgument", function()
    support.power(2, -1)
  end)
end)

--- part: shift_left
--- errors: InvalidArgument
-- The 64 bits moved up; raises `InvalidArgument` for a negative number of places.
function M.shift_left(a, places)
  if places < 0 then
    M.fail("InvalidArgument", "a negative shift")
  end
  return a << places
end
--- test
tap.test("shift_left", function()
  tap.same(support.shift_left(-1, 2), -4)
  tap.same(support.shift_left(1, 64), 0)
  tap.raises("InvalidArgument", function()
    support.shift_left(1, -1)
  end)
end)

--- part: shift_right
--- errors: InvalidArgument
-- The 64 bits moved down, zeros coming in; raises `InvalidArgument`.
function M.shift_right(a, places)
  if places < 0 then
    M.fail("InvalidArgument", "a negative shift")
  end
  return a >> places
end
--- test
tap.test("shift_right", function()
  tap.same(support.shift_right(-1, 63), 1)
end)

--- part: in_range
--- errors: Overflow
-- Gives the integer back; raises `Overflow` unless it lies within the bounds.
function M.in_range(n, low, high)
  if n < low or n > high then
    M.fail("Overflow", "integer overflow")
  end
  return n
end
--- test
tap.test("in_range", function()
  tap.same(support.in_range(255, 0, 255), 255)
  tap.raises("Overflow", function()
    support.in_range(256, 0, 255)
  end)
end)

--- part: counting
-- An iterator over the integers from the first one up to but not including the last.
function M.counting(first, last)
  local i = first
  return function()
    if i < last then
      i = i + 1
      return i - 1
    end
  end
end
--- test
tap.test("counting", function()
  local seen = {}
  for i in support.counting(math.mininteger, math.mininteger) do
    seen[#seen + 1] = i
  end
  tap.same(seen, {})
  for i in support.counting(-1, 2) do
    seen[#seen + 1] = i
  end
  tap.same(seen, { -1, 0, 1 })
end)

--- part: is_nan
-- Whether a number is not equal to itself.
function M.is_nan(n)
  return n ~= n
end
--- test
tap.test("is_nan", function()
  tap.same(support.is_nan(0 / 0), true)
end)

--- part: trunc
-- The number without its fraction.
function M.trunc(n)
  if not (math.abs(n) < 0x1p53) then
    return n
  end
  local whole = n - math.fmod(n, 1.0)
  return whole == 0.0 and n * 0.0 or whole
end
--- test
tap.test("trunc", function()
  tap.same(support.trunc(-1.5), -1.0)
  tap.same(1 / support.trunc(-0.5), -math.huge)
end)

--- part: floor
--- needs: trunc
-- The greatest whole number that is not above.
function M.floor(n)
  local whole = M.trunc(n)
  return whole > n and whole - 1.0 or whole
end
--- test
tap.test("floor", function()
  tap.same(support.floor(-1.5), -2.0)
  tap.same(support.floor(1e300), 1e300)
  tap.same(support.floor(-0.0), -0.0)
  tap.same(support.floor(math.huge), math.huge)
end)

--- part: ceil
--- needs: floor
-- The least whole number that is not below.
function M.ceil(n)
  return -M.floor(-n)
end
--- test
tap.test("ceil", function()
  tap.same(support.ceil(1.5), 2.0)
  tap.same(support.ceil(-0.5), -0.0)
end)

--- part: single
-- The number rounded to single precision.
function M.single(n)
  if n ~= n or n == math.huge or n == -math.huge then
    return n
  elseif math.abs(n) >= 0x1.ffffffp+127 then
    return n > 0 and math.huge or -math.huge
  end
  return (string.unpack("<f", string.pack("<f", n)))
end
--- test
tap.test("single", function()
  tap.same(support.single(0.1), 0.10000000149011612)
  tap.same(support.single(1e300), math.huge)
end)

--- part: greatest
-- The greater number, the first of equals; NaN if either is.
function M.greatest(a, b)
  if a ~= a then
    return a
  end
  return (b ~= b or a < b) and b or a
end
--- test
tap.test("greatest", function()
  tap.same(support.greatest(-0.0, 0.0), -0.0)
  tap.same(support.greatest(1.0, 0 / 0), 0 / 0)
end)

--- part: least
-- The smaller number, the first of equals; NaN if either is.
function M.least(a, b)
  if a ~= a then
    return a
  end
  return (b ~= b or b < a) and b or a
end
--- test
tap.test("least", function()
  tap.same(support.least(0.0, -0.0), 0.0)
end)

--- part: truncated
--- errors: Overflow
-- The integer part of a number; raises `Overflow` where it is no integer of 64 bits.
function M.truncated(n)
  if not (n > -0x1p63 and n < 0x1p63) then
    M.fail("Overflow", "integer overflow")
  end
  return math.tointeger((math.modf(n)))
end
--- test
tap.test("truncated", function()
  tap.same(support.truncated(-1.9), -1)
  for _, n in ipairs({ 0x1p63, -0x1p63, 0 / 0 }) do
    tap.raises("Overflow", function()
      support.truncated(n)
    end)
  end
end)

--- part: float_text
-- The shortest digits that read back to the same number.
function M.float_text(n)
  if n ~= n then
    return "NaN"
  elseif n == math.huge or n == -math.huge then
    return n > 0 and "Infinity" or "-Infinity"
  elseif n == 0 then
    return 1 / n < 0 and "-0" or "0"
  end
  local shown
  for digits = 0, 16 do
    shown = string.format("%." .. digits .. "e", n)
    if tonumber(shown) == n then
      break
    end
  end
  local sign, first, rest, power = shown:match("^(-?)(%d)%.?(%d*)e([+-]%d+)$")
  local digits, exponent = first .. rest, math.tointeger(tonumber(power))
  if exponent < -4 or exponent >= 21 then
    local mantissa = rest == "" and first or first .. "." .. rest
    return string.format("%s%se%s%02d", sign, mantissa, exponent < 0 and "-" or "+", math.abs(exponent))
  elseif exponent < 0 then
    return sign .. "0." .. string.rep("0", -exponent - 1) .. digits
  elseif #digits <= exponent + 1 then
    return sign .. digits .. string.rep("0", exponent + 1 - #digits)
  end
  return sign .. digits:sub(1, exponent + 1) .. "." .. digits:sub(exponent + 2)
end
--- test
tap.test("float_text", function()
  local cases = {
    { -0.0, "-0" }, { 0.0001, "0.0001" }, { 0.00001, "1e-05" }, { 6.02214e23, "6.02214e+23" },
    { 1e20, "100000000000000000000" }, { 1e21, "1e+21" }, { -1.5, "-1.5" }, { 0.1, "0.1" },
    { 123.0, "123" }, { 5e-324, "5e-324" }, { -math.huge, "-Infinity" }, { 0 / 0, "NaN" },
  }
  for _, case in ipairs(cases) do
    tap.same(support.float_text(case[1]), case[2])
  end
end)

--- part: read_int
--- errors: InvalidNumber, Overflow
-- Reads a decimal integer; raises `InvalidNumber` or `Overflow`.
function M.read_int(text)
  local sign, digits = text:match("^([+-]?)(%d+)$")
  if not sign then
    M.fail("InvalidNumber", "no integer: " .. text)
  end
  digits = digits:match("^0*(%d+)$")
  local limit = sign == "-" and "9223372036854775808" or "9223372036854775807"
  if #digits > #limit or #digits == #limit and digits > limit then
    M.fail("Overflow", "integer overflow")
  elseif sign == "-" and digits == limit then
    return math.mininteger
  end
  local value = math.tointeger(tonumber(digits))
  return sign == "-" and -value or value
end
--- test
tap.test("read_int", function()
  tap.same(support.read_int("-012"), -12)
  tap.same(support.read_int("-9223372036854775808"), math.mininteger)
  for _, text in ipairs({ "1.0", "", "+", " 1", "1\n" }) do
    tap.raises("InvalidNumber", function()
      support.read_int(text)
    end)
  end
  tap.raises("Overflow", function()
    support.read_int("9223372036854775808")
  end)
end)

--- part: read_float
--- errors: InvalidNumber
local NAMED = { NaN = 0 / 0, Infinity = math.huge, ["-Infinity"] = -math.huge }

-- Reads a decimal number; raises `InvalidNumber`.
function M.read_float(text)
  if NAMED[text] then
    return NAMED[text]
  end
  local mantissa, power = text:match("^[+-]?([%d.]+)(.*)$")
  local whole = mantissa and (mantissa:match("^%d+$") or mantissa:match("^%d*%.%d+$"))
  if not whole or not (power == "" or power:match("^[eE][+-]?%d+$")) then
    M.fail("InvalidNumber", "no number: " .. text)
  end
  -- With a point it is read as a float, whose zero has a sign.
  local digits = text:gsub("^%+", "")
  return tonumber(whole:find(".", 1, true) and digits or digits:gsub("%d+", "%0.0", 1))
end
--- test
tap.test("read_float", function()
  tap.same(support.read_float("-.5e1"), -5.0)
  tap.same(support.read_float("+7"), 7.0)
  tap.same(support.read_float("1e999"), math.huge)
  tap.same(support.read_float("-0"), -0.0)
  tap.same(support.read_float("12E1"), 120.0)
  for _, text in ipairs({ "1.", "+Infinity", " 1", "0x10", "", ".", "1e" }) do
    tap.raises("InvalidNumber", function()
      support.read_float(text)
    end)
  end
end)

--- part: fixed
local NAMES = { ["inf"] = "Infinity", ["-inf"] = "-Infinity", ["nan"] = "NaN", ["-nan"] = "NaN" }

-- A number with so many digits behind the point, halves to even.
function M.fixed(n, digits)
  local shown = string.format("%." .. digits .. "f", n)
  return NAMES[shown] or shown
end

-- A number with one digit before the point and so many behind it, and an exponent.
function M.scientific(n, digits)
  local shown = string.format("%." .. digits .. "e", n)
  return NAMES[shown] or shown
end
--- test
tap.test("fixed", function()
  tap.same(support.fixed(2.5, 0), "2")
  tap.same(support.fixed(-0.125, 2), "-0.12")
  tap.same(support.fixed(-math.huge, 1), "-Infinity")
  tap.same(support.scientific(1234.5, 2), "1.23e+03")
end)

--- part: scientific
--- needs: fixed
