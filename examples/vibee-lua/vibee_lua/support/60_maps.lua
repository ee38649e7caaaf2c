--- part: map
--- needs: before
-- A map, or a set: `items` by key (true in a set), their number, and the keys in order once asked.
local Map = {}
Map.__index = Map

local function empty()
  return setmetatable({ items = {}, count = 0 }, Map)
end

local function put(map, key, value)
  if map.items[key] == nil then
    map.count = map.count + 1
    map.order = nil
  end
  map.items[key] = value
end

-- The keys of a map, or the items of a set, in order.
function M.sorted_keys(map)
  if not map.order then
    local order = {}
    for key in pairs(map.items) do
      order[#order + 1] = key
    end
    table.sort(order, before)
    map.order = order
  end
  return map.order
end

--- part: map_of
--- needs: map
-- The map of these pairs of a key and a value.
function M.map_of(pairs_)
  local made = empty()
  for _, pair in ipairs(pairs_) do
    put(made, pair[1], pair[2])
  end
  return made
end
--- test
tap.test("map_of", function()
  tap.same(support.map_of({ { "a", 1 } }).items.a, 1)
  tap.same(support.sorted_keys(support.map_of({ { 2, "" }, { 1, "" } })), { 1, 2 })
end)

--- part: unique_map
--- needs: map
--- errors: InvalidArgument
-- The map of these pairs; raises `InvalidArgument` where a key comes twice.
function M.unique_map(pairs_)
  local made = empty()
  for _, pair in ipairs(pairs_) do
    if made.items[pair[1]] ~= nil then
      M.fail("InvalidArgument", "a key comes twice")
    end
    put(made, pair[1], pair[2])
  end
  return made
end
--- test
tap.test("unique_map", function()
  tap.raises("InvalidArgument", function()
    support.unique_map({ { 1, "a" }, { 1, "b" } })
  end)
end)

--- part: set_of
--- needs: map
-- The set of these items.
function M.set_of(items)
  local made = empty()
  for _, item in ipairs(items) do
    put(made, item, true)
  end
  return made
end
--- test
tap.test("set_of", function()
  local set = support.set_of({ "b", "a", "b" })
  tap.same(set.count, 2)
  tap.same(support.sorted_keys(set), { "a", "b" })
end)

--- part: group_by
--- needs: map
-- The items by their keys, each group in the order of the items.
function M.group_by(items, key)
  local made = empty()
  for _, item in ipairs(items) do
    local at = key(item)
    local group = made.items[at]
    if group == nil then
      put(made, at, { item })
    else
      group[#group + 1] = item
    end
  end
  return made
end
--- test
tap.test("group_by", function()
  local found = support.group_by({ 1, 2, 3 }, function(n)
    return n % 2
  end)
  tap.same(found.items[1], { 1, 3 })
  tap.same(found.count, 2)
end)

--- part: sorted_keys
--- needs: map

--- part: has_key
-- Whether a key is in a map, or an item in a set.
function M.has_key(key, map)
  return map.items[key] ~= nil
end

--- part: lookup
--- needs: none
-- The value of a key as an option.
function M.lookup(map, key)
  local found = map.items[key]
  if found == nil then
    return M.none
  end
  return found
end
--- test
tap.test("lookup", function()
  tap.same(support.lookup({ items = { a = false } }, "a"), false)
  tap.same(support.lookup({ items = {} }, "a"), support.none)
end)

--- part: lookup_boxed
--- needs: none
-- The same where values are options themselves.
function M.lookup_boxed(map, key)
  local found = map.items[key]
  if found == nil then
    return M.none
  end
  return { some = found }
end

--- part: value_at
--- errors: NoSuchKey
-- The value of a key; raises `NoSuchKey`.
function M.value_at(map, key)
  local found = map.items[key]
  if found == nil then
    M.fail("NoSuchKey", "no such key")
  end
  return found
end
--- test
tap.test("value_at", function()
  tap.raises("NoSuchKey", function()
    support.value_at({ items = {} }, "a")
  end)
end)

--- part: copied_map
--- needs: map
-- A copy of a map or set.
function M.copied_map(map)
  local made = empty()
  for key, value in pairs(map.items) do
    made.items[key] = value
  end
  made.count, made.order = map.count, map.order
  return made
end

--- part: put
--- needs: map
-- Puts an entry into a map, in place.
M.put = put

--- part: include
--- needs: map
-- Puts an item into a set, in place.
function M.include(set, item)
  put(set, item, true)
end

--- part: remove
-- Takes a key out of a map, or an item out of a set, in place.
function M.remove(map, key)
  if map.items[key] ~= nil then
    map.items[key], map.order, map.count = nil, nil, map.count - 1
  end
end

--- part: with_entry
--- needs: copied_map, put
-- A copy of a map with one more entry.
function M.with_entry(map, key, value)
  local made = M.copied_map(map)
  put(made, key, value)
  return made
end
--- test
tap.test("with_entry", function()
  local map = support.map_of and support.map_of({}) or support.copied_map({ items = {}, count = 0 })
  local more = support.with_entry(support.with_entry(map, "b", 1), "a", 2)
  tap.same(support.sorted_keys(more), { "a", "b" })
  tap.same(map.count, 0)
end)

--- part: with_item
--- needs: copied_map, put
-- A copy of a set with one more item.
function M.with_item(set, item)
  local made = M.copied_map(set)
  put(made, item, true)
  return made
end

--- part: without
--- needs: copied_map, remove
-- A copy of a map or set without a key or item.
function M.without(map, key)
  local made = M.copied_map(map)
  M.remove(made, key)
  return made
end
--- test
tap.test("without", function()
  local set = support.copied_map({ items = { a = true, b = true }, count = 2 })
  tap.same(support.sorted_keys(support.without(set, "a")), { "b" })
  tap.same(support.without(set, "c").count, 2)
end)

--- part: entries
--- needs: map
-- Pairs of keys and values in the order of the keys.
function M.entries(map)
  local made = {}
  for i, key in ipairs(M.sorted_keys(map)) do
    made[i] = { key, map.items[key] }
  end
  return made
end

--- part: values
--- needs: map
-- The values in the order of their keys.
function M.values(map)
  local made = {}
  for i, key in ipairs(M.sorted_keys(map)) do
    made[i] = map.items[key]
  end
  return made
end

--- part: pairs
--- needs: map
-- An iterator over keys and values in the order of the keys.
function M.pairs(map)
  local order, i = M.sorted_keys(map), 0
  return function()
    i = i + 1
    local key = order[i]
    if key ~= nil then
      return key, map.items[key]
    end
  end
end

--- part: each_entry
--- needs: map
-- The map with keys and values put through functions.
function M.each_entry(map, change_key, change)
  local made = empty()
  for _, key in ipairs(M.sorted_keys(map)) do
    put(made, change_key(key), change(map.items[key]))
  end
  return made
end

--- part: each_member
--- needs: map
-- The set with its items put through a function.
function M.each_member(set, change)
  local made = empty()
  for _, item in ipairs(M.sorted_keys(set)) do
    put(made, change(item), true)
  end
  return made
end
