--- part: timestamp
local Timestamp = {
  __eq = function(a, b)
    return a.seconds == b.seconds and a.nanos == b.nanos
  end,
  __lt = function(a, b)
    return a.seconds < b.seconds or a.seconds == b.seconds and a.nanos < b.nanos
  end,
  __le = function(a, b)
    return a.seconds < b.seconds or a.seconds == b.seconds and a.nanos <= b.nanos
  end,
}

-- An instant: seconds since 1970 began in UTC, and nanoseconds from 0 within the second.
function M.timestamp(seconds, nanos)
  return setmetatable({ seconds = seconds, nanos = nanos }, Timestamp)
end

--- part: instant
--- needs: timestamp
--- errors: Overflow
local SECOND = 1000000000

-- The instant, its nanoseconds carried; raises `Overflow` outside the years 1 to 9999.
local function instant(seconds, nanos)
  seconds, nanos = seconds + nanos // SECOND, nanos % SECOND
  if seconds < -62135596800 or seconds >= 253402300800 then
    M.fail("Overflow", "time overflow")
  end
  return M.timestamp(seconds, nanos)
end

--- part: later
--- needs: instant
-- The instant a span of nanoseconds later; raises `Overflow`.
function M.later(time, span)
  return instant(time.seconds + span // SECOND, time.nanos + span % SECOND)
end
--- test
tap.test("later", function()
  tap.same(support.later(support.timestamp(0, 0), -1), support.timestamp(-1, 999999999))
  tap.raises("Overflow", function()
    support.later(support.timestamp(253402300799, 0), 1000000000)
  end)
end)

--- part: span_later
--- needs: later
-- The same with the span first.
function M.span_later(span, time)
  return M.later(time, span)
end

--- part: earlier
--- needs: instant
-- The instant a span of nanoseconds earlier; raises `Overflow`.
function M.earlier(time, span)
  return instant(time.seconds - span // SECOND, time.nanos - span % SECOND)
end
--- test
tap.test("earlier", function()
  tap.same(support.earlier(support.timestamp(0, 0), 1), support.timestamp(-1, 999999999))
end)

--- part: between
--- needs: timestamp, mul, add, instant
-- The nanoseconds from one instant to another; raises `Overflow`.
function M.between(time, start)
  local seconds, nanos = time.seconds - start.seconds, time.nanos - start.nanos
  if seconds < 0 and nanos > 0 then
    seconds, nanos = seconds + 1, nanos - SECOND
  end
  return M.add(M.mul(seconds, SECOND), nanos)
end
--- test
tap.test("between", function()
  tap.same(support.between(support.timestamp(1, 0), support.timestamp(0, 1)), 999999999)
  tap.same(support.between(support.timestamp(-9223372037, 145224192), support.timestamp(0, 0)), math.mininteger)
  tap.raises("Overflow", function()
    support.between(support.timestamp(253402300799, 0), support.timestamp(0, 0))
  end)
end)

--- part: time_of
--- needs: instant
--- errors: Overflow
-- The instant so many seconds after 1970 began; raises `Overflow`.
function M.time_of(seconds)
  return instant(seconds, 0)
end

--- part: fraction
-- Nanoseconds as the digits behind a point, as many as needed.
local function fraction(nanos)
  if nanos == 0 then
    return ""
  end
  return "." .. (string.format("%09d", nanos):gsub("0+$", ""))
end

--- part: span_text
--- needs: fraction
-- Seconds with as many digits of the fraction as needed, and the unit s.
function M.span_text(span)
  local whole, nanos = span // 1000000000, span % 1000000000
  if span < 0 and nanos > 0 then
    whole, nanos = whole + 1, 1000000000 - nanos
  end
  local sign = span < 0 and "-" or ""
  return string.format("%s%d%ss", sign, math.abs(whole), fraction(nanos))
end
--- test
tap.test("span_text", function()
  tap.same(support.span_text(60001000000), "60.001s")
  tap.same(support.span_text(-500000000), "-0.5s")
  tap.same(support.span_text(0), "0s")
  tap.same(support.span_text(math.mininteger), "-9223372036.854775808s")
end)

--- part: read_span
--- needs: mul, add, sub
--- errors: InvalidTime, Overflow
local UNITS = { h = 3600000000000, m = 60000000000, s = 1000000000, ms = 1000000, us = 1000, ns = 1 }

-- A number of units as nanoseconds, below zero so that the least span fits.
local function term(whole, digits, size, text)
  digits = digits:gsub("0+$", "")
  local part, left = 0, size
  for digit in digits:gmatch("%d") do
    if left % 10 ~= 0 then
      local rest = left * math.tointeger(tonumber(digit))
      if rest % 10 ~= 0 then
        M.fail("InvalidTime", "no duration: " .. text)
      end
      part, left = part + rest // 10, -1
    elseif left > 0 then
      left = left // 10
      part = part + left * math.tointeger(tonumber(digit))
    end
  end
  local total = 0
  for digit in whole:gmatch("%d") do
    total = M.add(M.mul(total, 10), -math.tointeger(tonumber(digit)))
  end
  return M.add(M.mul(total, size), -part)
end

-- Reads a duration such as `1h30m`; raises `InvalidTime` or `Overflow`.
function M.read_span(text)
  local sign, rest = text:match("^([+-]?)(.*)$")
  if rest == "0" then
    return 0
  elseif rest == "" then
    M.fail("InvalidTime", "no duration: " .. text)
  end
  local terms, at = {}, 1
  while at <= #rest do
    local whole, point, digits, unit, behind = rest:match("^(%d*)(%.?)(%d*)([hmnsu]s?)()", at)
    if unit == "hs" or unit == "ss" then
      unit, behind = unit:sub(1, 1), behind - 1
    end
    if not unit or not UNITS[unit] or whole == "" and digits == "" then
      M.fail("InvalidTime", "no duration: " .. text)
    end
    terms[#terms + 1], at = { whole, digits, UNITS[unit] }, behind
  end
  local fine, total = pcall(function()
    local sum = 0
    for _, one in ipairs(terms) do
      sum = M.add(sum, term(one[1], one[2], one[3], text))
    end
    return sign == "-" and sum or M.sub(0, sum)
  end)
  if fine then
    return total
  end
  -- A text that is no duration is that first, however large.
  for _, one in ipairs(terms) do
    term("", one[2], one[3], text)
  end
  error(total, 0)
end
--- test
tap.test("read_span", function()
  tap.same(support.read_span("1h30m"), 5400000000000)
  tap.same(support.read_span("-1.5s"), -1500000000)
  tap.same(support.read_span("0"), 0)
  tap.same(support.read_span(".5ms"), 500000)
  tap.same(support.read_span("-9223372036.854775808s"), math.mininteger)
  for _, text in ipairs({ "1d", "", "0.5ns", "-", "1", "1hs", "." }) do
    tap.raises("InvalidTime", function()
      support.read_span(text)
    end)
  end
  tap.raises("Overflow", function()
    support.read_span("3000000h")
  end)
end)

--- part: civil
-- An instant as a calendar and a clock in UTC show it; months and weekdays (from Sunday) count from 0
-- (Hinnant's `civil_from_days`, howardhinnant.github.io/date_algorithms.html).
function M.civil(time)
  local epoch_day, clock = time.seconds // 86400, time.seconds % 86400
  local days = epoch_day + 719468
  local era, era_day = days // 146097, days % 146097
  local year = (era_day - era_day // 1460 + era_day // 36524 - era_day // 146096) // 365
  local march_day = era_day - (365 * year + year // 4 - year // 100)
  local march_month = (5 * march_day + 2) // 153
  local month = (march_month + 2) % 12
  local full_year = year + era * 400 + (month < 2 and 1 or 0)
  local leap = full_year % 4 == 0 and (full_year % 100 ~= 0 or full_year % 400 == 0)
  return {
    year = full_year,
    month = month,
    day = march_day - (153 * march_month + 2) // 5 + 1,
    weekday = (epoch_day + 4) % 7,
    year_day = month < 2 and march_day - 306 or march_day + (leap and 60 or 59),
    hour = clock // 3600,
    minute = clock // 60 % 60,
    second = clock % 60,
  }
end
--- test
tap.test("civil", function()
  local cases = {
    { 1703505600, 2023, 11, 25, 1, 358 }, { 1709251200, 2024, 2, 1, 5, 60 },
    { -2177539200, 1900, 11, 31, 1, 364 }, { 0, 1970, 0, 1, 4, 0 }, { -62135596800, 1, 0, 1, 1, 0 },
  }
  for _, case in ipairs(cases) do
    local civil = support.civil({ seconds = case[1], nanos = 0 })
    local found = { case[1], civil.year, civil.month, civil.day, civil.weekday, civil.year_day }
    tap.same(found, case)
  end
  tap.same(support.civil({ seconds = -1, nanos = 0 }).second, 59)
end)

--- part: time_text
--- needs: civil, fraction
-- The RFC 3339 text in UTC, with as many digits of the fraction as needed.
function M.time_text(time)
  local c = M.civil(time)
  local form = "%04d-%02d-%02dT%02d:%02d:%02d%sZ"
  local month, nanos = c.month + 1, fraction(time.nanos)
  return string.format(form, c.year, month, c.day, c.hour, c.minute, c.second, nanos)
end
--- test
tap.test("time_text", function()
  local function shown(seconds, nanos)
    return support.time_text({ seconds = seconds, nanos = nanos })
  end
  tap.same(shown(1000000000, 0), "2001-09-09T01:46:40Z")
  tap.same(shown(-62135596800, 0), "0001-01-01T00:00:00Z")
  tap.same(shown(-1, 500000000), "1969-12-31T23:59:59.5Z")
  tap.same(shown(951782400, 0), "2000-02-29T00:00:00Z")
end)

--- part: zone_offset
--- errors: InvalidTime
-- The seconds of an offset such as `-02:30`; raises `InvalidTime`.
local function zone_offset(sign, hours, minutes, text)
  local h, m = tonumber(hours), tonumber(minutes)
  if not h or h > 23 or m > 59 then
    M.fail("InvalidTime", "no time zone: " .. text)
  end
  local seconds = math.tointeger(h) * 3600 + math.tointeger(m) * 60
  return sign == "-" and -seconds or seconds
end

--- part: read_time
--- needs: instant, zone_offset
--- errors: InvalidTime
local LENGTHS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

-- The days from 1970 to a date; nil where there is no such day.
local function epoch_days(year, month, day)
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  local length = LENGTHS[month]
  if not length or day < 1 or day > (month == 2 and leap and 29 or length) then
    return nil
  end
  local y = month < 3 and year - 1 or year
  local start = 365 * y + y // 4 - y // 100 + y // 400
  return start + (153 * ((month + 9) % 12) + 2) // 5 + day - 719469
end

-- Reads an RFC 3339 text; raises `InvalidTime` or `Overflow`.
function M.read_time(text)
  local form = "^(%d%d%d%d)%-(%d%d)%-(%d%d)[Tt](%d%d):(%d%d):(%d%d)(.*)$"
  local year, month, day, hour, minute, second, rest = text:match(form)
  local function whole(digits)
    return math.tointeger(tonumber(digits))
  end
  local days = year and epoch_days(whole(year), whole(month), whole(day))
  if not days or whole(hour) > 23 or whole(minute) > 59 or whole(second) > 59 then
    M.fail("InvalidTime", "no time: " .. text)
  end
  local digits, behind = rest:match("^%.(%d+)(.*)$")
  local zone = behind or rest
  if digits and #digits > 9 then
    M.fail("InvalidTime", "no time: " .. text)
  end
  local offset = 0
  if zone ~= "Z" and zone ~= "z" then
    local sign, hours, minutes = zone:match("^([+-])(%d%d):(%d%d)$")
    offset = zone_offset(sign, hours, minutes, text)
  end
  local nanos = digits and whole(digits .. string.rep("0", 9 - #digits)) or 0
  local clock = whole(hour) * 3600 + whole(minute) * 60 + whole(second)
  return instant(days * 86400 + clock - offset, nanos)
end
--- test
tap.test("read_time", function()
  tap.same(support.read_time("2023-08-26T12:39:00-07:00"), support.timestamp(1693078740, 0))
  tap.same(support.read_time("1970-01-01T00:00:00.5Z"), support.timestamp(0, 500000000))
  local wrong = {
    "2023-02-29T00:00:00Z", "2023-08-26", "2023-08-26T12:39:00", "2023-08-26T24:00:00Z",
    "2023-08-26T12:39:60Z", "2023-08-26T12:39:00.Z", "", "2023-08-26T12:39:00+24:00",
    "2023-08-26T12:39:00.0000000001Z", "2023-13-01T00:00:00Z",
  }
  for _, text in ipairs(wrong) do
    tap.raises("InvalidTime", function()
      support.read_time(text)
    end)
  end
  tap.raises("Overflow", function()
    support.read_time("0001-01-01T00:00:00+01:00")
  end)
end)

--- part: in_zone
--- needs: instant, zone_offset
-- The instant moved by the offset of `UTC` or of hours and minutes; raises `InvalidTime`.
function M.in_zone(time, zone)
  if zone == "UTC" then
    return time
  end
  local sign, hours, minutes = zone:match("^([+-]?)(%d%d):(%d%d)$")
  return instant(time.seconds + zone_offset(sign, hours, minutes, zone), time.nanos)
end
--- test
tap.test("in_zone", function()
  local epoch = support.timestamp(0, 0)
  tap.same(support.in_zone(epoch, "-02:30"), support.timestamp(-9000, 0))
  tap.same(support.in_zone(epoch, "05:45"), support.timestamp(20700, 0))
  for _, zone in ipairs({ "25:00", "", "Z", "1:00", "+01:60", "Europe/Berlin" }) do
    tap.raises("InvalidTime", function()
      support.in_zone(epoch, zone)
    end)
  end
end)
