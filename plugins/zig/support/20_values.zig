//- part: allocated
/// What was made, where nothing but memory can have been wanting.
pub fn allocated(made: anytype) Allocator.Error!@typeInfo(@TypeOf(made)).error_union.payload {
    return made catch |err| switch (err) {
        error.OutOfMemory => error.OutOfMemory,
        else => unreachable,
    };
}
//- test
test allocated {
    const Failing = error{ OutOfMemory, Overflow };
    try testing.expectEqual(1, allocated(@as(Failing!i64, 1)));
    try testing.expectError(error.OutOfMemory, allocated(@as(Failing!i64, error.OutOfMemory)));
}

//- part: eql
/// Whether two values are equal in all their parts; NaN equals nothing.
pub fn eql(comptime T: type, a: T, b: T) bool {
    switch (@typeInfo(T)) {
        .optional => |optional| {
            if (a == null or b == null) return a == null and b == null;
            return eql(optional.child, a.?, b.?);
        },
        .pointer => |pointer| {
            if (pointer.size == .one) return eql(pointer.child, a.*, b.*);
            if (pointer.child == u8) return std.mem.eql(u8, a, b);
            if (a.len != b.len) return false;
            for (a, b) |x, y| if (!eql(pointer.child, x, y)) return false;
            return true;
        },
        .@"struct" => |info| {
            if (@hasDecl(T, "isEqual")) return a.isEqual(b);
            inline for (info.field_names, info.field_types) |name, Field| {
                if (!eql(Field, @field(a, name), @field(b, name))) return false;
            }
            return true;
        },
        .@"union" => |info| {
            const Tag = info.tag_type.?;
            if (comptime @hasDecl(T, "isSameNumber")) if (a.isSameNumber(b)) return true;
            if (@as(Tag, a) != @as(Tag, b)) return false;
            switch (a) {
                inline else => |payload, tag| {
                    return eql(@TypeOf(payload), payload, @field(b, @tagName(tag)));
                },
            }
        },
        .void => return true,
        else => return a == b,
    }
}
//- test
test eql {
    const Tree = union(enum) {
        leaf: f64,
        node: *const @This(),
        none,
    };
    const leaf: Tree = .{ .leaf = math.nan(f64) };
    try testing.expect(!eql(Tree, leaf, leaf));
    const node: Tree = .{ .node = &.{ .leaf = 1 } };
    try testing.expect(eql(Tree, node, .{ .node = &.{ .leaf = 1 } }));
    try testing.expect(!eql(Tree, node, .none));
    const Pair = struct { ?i64, []const u8 };
    try testing.expect(eql(Pair, .{ null, "a" }, .{ null, "a" }));
    try testing.expect(!eql(Pair, .{ 1, "a" }, .{ null, "a" }));
}

//- part: order
/// Orders numbers, texts, enums, times, lists and tuples; NaN comes last.
pub fn order(comptime T: type, a: T, b: T) math.Order {
    switch (@typeInfo(T)) {
        .bool => return math.order(@intFromBool(a), @intFromBool(b)),
        .@"enum" => return math.order(@backingInt(a), @backingInt(b)),
        .float => {
            if (math.isNan(a) or math.isNan(b)) {
                return math.order(@intFromBool(math.isNan(a)), @intFromBool(math.isNan(b)));
            }
            return math.order(a, b);
        },
        .pointer => |pointer| {
            if (pointer.child == u8) return std.mem.order(u8, a, b);
            for (a[0..@min(a.len, b.len)], b[0..@min(a.len, b.len)]) |x, y| {
                const result = order(pointer.child, x, y);
                if (result != .eq) return result;
            }
            return math.order(a.len, b.len);
        },
        .@"struct" => |info| {
            inline for (info.field_names, info.field_types) |name, Field| {
                const result = order(Field, @field(a, name), @field(b, name));
                if (result != .eq) return result;
            }
            return .eq;
        },
        else => return math.order(a, b),
    }
}
//- test
test order {
    const Pair = struct { i64, []const u8 };
    try testing.expectEqual(.lt, order(Pair, .{ -3, "b" }, .{ 2, "a" }));
    try testing.expectEqual(.gt, order(Pair, .{ 2, "b" }, .{ 2, "a" }));
    try testing.expectEqual(.lt, order(bool, false, true));
    try testing.expectEqual(.gt, order(f64, math.nan(f64), 1));
    try testing.expectEqual(.lt, order([]const i64, &.{1}, &.{ 1, 0 }));
}

//- part: compare
/// Orders as `order` does, but says nothing where a NaN decides.
pub fn compare(comptime T: type, a: T, b: T) ?math.Order {
    switch (@typeInfo(T)) {
        .float => {
            if (math.isNan(a) or math.isNan(b)) return null;
            return math.order(a, b);
        },
        .pointer => |pointer| {
            for (a[0..@min(a.len, b.len)], b[0..@min(a.len, b.len)]) |x, y| {
                const result = compare(pointer.child, x, y) orelse return null;
                if (result != .eq) return result;
            }
            return math.order(a.len, b.len);
        },
        .@"struct" => |info| {
            inline for (info.field_names, info.field_types) |name, Field| {
                const result = compare(Field, @field(a, name), @field(b, name)) orelse return null;
                if (result != .eq) return result;
            }
            return .eq;
        },
        .bool => return math.order(@intFromBool(a), @intFromBool(b)),
        .@"enum" => return math.order(@backingInt(a), @backingInt(b)),
        else => return math.order(a, b),
    }
}

//- part: holds
/// Whether a comparison holds; one with a NaN never does.
pub fn holds(result: ?math.Order, wanted: enum { lt, le, gt, ge }) bool {
    const found = result orelse return false;
    return switch (wanted) {
        .lt => found == .lt,
        .le => found != .gt,
        .gt => found == .gt,
        .ge => found != .lt,
    };
}
//- test
test holds {
    try testing.expect(holds(.eq, .le) and holds(.eq, .ge) and !holds(.eq, .lt));
    try testing.expect(!holds(null, .le));
}

//- part: box
/// The value behind a pointer.
pub fn box(comptime T: type, arena: Allocator, value: T) Allocator.Error!*const T {
    const made = try arena.create(T);
    made.* = value;
    return made;
}

//- part: Result
/// A value, or what stands in its place where there is none.
pub fn Result(comptime T: type, comptime E: type) type {
    return union(enum) { ok: T, err: E };
}

//- part: expectSame
const Unexpected = error{ TestExpectedEqual, TestUnexpectedResult };

/// Fails unless two values are the same: NaN is NaN, -0.0 is not 0.0; or, within a tolerance,
/// every Float inside is near the other.
pub fn expectSame(comptime T: type, expected: T, actual: T, tolerance: f64) Unexpected!void {
    switch (@typeInfo(T)) {
        .float => {
            if (tolerance > 0 and @abs(expected - actual) <= tolerance) return;
            if (math.isNan(expected) and math.isNan(actual)) return;
            const zeros = math.signbit(expected) == math.signbit(actual) or tolerance > 0;
            if (expected == actual and zeros) return;
            std.debug.print("expected {d}, found {d}\n", .{ expected, actual });
            return error.TestExpectedEqual;
        },
        .optional => |optional| {
            try testing.expectEqual(expected == null, actual == null);
            if (expected != null) try expectSame(optional.child, expected.?, actual.?, tolerance);
        },
        .pointer => |pointer| {
            if (pointer.size == .one) {
                return expectSame(pointer.child, expected.*, actual.*, tolerance);
            }
            try testing.expectEqual(expected.len, actual.len);
            for (expected, actual) |a, b| try expectSame(pointer.child, a, b, tolerance);
        },
        .@"struct" => |info| {
            if (@hasDecl(T, "isEqual")) return testing.expect(expected.isEqual(actual));
            inline for (info.field_names, info.field_types) |name, Field| {
                try expectSame(Field, @field(expected, name), @field(actual, name), tolerance);
            }
        },
        .@"union" => |info| {
            const Tag = info.tag_type.?;
            try testing.expectEqual(@as(Tag, expected), @as(Tag, actual));
            switch (expected) {
                inline else => |payload, tag| {
                    const other = @field(actual, @tagName(tag));
                    try expectSame(@TypeOf(payload), payload, other, tolerance);
                },
            }
        },
        .void => {},
        else => try testing.expectEqual(expected, actual),
    }
}

//- part: Decimal
/// A decimal number as it was written; `1.0` and `1.00` are equal.
pub const Decimal = struct {
    text: []const u8,

    const Parts = struct { negative: bool, digits: []const u8, fraction: []const u8, power: i64 };

    fn parts(self: Decimal) Decimal.Parts {
        const negative = std.mem.startsWith(u8, self.text, "-");
        const unsigned = std.mem.trimStart(u8, self.text, "+-");
        const end = std.mem.indexOfAny(u8, unsigned, "eE") orelse unsigned.len;
        const power = if (end == unsigned.len)
            0
        else
            std.fmt.parseInt(i64, unsigned[end + 1 ..], 10) catch 0;
        const point = std.mem.indexOfScalar(u8, unsigned[0..end], '.') orelse end;
        const whole = std.mem.trimStart(u8, unsigned[0..point], "0");
        const fraction = unsigned[@min(point + 1, end)..end];
        return .{ .negative = negative, .digits = whole, .fraction = fraction, .power = power };
    }

    /// The digit that counts `10^place`.
    fn digit(number: Decimal.Parts, place: i64) u8 {
        const at = place - number.power;
        if (at >= 0) {
            const back = @as(i64, @intCast(number.digits.len)) - 1 - at;
            return if (back < 0) '0' else number.digits[@intCast(back)];
        }
        const forth = -at - 1;
        return if (forth >= number.fraction.len) '0' else number.fraction[@intCast(forth)];
    }

    fn isZero(number: Decimal.Parts) bool {
        for (number.digits) |one| if (one != '0') return false;
        for (number.fraction) |one| if (one != '0') return false;
        return true;
    }

    /// Whether two numbers have the same value.
    pub fn isEqual(self: Decimal, other: Decimal) bool {
        const a = self.parts();
        const b = other.parts();
        if (Decimal.isZero(a) or Decimal.isZero(b)) return Decimal.isZero(a) and Decimal.isZero(b);
        if (a.negative != b.negative) return false;
        const low = @min(a.power - @as(i64, @intCast(a.fraction.len)), b.power - @as(i64, @intCast(b.fraction.len)));
        const high = @max(a.power + @as(i64, @intCast(a.digits.len)), b.power + @as(i64, @intCast(b.digits.len)));
        var place = low;
        while (place < high) : (place += 1) {
            if (Decimal.digit(a, place) != Decimal.digit(b, place)) return false;
        }
        return true;
    }
};
//- test
test Decimal {
    const pairs = [_][2][]const u8{
        .{ "1.0", "1.00" }, .{ "-0", "0.0" }, .{ "1e3", "1000" }, .{ "007", "+7" }, .{ ".5", "5e-1" },
    };
    for (pairs) |pair| {
        const a: Decimal = .{ .text = pair[0] };
        try testing.expect(a.isEqual(.{ .text = pair[1] }));
    }
    const one: Decimal = .{ .text = "1" };
    try testing.expect(!one.isEqual(.{ .text = "-1" }) and !one.isEqual(.{ .text = "10" }));
}

//- part: Uuid
/// A universally unique identifier as it was written; the case of its digits does not count.
pub const Uuid = struct {
    text: []const u8,

    /// Whether two identifiers are the same.
    pub fn isEqual(self: Uuid, other: Uuid) bool {
        return std.ascii.eqlIgnoreCase(self.text, other.text);
    }
};

//- part: Any
/// A value as JSON has them; the members of an object are in order of their keys.
pub const Any = union(enum) {
    null,
    bool: bool,
    int: i64,
    float: f64,
    string: []const u8,
    array: []const @This(),
    object: []const Any.Member,

    /// A value of an object with its name.
    pub const Member = struct { key: []const u8, value: Any };

    /// Whether one is an integer and the other the same number as a float.
    pub fn isSameNumber(self: Any, other: Any) bool {
        if (self == .float and other == .int) return other.isSameNumber(self);
        if (self != .int or other != .float) return false;
        const limit = 9223372036854775808.0;
        const number = other.float;
        if (@trunc(number) != number or number < -limit or number >= limit) return false;
        return @as(i64, @intFromFloat(number)) == self.int;
    }
};
