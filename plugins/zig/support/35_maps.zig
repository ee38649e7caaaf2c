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
            const sorted = try arena.dupe(Self.Entry, list);
            std.mem.sort(Self.Entry, sorted, {}, struct {
                fn lessThan(_: void, a: Self.Entry, b: Self.Entry) bool {
                    return order(K, a.key, b.key) == .lt;
                }
            }.lessThan);
            const keys = try arena.alloc(K, list.len);
            const values = try arena.alloc(V, list.len);
            for (sorted, keys, values, 0..) |entry, *key, *value, index| {
                if (index > 0 and order(K, sorted[index - 1].key, entry.key) == .eq) {
                    return error.InvalidArgument;
                }
                key.* = entry.key;
                value.* = entry.value;
            }
            return .{ .keys = keys, .values = values };
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
            std.mem.sort(K, sorted, {}, struct {
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
/// How keys of a builder are hashed.
fn KeyContext(comptime K: type) type {
    return struct {
        pub fn hash(_: @This(), key: K) u32 {
            var hasher: std.hash.Wyhash = .init(0);
            if (K == []const u8) hasher.update(key) else std.hash.autoHash(&hasher, key);
            return @truncate(hasher.final());
        }

        pub fn eql(_: @This(), a: K, b: K, _: usize) bool {
            return if (K == []const u8) std.mem.eql(u8, a, b) else a == b;
        }
    };
}

//- part: MapBuilder
//- needs: Map, KeyContext
/// A map that is still being made.
pub fn MapBuilder(comptime K: type, comptime V: type) type {
    return struct {
        made: std.ArrayHashMapUnmanaged(K, V, KeyContext(K), true),

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

        /// Adds all entries of a map.
        pub fn putAll(self: *Self, arena: Allocator, map: Map(K, V)) Allocator.Error!void {
            for (map.keys, map.values) |key, value| try self.made.put(arena, key, value);
        }

        /// Removes the key, if it is there.
        pub fn remove(self: *Self, key: K) void {
            _ = self.made.swapRemove(key);
        }

        /// The map as it is now.
        pub fn freeze(self: Self, arena: Allocator) Allocator.Error!Map(K, V) {
            const list = try arena.alloc(Map(K, V).Entry, self.made.count());
            for (list, self.made.keys(), self.made.values()) |*entry, key, value| {
                entry.* = .{ .key = key, .value = value };
            }
            return Map(K, V).of(arena, list) catch |err| switch (err) {
                error.OutOfMemory => error.OutOfMemory,
                error.InvalidArgument => unreachable,
            };
        }
    };
}

//- part: SetBuilder
//- needs: Set, KeyContext
/// A set that is still being made.
pub fn SetBuilder(comptime K: type) type {
    return struct {
        made: std.ArrayHashMapUnmanaged(K, void, KeyContext(K), true),

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
            _ = self.made.swapRemove(item);
        }

        /// The set as it is now.
        pub fn freeze(self: Self, arena: Allocator) Allocator.Error!Set(K) {
            return .of(arena, self.made.keys());
        }
    };
}
