--- part: none
-- What an absent option is.
M.none = setmetatable({}, {
  __tostring = function()
    return "none"
  end,
})

--- part: null
-- The null of JSON-like values.
M.null = setmetatable({}, {
  __tostring = function()
    return "null"
  end,
})

--- part: member
local Member = {
  __lt = function(a, b)
    return a.index < b.index
  end,
  __le = function(a, b)
    return a.index <= b.index
  end,
  __tostring = function(self)
    return self.name
  end,
}

-- A value of an enumeration: its declared name, and its place in the order.
function M.member(name, index)
  return setmetatable({ name = name, index = index }, Member)
end
--- test
tap.test("member", function()
  local first, second = support.member("a", 1), support.member("b", 2)
  tap.same(first < second, true)
  tap.same(first >= second, false)
  tap.same(tostring(second), "b")
end)

--- part: equal
-- Whether two values are the same part by part; NaN is unequal to itself.
function M.equal(a, b)
  local meta = type(a) == "table" and type(b) == "table" and getmetatable(a)
  if type(a) ~= "table" or type(b) ~= "table" or meta ~= getmetatable(b) then
    return a == b
  elseif meta and meta.__index == nil then
    return a == b
  elseif meta then
    return a.count == b.count and M.equal(a.items, b.items)
  end
  for key, item in pairs(a) do
    local other = b[key]
    if other == nil or not M.equal(item, other) then
      return false
    end
  end
  for key in pairs(b) do
    if a[key] == nil then
      return false
    end
  end
  return true
end
--- test
tap.test("equal", function()
  tap.same(support.equal({ 1, { x = "a" } }, { 1, { x = "a" } }), true)
  tap.same(support.equal({ 1 }, { 1, 2 }), false)
  tap.same(support.equal({ 0 / 0 }, { 0 / 0 }), false)
  tap.same(support.equal({}, setmetatable({}, {})), false)
end)

--- part: value
--- needs: none
--- errors: NoValue
-- The value of an option; raises `NoValue` where it is absent.
function M.value(option)
  if option == M.none then
    M.fail("NoValue", "no value")
  end
  return option
end
--- test
tap.test("value", function()
  tap.same(support.value(false), false)
  tap.raises("NoValue", function()
    support.value(support.none)
  end)
end)

--- part: value_or
--- needs: none
-- The value of an option, or another one where it is absent.
function M.value_or(option, other)
  if option == M.none then
    return other
  end
  return option
end
--- test
tap.test("value_or", function()
  tap.same(support.value_or(support.none, 5), 5)
  tap.same(support.value_or(false, true), false)
end)

--- part: updated
-- A copy of a record with other fields.
function M.updated(base, fields)
  local made = {}
  for name, value in pairs(base) do
    made[name] = value
  end
  for name, value in pairs(fields) do
    made[name] = value
  end
  return made
end
--- test
tap.test("updated", function()
  tap.same(support.updated({ a = 1, b = 2 }, { b = 3 }), { a = 1, b = 3 })
end)

--- part: map_option
--- needs: none
-- An option with its value put through a function.
function M.map_option(option, change)
  if option == M.none then
    return option
  end
  return change(option)
end

--- part: map_boxed
--- needs: none
-- The same for an option whose value is an option.
function M.map_boxed(option, change)
  if option == M.none then
    return option
  end
  return { some = change(option.some) }
end

--- part: each_result
-- A result with its value or error put through functions.
function M.each_result(result, change, change_error)
  if result.ok then
    return { ok = true, value = change(result.value) }
  end
  return { ok = false, error = change_error(result.error) }
end

--- part: each_part
-- A tuple with its items put through a function each.
function M.each_part(tuple, ...)
  local made = {}
  for i, change in ipairs({ ... }) do
    made[i] = change(tuple[i])
  end
  return made
end
--- test
tap.test("each_part", function()
  local function twice(n)
    return n * 2
  end
  tap.same(support.each_part({ 1, 2 }, twice, twice), { 2, 4 })
end)
