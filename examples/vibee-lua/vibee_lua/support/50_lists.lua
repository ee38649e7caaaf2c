--- part: at
--- errors: IndexOutOfBounds
-- The item at an index from 0; raises `IndexOutOfBounds`.
function M.at(items, index)
  if index < 0 or index >= #items then
    M.fail("IndexOutOfBounds", "index out of bounds")
  end
  return items[index + 1]
end
--- test
tap.test("at", function()
  tap.same(support.at({ false, 7 }, 1), 7)
  for _, index in ipairs({ -1, 2, math.maxinteger }) do
    tap.raises("IndexOutOfBounds", function()
      support.at({ 1, 2 }, index)
    end)
  end
end)

--- part: get
--- needs: none
-- The item at an index as an option.
function M.get(items, index)
  if index < 0 or index >= #items then
    return M.none
  end
  return items[index + 1]
end
--- test
tap.test("get", function()
  tap.same(support.get({ 5 }, 0), 5)
  tap.same(support.get({ 5 }, 1), support.none)
end)

--- part: first
--- errors: EmptyList
-- The first item; raises `EmptyList`.
function M.first(items)
  if #items == 0 then
    M.fail("EmptyList", "first of an empty list")
  end
  return items[1]
end
--- test
tap.test("first", function()
  tap.same(support.first({ 5, 6 }), 5)
  tap.raises("EmptyList", function()
    support.first({})
  end)
end)

--- part: last
--- errors: EmptyList
-- The last item; raises `EmptyList`.
function M.last(items)
  if #items == 0 then
    M.fail("EmptyList", "last of an empty list")
  end
  return items[#items]
end
--- test
tap.test("last", function()
  tap.same(support.last({ 5, 6 }), 6)
  tap.raises("EmptyList", function()
    support.last({})
  end)
end)

--- part: copied
-- A copy of a list.
function M.copied(items)
  return table.move(items, 1, #items, 1, {})
end

--- part: append
-- Puts all items of another list behind those of the first, in place.
function M.append(items, more)
  table.move(more, 1, #more, #items + 1, items)
end
--- test
tap.test("append", function()
  local items = { 1 }
  support.append(items, { 2, 3 })
  tap.same(items, { 1, 2, 3 })
end)

--- part: concat
--- needs: copied, append
-- One list behind the other.
function M.concat(first, second)
  local made = M.copied(first)
  M.append(made, second)
  return made
end
--- test
tap.test("concat", function()
  tap.same(support.concat({ 1 }, { 2 }), { 1, 2 })
end)

--- part: slice
--- errors: IndexOutOfBounds
-- The items from one index up to but not including another; raises `IndexOutOfBounds`.
function M.slice(items, from, to)
  if from < 0 or to < from or #items < to then
    M.fail("IndexOutOfBounds", "index out of bounds")
  end
  return table.move(items, from + 1, to, 1, {})
end
--- test
tap.test("slice", function()
  tap.same(support.slice({ 1, 2, 3 }, 1, 3), { 2, 3 })
  tap.raises("IndexOutOfBounds", function()
    support.slice({ 1 }, 0, 2)
  end)
end)

--- part: take
-- The first items, or as many as there are.
function M.take(items, n)
  return table.move(items, 1, math.max(0, math.min(n, #items)), 1, {})
end
--- test
tap.test("take", function()
  tap.same(support.take({ 1, 2 }, 5), { 1, 2 })
  tap.same(support.take({ 1, 2 }, -1), {})
end)

--- part: drop
-- The items without the first ones.
function M.drop(items, n)
  return table.move(items, math.max(0, math.min(n, #items)) + 1, #items, 1, {})
end
--- test
tap.test("drop", function()
  tap.same(support.drop({ 1, 2 }, 1), { 2 })
  tap.same(support.drop({ 1, 2 }, 5), {})
end)

--- part: reverse
-- The items from the last to the first.
function M.reverse(items)
  local made, size = {}, #items
  for i = 1, size do
    made[i] = items[size + 1 - i]
  end
  return made
end
--- test
tap.test("reverse", function()
  tap.same(support.reverse({ 1, 2, 3 }), { 3, 2, 1 })
end)

--- part: contains
--- needs: equal
-- Whether a value is among the items.
function M.contains(value, items)
  for _, item in ipairs(items) do
    if M.equal(item, value) then
      return true
    end
  end
  return false
end
--- test
tap.test("contains", function()
  tap.same(support.contains({ 1 }, { { 1 } }), true)
  tap.same(support.contains(0 / 0, { 0 / 0 }), false)
end)

--- part: index_of
--- needs: equal
-- The index of the first item that is equal to a value, or -1.
function M.index_of(items, value)
  for i, item in ipairs(items) do
    if M.equal(item, value) then
      return i - 1
    end
  end
  return -1
end
--- test
tap.test("index_of", function()
  tap.same(support.index_of({ "a", "b" }, "b"), 1)
  tap.same(support.index_of({}, "b"), -1)
end)

--- part: distinct
--- needs: contains
-- The items without those that came before; each NaN stays.
function M.distinct(items)
  local made, seen = {}, {}
  for _, item in ipairs(items) do
    local plain = type(item) ~= "table"
    local again = plain and item == item and seen[item] or not plain and M.contains(item, made)
    if not again then
      made[#made + 1] = item
      if plain and item == item then
        seen[item] = true
      end
    end
  end
  return made
end
--- test
tap.test("distinct", function()
  tap.same(support.distinct({ 2, 1, 2, { 1 }, { 1 } }), { 2, 1, { 1 } })
  tap.same(#support.distinct({ 0 / 0, 0 / 0 }), 2)
end)

--- part: zip
-- Pairs of the items of two lists; the shorter one decides.
function M.zip(first, second)
  local made = {}
  for i = 1, math.min(#first, #second) do
    made[i] = { first[i], second[i] }
  end
  return made
end
--- test
tap.test("zip", function()
  tap.same(support.zip({ 1, 2 }, { "a" }), { { 1, "a" } })
end)

--- part: indexed
-- Pairs of an index from 0 and the item there.
function M.indexed(items)
  local made = {}
  for i, item in ipairs(items) do
    made[i] = { i - 1, item }
  end
  return made
end
--- test
tap.test("indexed", function()
  tap.same(support.indexed({ "a" }), { { 0, "a" } })
end)

--- part: enumerated
-- An iterator over indexes from 0 and items.
function M.enumerated(items)
  local i = -1
  return function()
    i = i + 1
    if items[i + 1] ~= nil then
      return i, items[i + 1]
    end
  end
end
--- test
tap.test("enumerated", function()
  local seen = {}
  for i, item in support.enumerated({ "a", false }) do
    seen[#seen + 1] = { i, item }
  end
  tap.same(seen, { { 0, "a" }, { 1, false } })
end)

--- part: range
-- The integers from 0 up to but not including n.
function M.range(n)
  local made = {}
  for i = 1, n do
    made[i] = i - 1
  end
  return made
end
--- test
tap.test("range", function()
  tap.same(support.range(2), { 0, 1 })
  tap.same(support.range(-1), {})
end)

--- part: range_from
--- needs: counting
-- The integers from one up to but not including another.
function M.range_from(first, last)
  local made = {}
  for i in M.counting(first, last) do
    made[#made + 1] = i
  end
  return made
end
--- test
tap.test("range_from", function()
  tap.same(support.range_from(2, 4), { 2, 3 })
end)

--- part: before
-- Whether a value comes before another: false before true, NaN last.
local function before(a, b)
  if type(a) == "boolean" then
    return not a and b
  elseif type(a) == "number" or type(a) == "string" or getmetatable(a) then
    return a < b or b ~= b and a == a
  end
  for i, item in ipairs(a) do
    if b[i] == nil or before(b[i], item) then
      return false
    elseif before(item, b[i]) then
      return true
    end
  end
  return #a < #b
end

--- part: sort
--- needs: sort_by
-- The items in order; equals keep theirs.
function M.sort(items)
  return M.sort_by(items, function(item)
    return item
  end)
end
--- test
tap.test("sort", function()
  tap.same(support.sort({ 3, 1, 2, 1, 0 }), { 0, 1, 1, 2, 3 })
  tap.same(support.sort({ { 2, "a" }, { 1, "b" }, { 1 } }), { { 1 }, { 1, "b" }, { 2, "a" } })
  tap.same(support.sort({ 0 / 0, 1.0 })[1], 1.0)
  tap.same(support.sort({ true, false }), { false, true })
end)

--- part: sort_by
--- needs: before
-- The items in the order of their keys; equals keep theirs. A merge sort, from the bottom up.
function M.sort_by(items, key)
  local keyed, size = {}, #items
  for i, item in ipairs(items) do
    keyed[i] = { key(item), item }
  end
  local spare, width = {}, 1
  while width < size do
    for left = 1, size, 2 * width do
      local middle, right = math.min(left + width, size + 1), math.min(left + 2 * width, size + 1)
      local i, j = left, middle
      for k = left, right - 1 do
        if i < middle and (j >= right or not before(keyed[j][1], keyed[i][1])) then
          spare[k], i = keyed[i], i + 1
        else
          spare[k], j = keyed[j], j + 1
        end
      end
    end
    keyed, spare, width = spare, keyed, 2 * width
  end
  local made = {}
  for i, pair in ipairs(keyed) do
    made[i] = pair[2]
  end
  return made
end
--- test
tap.test("sort_by", function()
  local function first(pair)
    return pair[1]
  end
  tap.same(support.sort_by({ { 2, "a" }, { 1, "b" }, { 2, "c" } }, first), {
    { 1, "b" }, { 2, "a" }, { 2, "c" },
  })
end)

--- part: each
-- The items put through a function.
function M.each(items, change)
  local made = {}
  for i, item in ipairs(items) do
    made[i] = change(item)
  end
  return made
end
--- test
tap.test("each", function()
  tap.same(support.each({ 1, 2 }, tostring), { "1", "2" })
end)

--- part: sized
--- errors: ContractViolation
-- Gives the list back; raises `ContractViolation` unless it has so many items.
function M.sized(items, size)
  if #items ~= size then
    M.fail("ContractViolation", "a length of " .. size)
  end
  return items
end
--- test
tap.test("sized", function()
  tap.raises("ContractViolation", function()
    support.sized({ 1 }, 2)
  end)
end)
