--- part: substring
--- errors: IndexOutOfBounds
-- The code points from one index up to but not including another; raises `IndexOutOfBounds`.
function M.substring(text, from, to)
  local first = from >= 0 and from <= to and utf8.offset(text, from + 1)
  local behind = first and utf8.offset(text, to - from + 1, first)
  if not behind then
    M.fail("IndexOutOfBounds", "index out of bounds")
  end
  return text:sub(first, behind - 1)
end
--- test
tap.test("substring", function()
  tap.same(support.substring("a😀bc", 1, 3), "😀b")
  tap.same(support.substring("ab", 2, 2), "")
  for _, pair in ipairs({ { 1, 3 }, { 2, 1 }, { -1, 1 }, { 3, 3 }, { 0, math.maxinteger } }) do
    tap.raises("IndexOutOfBounds", function()
      support.substring("ab", pair[1], pair[2])
    end)
  end
end)

--- part: take_chars
-- The first code points, or as many as there are.
function M.take_chars(text, n)
  if n <= 0 then
    return ""
  end
  local behind = n < #text and utf8.offset(text, n + 1)
  return behind and text:sub(1, behind - 1) or text
end
--- test
tap.test("take_chars", function()
  tap.same(support.take_chars("😀ab", 2), "😀a")
  tap.same(support.take_chars("a", -1), "")
  tap.same(support.take_chars("a", math.maxinteger), "a")
end)

--- part: drop_chars
-- The text without its first code points.
function M.drop_chars(text, n)
  if n <= 0 then
    return text
  end
  local first = n < #text and utf8.offset(text, n + 1)
  return first and text:sub(first) or ""
end
--- test
tap.test("drop_chars", function()
  tap.same(support.drop_chars("😀ab", 2), "b")
  tap.same(support.drop_chars("é", 1), "")
  tap.same(support.drop_chars("a", -1), "a")
end)

--- part: starts_with
-- Whether a text begins with another.
function M.starts_with(text, part)
  return text:sub(1, #part) == part
end
--- test
tap.test("starts_with", function()
  tap.same(support.starts_with("abc", "ab"), true)
  tap.same(support.starts_with("a", "ab"), false)
end)

--- part: ends_with
-- Whether a text ends with another.
function M.ends_with(text, part)
  return part == "" or text:sub(-#part) == part
end
--- test
tap.test("ends_with", function()
  tap.same(support.ends_with("abc", "bc"), true)
  tap.same(support.ends_with("abc", ""), true)
end)

--- part: has_text
-- Whether a text holds another.
function M.has_text(text, part)
  return text:find(part, 1, true) ~= nil
end
--- test
tap.test("has_text", function()
  tap.same(support.has_text("a.b", "."), true)
  tap.same(support.has_text("ab", "."), false)
end)

--- part: index_of_text
-- The index of a part, counted in code points, or -1.
function M.index_of_text(text, part)
  local at = text:find(part, 1, true)
  return at and utf8.len(text:sub(1, at - 1)) or -1
end
--- test
tap.test("index_of_text", function()
  tap.same(support.index_of_text("😀ab", "b"), 2)
  tap.same(support.index_of_text("a", "z"), -1)
end)

--- part: lower
-- Puts A to Z, and nothing else, in lower case.
function M.lower(text)
  return (text:gsub("[A-Z]+", string.lower))
end
--- test
tap.test("lower", function()
  tap.same(support.lower("AÉb"), "aÉb")
end)

--- part: upper
-- Puts a to z, and nothing else, in upper case.
function M.upper(text)
  return (text:gsub("[a-z]+", string.upper))
end
--- test
tap.test("upper", function()
  tap.same(support.upper("aéB"), "AéB")
end)

--- part: repeated
--- errors: InvalidArgument
-- The text so many times; raises `InvalidArgument` for a negative number.
function M.repeated(text, n)
  if n < 0 then
    M.fail("InvalidArgument", "a negative count")
  end
  return text:rep(n)
end
--- test
tap.test("repeated", function()
  tap.same(support.repeated("ab", 2), "abab")
  tap.raises("InvalidArgument", function()
    support.repeated("a", -1)
  end)
end)

--- part: chars
-- The code points of a text, a text each.
function M.chars(text)
  local found = {}
  for char in text:gmatch(utf8.charpattern) do
    found[#found + 1] = char
  end
  return found
end
--- test
tap.test("chars", function()
  tap.same(support.chars("a😀\0"), { "a", "😀", "\0" })
end)

--- part: split
--- needs: chars
-- The parts between separators; the code points where the separator is empty.
function M.split(text, separator)
  if separator == "" then
    return M.chars(text)
  end
  local parts, start = {}, 1
  while true do
    local first, last = text:find(separator, start, true)
    if not first then
      parts[#parts + 1] = text:sub(start)
      return parts
    end
    parts[#parts + 1] = text:sub(start, first - 1)
    start = last + 1
  end
end
--- test
tap.test("split", function()
  tap.same(support.split("a,b,", ","), { "a", "b", "" })
  tap.same(support.split("", ","), { "" })
  tap.same(support.split("😀a", ""), { "😀", "a" })
end)

--- part: replace
--- needs: split
-- The text with every occurrence of a part replaced; an empty part is between all code points.
function M.replace(text, part, by)
  if part ~= "" then
    return table.concat(M.split(text, part), by)
  end
  local chars = M.chars(text)
  return by .. table.concat(chars, by) .. (#chars > 0 and by or "")
end
--- test
tap.test("replace", function()
  tap.same(support.replace("a%a", "a", "%1"), "%1%%1")
  tap.same(support.replace("ab", "", "-"), "-a-b-")
  tap.same(support.replace("", "", "-"), "-")
end)

--- part: code_point
--- errors: InvalidArgument
-- The code point of a text of one; raises `InvalidArgument` for any other text.
function M.code_point(text)
  if utf8.len(text) ~= 1 then
    M.fail("InvalidArgument", "not one code point")
  end
  return utf8.codepoint(text)
end
--- test
tap.test("code_point", function()
  tap.same(support.code_point("😀"), 0x1F600)
  tap.raises("InvalidArgument", function()
    support.code_point("ab")
  end)
end)

--- part: from_code_point
--- errors: InvalidArgument
-- The text of one code point; raises `InvalidArgument` where there is no such character.
function M.from_code_point(code)
  if code < 0 or code > 0x10FFFF or code >= 0xD800 and code <= 0xDFFF then
    M.fail("InvalidArgument", "no code point")
  end
  return utf8.char(code)
end
--- test
tap.test("from_code_point", function()
  tap.same(support.from_code_point(0x1F600), "😀")
  tap.raises("InvalidArgument", function()
    support.from_code_point(0xD800)
  end)
end)

--- part: text_of_bytes
--- errors: InvalidArgument
-- The text of UTF-8; raises `InvalidArgument` for other octets.
function M.text_of_bytes(octets)
  if not utf8.len(octets) then
    M.fail("InvalidArgument", "no UTF-8")
  end
  return octets
end
--- test
tap.test("text_of_bytes", function()
  tap.same(support.text_of_bytes("\xC3\xA9"), "é")
  for _, octets in ipairs({ "\xFF", "\xED\xA0\x80", "\xC0\x80", "\xF4\x90\x80\x80" }) do
    tap.raises("InvalidArgument", function()
      support.text_of_bytes(octets)
    end)
  end
end)

--- part: hexadecimal
-- Octets as hexadecimal digits.
function M.hexadecimal(octets)
  return (octets:gsub(".", function(octet)
    return string.format("%02x", octet:byte())
  end))
end
--- test
tap.test("hexadecimal", function()
  tap.same(support.hexadecimal("\x01\xFF\n"), "01ff0a")
end)
