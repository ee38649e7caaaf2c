//- part: toIndex
/// A number that is known to be an index; what it is an index of checks it in safe builds.
pub fn toIndex(number: i64) usize {
    return @truncate(@as(u64, @bitCast(number)));
}

//- part: itemAt
//- errors: IndexOutOfBounds
/// The item at an index.
pub fn itemAt(comptime T: type, items: []const T, index: i64) error{IndexOutOfBounds}!T {
    if (index < 0 or index >= items.len) return error.IndexOutOfBounds;
    return items[@intCast(index)];
}
//- test
test itemAt {
    try testing.expectEqual(2, try itemAt(i64, &.{ 1, 2 }, 1));
    try testing.expectError(error.IndexOutOfBounds, itemAt(i64, &.{ 1, 2 }, 2));
    try testing.expectError(error.IndexOutOfBounds, itemAt(i64, &.{ 1, 2 }, -1));
}

//- part: itemIf
/// The item at an index, if there is one.
pub fn itemIf(comptime T: type, items: []const T, index: i64) ?T {
    return if (index < 0 or index >= items.len) null else items[@intCast(index)];
}
//- test
test itemIf {
    try testing.expectEqual(null, itemIf(i64, &.{1}, 1));
    try testing.expectEqual(1, itemIf(i64, &.{1}, 0));
}

//- part: isIn
//- needs: eql
/// Whether an item of the list equals the value.
pub fn isIn(comptime T: type, value: T, items: []const T) bool {
    for (items) |item| if (eql(T, item, value)) return true;
    return false;
}
//- test
test isIn {
    try testing.expect(isIn(i64, 2, &.{ 1, 2 }) and !isIn(i64, 3, &.{ 1, 2 }));
}

//- part: position
//- needs: eql
/// The index of the first item that equals the value, -1 if there is none.
pub fn position(comptime T: type, items: []const T, value: T) i64 {
    for (items, 0..) |item, index| if (eql(T, item, value)) return @intCast(index);
    return -1;
}
//- test
test position {
    try testing.expectEqual(1, position([]const u8, &.{ "a", "b", "b" }, "b"));
    try testing.expectEqual(-1, position([]const u8, &.{}, "b"));
}

//- part: first
//- errors: EmptyList
/// The first item.
pub fn first(comptime T: type, items: []const T) error{EmptyList}!T {
    return if (items.len == 0) error.EmptyList else items[0];
}
//- test
test first {
    try testing.expectEqual(1, try first(i64, &.{ 1, 2 }));
    try testing.expectError(error.EmptyList, first(i64, &.{}));
}

//- part: last
//- errors: EmptyList
/// The last item.
pub fn last(comptime T: type, items: []const T) error{EmptyList}!T {
    return if (items.len == 0) error.EmptyList else items[items.len - 1];
}
//- test
test last {
    try testing.expectEqual(2, try last(i64, &.{ 1, 2 }));
    try testing.expectError(error.EmptyList, last(i64, &.{}));
}

//- part: take
/// The items before an index; what there is of them.
pub fn take(comptime T: type, items: []const T, count: i64) []const T {
    return items[0..@intCast(math.clamp(count, 0, @as(i64, @intCast(items.len))))];
}
//- test
test take {
    try testing.expectEqualSlices(i64, &.{1}, take(i64, &.{ 1, 2 }, 1));
    try testing.expectEqual(0, take(i64, &.{ 1, 2 }, -1).len);
    try testing.expectEqual(2, take(i64, &.{ 1, 2 }, 9).len);
}

//- part: drop
/// The items from an index on; what there is of them.
pub fn drop(comptime T: type, items: []const T, count: i64) []const T {
    return items[@intCast(math.clamp(count, 0, @as(i64, @intCast(items.len))))..];
}
//- test
test drop {
    try testing.expectEqualSlices(i64, &.{2}, drop(i64, &.{ 1, 2 }, 1));
    try testing.expectEqual(2, drop(i64, &.{ 1, 2 }, -1).len);
    try testing.expectEqual(0, drop(i64, &.{ 1, 2 }, 9).len);
}

//- part: slice
//- errors: IndexOutOfBounds
/// The items from index `from` up to but not including `to`.
pub fn slice(
    comptime T: type,
    items: []const T,
    from: i64,
    to: i64,
) error{IndexOutOfBounds}![]const T {
    if (from < 0 or from > to or to > items.len) return error.IndexOutOfBounds;
    return items[@intCast(from)..@intCast(to)];
}
//- test
test slice {
    const items = [_]i64{ 1, 2, 3 };
    try testing.expectEqualSlices(i64, &.{ 2, 3 }, try slice(i64, &items, 1, 3));
    try testing.expectEqualSlices(i64, &.{}, try slice(i64, &items, 3, 3));
    try testing.expectError(error.IndexOutOfBounds, slice(i64, &items, -1, 1));
    try testing.expectError(error.IndexOutOfBounds, slice(i64, &items, 2, 1));
    try testing.expectError(error.IndexOutOfBounds, slice(i64, &items, 0, 4));
}

//- part: reverse
/// The items from the last to the first.
pub fn reverse(comptime T: type, arena: Allocator, items: []const T) Allocator.Error![]const T {
    const made = try arena.dupe(T, items);
    std.mem.reverse(T, made);
    return made;
}

//- part: sort
//- needs: order
/// The items in ascending order, equal ones as they stood.
pub fn sort(comptime T: type, arena: Allocator, items: []const T) Allocator.Error![]const T {
    const made = try arena.dupe(T, items);
    std.mem.sort(T, made, {}, struct {
        fn lessThan(_: void, a: T, b: T) bool {
            return order(T, a, b) == .lt;
        }
    }.lessThan);
    return made;
}
//- test
test sort {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    const sorted = try sort(f64, arena.allocator(), &.{ math.nan(f64), 2, -1 });
    try testing.expectEqualSlices(f64, &.{ -1, 2 }, sorted[0..2]);
    try testing.expect(math.isNan(sorted[2]));
}

//- part: sortPairs
//- needs: order
/// The pairs, put in ascending order of their first parts; equal ones stay as they stood.
pub fn sortPairs(comptime T: type, pairs: []T) []const T {
    std.mem.sort(T, pairs, {}, struct {
        fn lessThan(_: void, a: T, b: T) bool {
            return order(@FieldType(T, "0"), a[0], b[0]) == .lt;
        }
    }.lessThan);
    return pairs;
}
//- test
test sortPairs {
    var pairs = [_]struct { f64, u8 }{ .{ 2, 'a' }, .{ math.nan(f64), 'b' }, .{ -1, 'c' }, .{ 2, 'd' } };
    for ("cadb", sortPairs(struct { f64, u8 }, &pairs)) |name, pair| {
        try testing.expectEqual(name, pair[1]);
    }
}

//- part: sortByKey
//- needs: sortPairs
/// The pairs in ascending order of their first parts, equal ones as they stood.
pub fn sortByKey(comptime T: type, arena: Allocator, pairs: []const T) Allocator.Error![]const T {
    return sortPairs(T, try arena.dupe(T, pairs));
}

//- part: digest
/// Adds a value to a hash: equal values, as `eql` has them, add the same.
fn digest(comptime T: type, hasher: *std.hash.Wyhash, value: T) void {
    switch (@typeInfo(T)) {
        .int => hasher.update(std.mem.asBytes(&value)),
        .bool => digest(u8, hasher, @intFromBool(value)),
        .@"enum" => digest(u64, hasher, @backingInt(value)),
        // 0.0 and -0.0 are equal.
        .float => digest(u64, hasher, if (value == 0) 0 else @bitCast(value)),
        .optional => |optional| {
            digest(bool, hasher, value != null);
            if (value) |there| digest(optional.child, hasher, there);
        },
        .pointer => |pointer| {
            if (pointer.size == .one) return digest(pointer.child, hasher, value.*);
            digest(usize, hasher, value.len);
            if (pointer.child == u8) return hasher.update(value);
            for (value) |item| digest(pointer.child, hasher, item);
        },
        .@"struct" => |info| {
            if (@hasDecl(T, "isEqual")) return;
            inline for (info.field_names, info.field_types) |name, Field| {
                digest(Field, hasher, @field(value, name));
            }
        },
        .@"union" => {
            digest(u64, hasher, @backingInt(value));
            switch (value) {
                inline else => |payload| digest(@TypeOf(payload), hasher, payload),
            }
        },
        .void => {},
        else => comptime unreachable,
    }
}

//- part: distinct
//- needs: eql, digest
/// The items without those that equal an earlier one.
pub fn distinct(comptime T: type, arena: Allocator, items: []const T) Allocator.Error![]const T {
    const Context = struct {
        pub fn hash(_: @This(), item: T) u64 {
            var hasher: std.hash.Wyhash = .init(0);
            digest(T, &hasher, item);
            return hasher.final();
        }

        pub fn eql(_: @This(), a: T, b: T) bool {
            return same(T, a, b);
        }
    };
    var made: std.ArrayList(T) = try .initCapacity(arena, items.len);
    var seen: std.HashMapUnmanaged(T, void, Context, std.hash_map.default_max_load_percentage) = .empty;
    for (items) |item| {
        if ((try seen.getOrPut(arena, item)).found_existing) continue;
        made.appendAssumeCapacity(item);
    }
    return made.items;
}

const same = eql;
//- test
test distinct {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    const made = try distinct(i64, arena, &.{ 2, 1, 2, 1, 3 });
    try testing.expectEqualSlices(i64, &.{ 2, 1, 3 }, made);
    const floats = try distinct(f64, arena, &.{ 0.0, -0.0, math.nan(f64), math.nan(f64) });
    try testing.expectEqual(3, floats.len);
    const Part = union(enum) { text: []const u8, parts: []const @This(), maybe: ?bool };
    const parts = try distinct(Part, arena, &.{
        .{ .text = "a" },                   .{ .parts = &.{.{ .text = "a" }} }, .{ .text = "a" },   .{ .maybe = null },
        .{ .parts = &.{.{ .text = "a" }} }, .{ .maybe = true },                 .{ .maybe = null },
    });
    try testing.expectEqual(4, parts.len);
}

//- part: Buffers
/// Memory for lists that are made from one another: two buffers take turns.
pub fn Buffers(comptime T: type) type {
    return struct {
        both: [2][]T,

        const Self = @This();

        /// No memory yet.
        pub const empty: Self = .{ .both = .{ &.{}, &.{} } };

        /// Room for so many items that are not those of the call before.
        pub fn next(self: *Self, arena: Allocator, len: usize) Allocator.Error![]T {
            std.mem.swap([]T, &self.both[0], &self.both[1]);
            if (self.both[0].len < len) {
                self.both[0] = try arena.alloc(T, @max(len, self.both[1].len +| self.both[1].len / 2));
            }
            return self.both[0][0..len];
        }
    };
}
//- test
test Buffers {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    var buffers: Buffers(i64) = .empty;
    var last_: []const i64 = &.{};
    for (0..9) |size| {
        const made = try buffers.next(arena, size);
        for (made, 0..) |*slot, index| slot.* = if (index < last_.len) last_[index] + 1 else 0;
        last_ = made;
    }
    try testing.expectEqualSlices(i64, &.{ 7, 6, 5, 4, 3, 2, 1, 0 }, last_);
}

//- part: Growing
/// A list or text that grows at its end and has room there; values taken from it stay as they are.
pub fn Growing(comptime T: type) type {
    return struct {
        items: []const T,
        room: usize,

        const Self = @This();

        /// Nothing yet.
        pub const empty: Self = .of(&.{});

        /// Starts with these items.
        pub fn of(items: []const T) Self {
            return .{ .items = items, .room = 0 };
        }

        /// Puts more items behind those that are there.
        pub fn append(self: *Self, arena: Allocator, more: []const T) Allocator.Error!void {
            const start = self.items.len;
            if (more.len > self.room) {
                const wider = try arena.alloc(T, @max(8, 2 * (start + more.len)));
                @memcpy(wider[0..start], self.items);
                self.* = .{ .items = wider[0..start], .room = wider.len - start };
            }
            // The room behind the items is nobody else's.
            const grown = @constCast(self.items.ptr)[0 .. start + more.len];
            @memcpy(grown[start..], more);
            self.* = .{ .items = grown, .room = self.room - more.len };
        }

        /// Puts a part of a text behind the items; they stay one part of it if they are already.
        pub fn appendPart(
            self: *Self,
            arena: Allocator,
            text: []const u8,
            part: []const u8,
        ) Allocator.Error!void {
            const len = self.items.len;
            if (len == 0) {
                self.* = .of(part);
                return;
            }
            const start = @intFromPtr(self.items.ptr) -% @intFromPtr(text.ptr);
            if (start >= text.len or self.items.ptr + len != part.ptr) {
                return self.append(arena, part);
            }
            self.* = .of(text[start..][0 .. len + part.len]);
        }
    };
}
//- test
test Growing {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    var word: Growing(u8) = .of("a");
    try word.append(arena, "b");
    const before = word.items;
    for (0..9) |_| try word.append(arena, "c");
    try testing.expectEqualStrings("abccccccccc", word.items);
    try testing.expectEqualStrings("ab", before);
    word = .of(before);
    try word.append(arena, word.items);
    try testing.expectEqualStrings("abab", word.items);
    const text = "xyz";
    word = .empty;
    for (0..2) |at| try word.appendPart(arena, text, text[at .. at + 1]);
    try testing.expectEqual(text.ptr, word.items.ptr);
    try word.appendPart(arena, text, text[0..1]);
    try testing.expectEqualStrings("xyx", word.items);
}

//- part: flatten
/// The items of the lists, one list after the other.
pub fn flatten(comptime T: type, arena: Allocator, lists: []const []const T) Allocator.Error![]const T {
    return std.mem.concat(arena, T, lists);
}

//- part: present
/// The items that are there.
pub fn present(comptime T: type, arena: Allocator, items: []const ?T) Allocator.Error![]const T {
    var made: std.ArrayList(T) = .empty;
    for (items) |item| if (item) |there| try made.append(arena, there);
    return made.items;
}

//- part: zip
/// Pairs of items; the shorter list decides how many.
pub fn zip(
    comptime A: type,
    comptime B: type,
    arena: Allocator,
    a: []const A,
    b: []const B,
) Allocator.Error![]const struct { A, B } {
    const size = @min(a.len, b.len);
    const made = try arena.alloc(struct { A, B }, size);
    for (made, a[0..size], b[0..size]) |*pair, x, y| pair.* = .{ x, y };
    return made;
}

//- part: indexed
/// The items with their indices.
pub fn indexed(
    comptime T: type,
    arena: Allocator,
    items: []const T,
) Allocator.Error![]const struct { i64, T } {
    const made = try arena.alloc(struct { i64, T }, items.len);
    for (made, items, 0..) |*pair, item, index| pair.* = .{ @intCast(index), item };
    return made;
}

//- part: rangeEnd
//- errors: Overflow
/// The end of a range, if there are not more integers in it than can be counted.
pub fn rangeEnd(from: i64, to: i64) error{Overflow}!i64 {
    if (from < to) _ = try math.sub(i64, to, from);
    return to;
}
//- test
test rangeEnd {
    try testing.expectEqual(math.minInt(i64), try rangeEnd(math.maxInt(i64), math.minInt(i64)));
    try testing.expectError(error.Overflow, rangeEnd(-2, math.maxInt(i64)));
}

//- part: between
//- needs: range, rangeEnd
//- errors: Overflow
/// The integers from one up to but not including another, if they can be counted.
pub fn between(
    arena: Allocator,
    from: i64,
    to: i64,
) (Allocator.Error || error{Overflow})![]const i64 {
    return range(arena, from, try rangeEnd(from, to));
}

//- part: Steps
/// The integers of a range with a step.
pub const Steps = struct {
    at: i64,
    step: i64,
    left: u64,

    /// The next one, until there is none.
    pub fn next(self: *Steps) ?i64 {
        if (self.left == 0) return null;
        defer {
            self.at +%= self.step;
            self.left -= 1;
        }
        return self.at;
    }
};

//- part: steps
//- needs: Steps
//- errors: InvalidArgument, Overflow
/// The integers from one up or down to but not including another, a step apart.
pub fn steps(from: i64, to: i64, step: i64) error{ InvalidArgument, Overflow }!Steps {
    if (step == 0) return error.InvalidArgument;
    if (if (step > 0) from >= to else from <= to) return .{ .at = from, .step = step, .left = 0 };
    const a: u64 = @bitCast(@min(from, to));
    const b: u64 = @bitCast(@max(from, to));
    const left = (b -% a - 1) / @abs(step) + 1;
    if (left > math.maxInt(i64)) return error.Overflow;
    return .{ .at = from, .step = step, .left = left };
}
//- test
test steps {
    const bottom = math.minInt(i64);
    const top = math.maxInt(i64);
    for ([_][4]i64{
        .{ 1, 10, 3, 3 },            .{ 1, 11, 3, 4 },        .{ 5, 1, -2, 2 }, .{ 5, 0, -2, 3 },
        .{ 1, 1, 1, 0 },             .{ 2, 1, 1, 0 },         .{ 1, 2, -1, 0 }, .{ bottom, top, top, 3 },
        .{ top, bottom, bottom, 2 }, .{ top - 1, top, 5, 1 },
    }) |case| {
        var it = try steps(case[0], case[1], case[2]);
        var count: i64 = 0;
        while (it.next()) |number| : (count += 1) {
            try testing.expectEqual(case[0] +% count *% case[2], number);
        }
        try testing.expectEqual(case[3], count);
    }
    try testing.expectError(error.InvalidArgument, steps(1, 2, 0));
    try testing.expectError(error.Overflow, steps(bottom, top, 1));
}

//- part: stepped
//- needs: steps
//- errors: InvalidArgument, Overflow
/// The integers from one up or down to but not including another, a step apart.
pub fn stepped(
    arena: Allocator,
    from: i64,
    to: i64,
    step: i64,
) (Allocator.Error || error{ InvalidArgument, Overflow })![]const i64 {
    var it = try steps(from, to, step);
    const made = try arena.alloc(i64, math.cast(usize, it.left) orelse return error.OutOfMemory);
    for (made) |*slot| slot.* = it.next().?;
    return made;
}

//- part: range
/// The integers from one up to but not including another.
pub fn range(arena: Allocator, from: i64, to: i64) Allocator.Error![]const i64 {
    if (to <= from) return &.{};
    const size = math.cast(usize, @as(i128, to) - from) orelse return error.OutOfMemory;
    const made = try arena.alloc(i64, size);
    for (made, 0..) |*slot, index| slot.* = from + @as(i64, @intCast(index));
    return made;
}
//- test
test range {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    try testing.expectEqualSlices(i64, &.{ -1, 0, 1 }, try range(arena.allocator(), -1, 2));
    try testing.expectEqual(0, (try range(arena.allocator(), 2, -1)).len);
}
