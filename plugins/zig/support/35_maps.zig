//- part: search
//- needs: order
/// Where a key is, or would be.
const Slot = struct { found: bool, at: usize };

/// The place of the key in ascending ones.
fn search(comptime K: type, keys: []const K, key: K) Slot {
    var low: usize = 0;
    var high = keys.len;
    while (low < high) {
        const middle = low + (high - low) / 2;
        switch (order(K, keys[middle], key)) {
            .eq => return .{ .found = true, .at = middle },
            .lt => low = middle + 1,
            .gt => high = middle,
        }
    }
    return .{ .found = false, .at = low };
}

//- part: Map
//- needs: search, order, eql
//- errors: InvalidArgument
/// A map whose keys are in ascending order; made by `of`, or field by field by who keeps that.
pub fn Map(comptime K: type, comptime V: type) type {
    return struct {
        keys: []const K,
        values: []const V,

        const Self = @This();

        /// The map without keys.
        pub const empty: Self = .{ .keys = &.{}, .values = &.{} };

        /// A key with its value.
        pub const Entry = struct { key: K, value: V };

        /// The map of these entries; a key must not come twice.
        pub fn of(
            arena: Allocator,
            list: []const Self.Entry,
        ) (Allocator.Error || error{InvalidArgument})!Self {
            const keys = try arena.alloc(K, list.len);
            const values = try arena.alloc(V, list.len);
            const sorted = try arena.dupe(Self.Entry, list);
            defer arena.free(sorted);
            std.mem.sortUnstable(Self.Entry, sorted, {}, struct {
                fn lessThan(_: void, a: Self.Entry, b: Self.Entry) bool {
                    return order(K, a.key, b.key) == .lt;
                }
            }.lessThan);
            for (sorted, keys, values, 0..) |entry, *key, *value, index| {
                if (index > 0 and order(K, keys[index - 1], entry.key) == .eq) {
                    return error.InvalidArgument;
                }
                key.* = entry.key;
                value.* = entry.value;
            }
            return .{ .keys = keys, .values = values };
        }

        /// The map of these entries, whose keys are known to differ.
        pub fn ofDistinct(arena: Allocator, list: []const Self.Entry) Allocator.Error!Self {
            return Self.of(arena, list) catch |err| switch (err) {
                error.InvalidArgument => unreachable,
                error.OutOfMemory => |e| e,
            };
        }

        /// A key with its value, which may be absent.
        pub const Maybe = struct { key: K, value: ?V };

        /// The map of the entries that have a value.
        pub fn ofPresent(
            arena: Allocator,
            list: []const Self.Maybe,
        ) (Allocator.Error || error{InvalidArgument})!Self {
            var there: std.ArrayList(Self.Entry) = .empty;
            for (list) |one| {
                if (one.value) |value| try there.append(arena, .{ .key = one.key, .value = value });
            }
            return Self.of(arena, there.items);
        }

        /// The same where the keys are known to differ.
        pub fn ofPresentDistinct(arena: Allocator, list: []const Self.Maybe) Allocator.Error!Self {
            return Self.ofPresent(arena, list) catch |err| switch (err) {
                error.InvalidArgument => unreachable,
                error.OutOfMemory => |e| e,
            };
        }

        /// How many keys there are.
        pub fn count(self: Self) usize {
            return self.keys.len;
        }

        /// The value of a key.
        pub fn get(self: Self, key: K) ?V {
            const place = search(K, self.keys, key);
            return if (place.found) self.values[place.at] else null;
        }

        /// Whether there is such a key.
        pub fn contains(self: Self, key: K) bool {
            return search(K, self.keys, key).found;
        }

        /// The map with the key's value replaced or added.
        pub fn put(self: Self, arena: Allocator, key: K, value: V) Allocator.Error!Self {
            const place = search(K, self.keys, key);
            const behind = if (place.found) place.at + 1 else place.at;
            return .{
                .keys = try std.mem.concat(arena, K, &.{ self.keys[0..place.at], &.{key}, self.keys[behind..] }),
                .values = try std.mem.concat(arena, V, &.{ self.values[0..place.at], &.{value}, self.values[behind..] }),
            };
        }

        /// The map without the key.
        pub fn remove(self: Self, arena: Allocator, key: K) Allocator.Error!Self {
            const place = search(K, self.keys, key);
            if (!place.found) return self;
            return .{
                .keys = try std.mem.concat(arena, K, &.{ self.keys[0..place.at], self.keys[place.at + 1 ..] }),
                .values = try std.mem.concat(arena, V, &.{ self.values[0..place.at], self.values[place.at + 1 ..] }),
            };
        }

        /// The keys with their values, in ascending order.
        pub fn entries(self: Self, arena: Allocator) Allocator.Error![]const struct { K, V } {
            const made = try arena.alloc(struct { K, V }, self.keys.len);
            for (made, self.keys, self.values) |*entry, key, value| entry.* = .{ key, value };
            return made;
        }
    };
}
//- test
test Map {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    const Ages = Map([]const u8, i64);
    var ages: Ages = try .of(arena, &.{ .{ .key = "b", .value = 2 }, .{ .key = "a", .value = 1 } });
    try testing.expectEqual(1, ages.get("a"));
    ages = try ages.put(arena, "aa", 3);
    ages = try ages.put(arena, "b", 4);
    try testing.expectEqualDeep(@as([]const []const u8, &.{ "a", "aa", "b" }), ages.keys);
    ages = try ages.remove(arena, "a");
    ages = try ages.remove(arena, "x");
    try testing.expectEqualDeep(@as([]const i64, &.{ 3, 4 }), ages.values);
    try testing.expect(!ages.contains("a") and ages.contains("b"));
    const twice = [_]Ages.Entry{ .{ .key = "b", .value = 2 }, .{ .key = "b", .value = 1 } };
    try testing.expectError(error.InvalidArgument, Ages.of(arena, &twice));
}

//- part: Set
//- needs: search, order
/// A set whose items are in ascending order; made by `of`.
pub fn Set(comptime K: type) type {
    return struct {
        items: []const K,

        const Self = @This();

        /// The set without items.
        pub const empty: Self = .{ .items = &.{} };

        /// The set of these items.
        pub fn of(arena: Allocator, list: []const K) Allocator.Error!Self {
            const sorted = try arena.dupe(K, list);
            std.mem.sortUnstable(K, sorted, {}, struct {
                fn lessThan(_: void, a: K, b: K) bool {
                    return order(K, a, b) == .lt;
                }
            }.lessThan);
            var size: usize = 0;
            for (sorted) |item| {
                if (size > 0 and order(K, sorted[size - 1], item) == .eq) continue;
                sorted[size] = item;
                size += 1;
            }
            return .{ .items = sorted[0..size] };
        }

        /// Whether the item is there.
        pub fn contains(self: Self, item: K) bool {
            return search(K, self.items, item).found;
        }

        /// The set with the item.
        pub fn put(self: Self, arena: Allocator, item: K) Allocator.Error!Self {
            const place = search(K, self.items, item);
            if (place.found) return self;
            const parts = [_][]const K{ self.items[0..place.at], &.{item}, self.items[place.at..] };
            return .{ .items = try std.mem.concat(arena, K, &parts) };
        }

        /// The set without the item.
        pub fn remove(self: Self, arena: Allocator, item: K) Allocator.Error!Self {
            const place = search(K, self.items, item);
            if (!place.found) return self;
            const parts = [_][]const K{ self.items[0..place.at], self.items[place.at + 1 ..] };
            return .{ .items = try std.mem.concat(arena, K, &parts) };
        }

        /// The items of both.
        pub fn merge(self: Self, arena: Allocator, other: Self) Allocator.Error!Self {
            return .of(arena, try std.mem.concat(arena, K, &.{ self.items, other.items }));
        }
    };
}
//- test
test Set {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    var set: Set(i64) = try .of(arena, &.{ 3, 1, 3, 2, 1 });
    try testing.expectEqualSlices(i64, &.{ 1, 2, 3 }, set.items);
    set = try set.put(arena, 0);
    set = try set.remove(arena, 2);
    set = try set.merge(arena, try .of(arena, &.{ 7, 3 }));
    try testing.expectEqualSlices(i64, &.{ 0, 1, 3, 7 }, set.items);
}

//- part: KeyContext
/// How keys of a builder are hashed and compared.
fn KeyContext(comptime K: type) type {
    return struct {
        pub fn hash(_: @This(), key: K) u64 {
            if (K == []const u8) return std.hash.Wyhash.hash(0, key);
            return std.hash.int(@as(u64, switch (@typeInfo(K)) {
                .bool => @intFromBool(key),
                .@"enum" => @backingInt(key),
                else => @bitCast(key),
            }));
        }

        pub fn eql(_: @This(), a: K, b: K) bool {
            return if (K == []const u8) std.mem.eql(u8, a, b) else a == b;
        }
    };
}

//- part: MapBuilder
//- needs: Map, KeyContext
/// A map that is still being made.
pub fn MapBuilder(comptime K: type, comptime V: type) type {
    return struct {
        made: std.HashMapUnmanaged(K, V, KeyContext(K), std.hash_map.default_max_load_percentage),

        const Self = @This();

        /// The builder without keys.
        pub const empty: Self = .{ .made = .empty };

        /// How many keys there are.
        pub fn count(self: Self) usize {
            return self.made.count();
        }

        /// The value of a key.
        pub fn get(self: Self, key: K) ?V {
            return self.made.get(key);
        }

        /// Whether there is such a key.
        pub fn contains(self: Self, key: K) bool {
            return self.made.contains(key);
        }

        /// Replaces or adds the key's value.
        pub fn put(self: *Self, arena: Allocator, key: K, value: V) Allocator.Error!void {
            try self.made.put(arena, key, value);
        }

        /// The place of the key's value, which is `start` for a key that was not there.
        pub fn at(self: *Self, arena: Allocator, key: K, start: V) Allocator.Error!*V {
            return (try self.made.getOrPutValue(arena, key, start)).value_ptr;
        }

        /// Adds all entries of a map.
        pub fn putAll(self: *Self, arena: Allocator, map: Map(K, V)) Allocator.Error!void {
            for (map.keys, map.values) |key, value| try self.made.put(arena, key, value);
        }

        /// Removes the key, if it is there.
        pub fn remove(self: *Self, key: K) void {
            _ = self.made.remove(key);
        }

        /// The map as it is now.
        pub fn freeze(self: Self, arena: Allocator) Allocator.Error!Map(K, V) {
            const keys = try arena.alloc(K, self.made.count());
            const values = try arena.alloc(V, keys.len);
            const Entry = Map(K, V).Entry;
            const sorted = try arena.alloc(Entry, keys.len);
            defer arena.free(sorted);
            var it = self.made.iterator();
            for (sorted) |*slot| {
                const next = it.next().?;
                slot.* = .{ .key = next.key_ptr.*, .value = next.value_ptr.* };
            }
            std.mem.sortUnstable(Entry, sorted, {}, struct {
                fn lessThan(_: void, a: Entry, b: Entry) bool {
                    return order(K, a.key, b.key) == .lt;
                }
            }.lessThan);
            for (keys, values, sorted) |*key, *value, entry| {
                key.* = entry.key;
                value.* = entry.value;
            }
            return .{ .keys = keys, .values = values };
        }
    };
}
//- test
test MapBuilder {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    var builder: MapBuilder([]const u8, i64) = .empty;
    try builder.putAll(arena, .{ .keys = &.{ "a", "b" }, .values = &.{ 1, 2 } });
    for ([_][]const u8{ "é", "b", "c", "é" }) |key| (try builder.at(arena, key, 0)).* += 5;
    builder.remove("a");
    builder.remove("x");
    try testing.expect(builder.count() == 3 and builder.contains("c") and builder.get("a") == null);
    const map = try builder.freeze(arena);
    try testing.expectEqualDeep(@as([]const []const u8, &.{ "b", "c", "é" }), map.keys);
    try testing.expectEqualSlices(i64, &.{ 7, 5, 10 }, map.values);
    var sides: MapBuilder(bool, i64) = .empty;
    for (0..3) |number| try sides.put(arena, number % 2 == 0, @intCast(number));
    try testing.expectEqualSlices(i64, &.{ 1, 2 }, (try sides.freeze(arena)).values);
}

//- part: ListMapBuilder
//- needs: Map, MapBuilder
/// A map of lists that is still being made; what is appended to a list finds room behind it.
pub fn ListMapBuilder(comptime K: type, comptime T: type) type {
    return struct {
        made: MapBuilder(K, Self.List),

        const Self = @This();
        const List = struct { items: []const T, room: usize };

        /// The builder without keys.
        pub const empty: Self = .{ .made = .empty };

        /// How many keys there are.
        pub fn count(self: Self) usize {
            return self.made.count();
        }

        /// The list of a key.
        pub fn get(self: Self, key: K) ?[]const T {
            return if (self.made.get(key)) |list| list.items else null;
        }

        /// Whether there is such a key.
        pub fn contains(self: Self, key: K) bool {
            return self.made.contains(key);
        }

        /// Replaces or adds the key's list.
        pub fn put(self: *Self, arena: Allocator, key: K, items: []const T) Allocator.Error!void {
            try self.made.put(arena, key, .{ .items = items, .room = 0 });
        }

        /// Appends to the key's list, which is empty for a key that was not there.
        pub fn append(self: *Self, arena: Allocator, key: K, item: T) Allocator.Error!void {
            const list = try self.made.at(arena, key, .{ .items = &.{}, .room = 0 });
            const len = list.items.len;
            if (list.room == 0) {
                const wider = try arena.alloc(T, @max(4, 2 * len));
                @memcpy(wider[0..len], list.items);
                list.* = .{ .items = wider[0..len], .room = wider.len - len };
            }
            // The room behind a list is nobody else's.
            const grown = @constCast(list.items.ptr)[0 .. len + 1];
            grown[len] = item;
            list.* = .{ .items = grown, .room = list.room - 1 };
        }

        /// Adds all entries of a map.
        pub fn putAll(self: *Self, arena: Allocator, map: Map(K, []const T)) Allocator.Error!void {
            for (map.keys, map.values) |key, items| try self.put(arena, key, items);
        }

        /// Removes the key, if it is there.
        pub fn remove(self: *Self, key: K) void {
            self.made.remove(key);
        }

        /// The map as it is now.
        pub fn freeze(self: Self, arena: Allocator) Allocator.Error!Map(K, []const T) {
            const map = try self.made.freeze(arena);
            const values = try arena.alloc([]const T, map.values.len);
            for (values, map.values) |*items, list| items.* = list.items;
            return .{ .keys = map.keys, .values = values };
        }
    };
}
//- test
test ListMapBuilder {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    const start = [_]i64{ 7, 8 };
    var builder: ListMapBuilder(i64, i64) = .empty;
    try builder.putAll(arena, .{ .keys = &.{1}, .values = &.{start[0..1]} });
    for (0..9) |number| try builder.append(arena, @intCast(number % 2), @intCast(number));
    builder.remove(5);
    try testing.expect(builder.count() == 2 and builder.contains(0) and builder.get(2) == null);
    const map = try builder.freeze(arena);
    try testing.expectEqualSlices(i64, &.{ 0, 2, 4, 6, 8 }, map.get(0).?);
    try testing.expectEqualSlices(i64, &.{ 7, 1, 3, 5, 7 }, map.get(1).?);
    try testing.expectEqual(8, start[1]);
}

//- part: SetBuilder
//- needs: Set, KeyContext
/// A set that is still being made.
pub fn SetBuilder(comptime K: type) type {
    return struct {
        made: std.HashMapUnmanaged(K, void, KeyContext(K), std.hash_map.default_max_load_percentage),

        const Self = @This();

        /// The builder without items.
        pub const empty: Self = .{ .made = .empty };

        /// How many items there are.
        pub fn count(self: Self) usize {
            return self.made.count();
        }

        /// Whether the item is there.
        pub fn contains(self: Self, item: K) bool {
            return self.made.contains(item);
        }

        /// Adds the item.
        pub fn put(self: *Self, arena: Allocator, item: K) Allocator.Error!void {
            try self.made.put(arena, item, {});
        }

        /// Adds all items of a set.
        pub fn putAll(self: *Self, arena: Allocator, set: Set(K)) Allocator.Error!void {
            for (set.items) |item| try self.made.put(arena, item, {});
        }

        /// Removes the item, if it is there.
        pub fn remove(self: *Self, item: K) void {
            _ = self.made.remove(item);
        }

        /// The set as it is now.
        pub fn freeze(self: Self, arena: Allocator) Allocator.Error!Set(K) {
            const items = try arena.alloc(K, self.made.count());
            var it = self.made.keyIterator();
            for (items) |*slot| slot.* = it.next().?.*;
            std.mem.sortUnstable(K, items, {}, struct {
                fn lessThan(_: void, a: K, b: K) bool {
                    return order(K, a, b) == .lt;
                }
            }.lessThan);
            return .{ .items = items };
        }
    };
}
//- test
test SetBuilder {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    var builder: SetBuilder(i64) = .empty;
    for ([_]i64{ 3, -1, 3, 2 }) |item| try builder.put(arena, item);
    builder.remove(2);
    try testing.expect(builder.count() == 2 and builder.contains(3) and !builder.contains(2));
    try testing.expectEqualSlices(i64, &.{ -1, 3 }, (try builder.freeze(arena)).items);
}
