--- part: matches
local function is_word(code)
  return code ~= nil
    and (code >= 48 and code <= 57 or code >= 65 and code <= 90 or code >= 97 and code <= 122 or code == 95)
end

local PLACES = {
  text_start = function(last)
    return last == nil
  end,
  text_end = function(_, next)
    return next == nil
  end,
  line_start = function(last)
    return last == nil or last == 10
  end,
  line_end = function(_, next)
    return next == nil or next == 10
  end,
  word = function(last, next)
    return is_word(last) ~= is_word(next)
  end,
  no_word = function(last, next)
    return is_word(last) == is_word(next)
  end,
}

local function within(ranges, code)
  for i = 1, #ranges, 2 do
    if ranges[i] <= code and code <= ranges[i + 1] then
      return true
    end
  end
  return false
end

-- Follows all ways from one place; gives whether the pattern has matched.
local function follow(steps, from, last, code, seen, after)
  local todo = { from }
  while #todo > 0 do
    local place = table.remove(todo)
    local step = not seen[place] and steps[place]
    seen[place] = true
    local kind = step and step[1]
    if kind == "accept" then
      return true
    elseif kind == "split" then
      todo[#todo + 1] = step[3]
      todo[#todo + 1] = step[2]
    elseif kind == "check" and PLACES[step[3]](last, code) then
      todo[#todo + 1] = step[2]
    elseif kind == "consume" and code and within(step[3], code) then
      after[#after + 1] = step[2]
    end
  end
  return false
end

-- Whether some part of the text matches; the time is linear in its length.
function M.matches(text, pattern)
  local codes = {}
  for _, code in utf8.codes(text) do
    codes[#codes + 1] = code
  end
  local active, last = {}, nil
  for i = 1, #codes + 1 do
    local seen, after = {}, {}
    active[#active + 1] = pattern.start
    for _, place in ipairs(active) do
      if follow(pattern.steps, place, last, codes[i], seen, after) then
        return true
      end
    end
    active, last = after, codes[i]
  end
  return false
end
--- test
tap.test("matches", function()
  -- ^a(na)*$
  local pattern = {
    start = 7,
    steps = {
      { "accept" },
      { "check", 1, "text_end" },
      { "split", 5, 2 },
      { "consume", 3, { 97, 97 } },
      { "consume", 4, { 110, 110 } },
      { "consume", 3, { 97, 97 } },
      { "check", 6, "text_start" },
    },
  }
  tap.same(support.matches("anana", pattern), true)
  tap.same(support.matches("banana", pattern), false)
  tap.same(support.matches("", pattern), false)
end)
