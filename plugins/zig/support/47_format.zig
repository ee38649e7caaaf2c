//- part: Digits
/// The exact decimal digits of a finite double: `digits[0..]` with the point before `point`.
const Digits = struct {
    // 2^-1074 has 751 significant digits, the greatest double 309.
    digits: [800]u8,
    len: usize,
    point: i64,

    /// Multiplies or halves decimal digits as often as the exponent says.
    fn of(number: f64) Digits {
        const parts = math.frexp(@abs(number));
        var self: Digits = .{ .digits = @splat(0), .len = 0, .point = 0 };
        // The significand has 53 bits: an integer times a power of two.
        const whole: u64 = @intFromFloat(parts.significand * 9_007_199_254_740_992.0);
        var buffer: [20]u8 = undefined;
        const text = std.fmt.bufPrint(&buffer, "{d}", .{whole}) catch unreachable;
        for (text, 0..) |char, index| self.digits[index] = char - '0';
        self.len = text.len;
        self.point = @intCast(text.len);
        var exponent = @as(i64, parts.exponent) - 53;
        while (exponent > 0) : (exponent -= 1) self.double();
        while (exponent < 0) : (exponent += 1) self.halve();
        return self;
    }

    fn double(self: *Digits) void {
        var carry: u8 = 0;
        var index = self.len;
        while (index > 0) {
            index -= 1;
            const value = self.digits[index] * 2 + carry;
            self.digits[index] = value % 10;
            carry = value / 10;
        }
        if (carry > 0) {
            std.mem.copyBackwards(u8, self.digits[1 .. self.len + 1], self.digits[0..self.len]);
            self.digits[0] = carry;
            self.len += 1;
            self.point += 1;
        }
        self.trimEnd();
    }

    fn halve(self: *Digits) void {
        var carry: u8 = 0;
        for (self.digits[0..self.len]) |*digit| {
            const value = carry * 10 + digit.*;
            digit.* = value / 2;
            carry = value % 2;
        }
        if (carry > 0) {
            self.digits[self.len] = 5;
            self.len += 1;
        }
        if (self.len > 0 and self.digits[0] == 0) {
            std.mem.copyForwards(u8, self.digits[0 .. self.len - 1], self.digits[1..self.len]);
            self.len -= 1;
            self.point -= 1;
        }
        self.trimEnd();
    }

    fn trimEnd(self: *Digits) void {
        while (self.len > 0 and self.digits[self.len - 1] == 0) self.len -= 1;
    }

    /// Keeps so many digits, exact halves rounded to the even one.
    fn round(self: *Digits, kept: i64) void {
        if (kept >= self.len) return;
        const size: usize = if (kept < 0) 0 else @intCast(kept);
        const half = self.digits[size] == 5 and self.len == size + 1;
        const odd = size > 0 and self.digits[size - 1] % 2 == 1;
        const up = kept >= 0 and (if (half) odd else self.digits[size] >= 5);
        self.len = size;
        if (!up) return self.trimEnd();
        var index = size;
        while (index > 0) {
            index -= 1;
            if (self.digits[index] < 9) {
                self.digits[index] += 1;
                self.len = index + 1;
                return;
            }
        }
        self.digits[0] = 1;
        self.len = 1;
        self.point += 1;
    }

    fn at(self: Digits, index: i64) u8 {
        return if (index < 0 or index >= self.len) '0' else '0' + self.digits[@intCast(index)];
    }
};

/// The names of what has no digits.
fn special(number: f64) ?[]const u8 {
    if (math.isNan(number)) return "NaN";
    if (!math.isInf(number)) return null;
    return if (number > 0) "Infinity" else "-Infinity";
}

//- part: fixed
//- needs: Digits
/// The number with exactly so many digits after the point.
pub fn fixed(arena: Allocator, number: f64, precision: usize) Allocator.Error![]const u8 {
    if (special(number)) |name| return name;
    var digits: Digits = .of(number);
    digits.round(digits.point + @as(i64, @intCast(precision)));
    var made: std.ArrayList(u8) = .empty;
    if (math.signbit(number)) try made.append(arena, '-');
    if (digits.point <= 0) try made.append(arena, '0');
    var index: i64 = @min(digits.point, 0);
    const end = digits.point + @as(i64, @intCast(precision));
    while (index < end) : (index += 1) {
        if (index == digits.point) try made.append(arena, '.');
        try made.append(arena, digits.at(index));
    }
    return made.items;
}
//- test
test fixed {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    const cases = [_]struct { f64, usize, []const u8 }{
        .{ 3.14, 6, "3.140000" }, .{ 123.4999, 3, "123.500" },            .{ 2.5, 0, "2" },
        .{ 3.5, 0, "4" },         .{ -0.0, 1, "-0.0" },                   .{ 0.05, 1, "0.1" },
        .{ 1.005, 2, "1.00" },    .{ 0.5, 0, "0" },                       .{ 9.999, 2, "10.00" },
        .{ 0.001, 2, "0.00" },    .{ 1e21, 0, "1000000000000000000000" }, .{ 0.999, 0, "1" },
        .{ 0.0625, 3, "0.062" },  .{ 0.75, 0, "1" },                      .{ -math.inf(f64), 2, "-Infinity" },
    };
    for (cases) |case| {
        const text = try fixed(arena.allocator(), case[0], case[1]);
        try testing.expectEqualStrings(case[2], text);
    }
}

//- part: scientific
//- needs: Digits
/// The number with one digit before the point and so many after it, then its exponent.
pub fn scientific(arena: Allocator, number: f64, precision: usize) Allocator.Error![]const u8 {
    if (special(number)) |name| return name;
    var digits: Digits = .of(number);
    digits.round(@as(i64, @intCast(precision)) + 1);
    var made: std.ArrayList(u8) = .empty;
    if (math.signbit(number)) try made.append(arena, '-');
    try made.append(arena, digits.at(0));
    if (precision > 0) try made.append(arena, '.');
    for (1..precision + 1) |index| try made.append(arena, digits.at(@intCast(index)));
    const power = if (number == 0) 0 else digits.point - 1;
    try made.appendSlice(arena, if (power < 0) "e-" else "e+");
    if (@abs(power) < 10) try made.append(arena, '0');
    try made.appendSlice(arena, try std.fmt.allocPrint(arena, "{d}", .{@abs(power)}));
    return made.items;
}
//- test
test scientific {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    const cases = [_]struct { f64, usize, []const u8 }{
        .{ 3.14, 6, "3.140000e+00" }, .{ -3.14, 1, "-3.1e+00" },               .{ 1.0e-7, 0, "1e-07" },
        .{ 9.96, 1, "1.0e+01" },      .{ 0.0, 2, "0.00e+00" },                 .{ 2.5, 0, "2e+00" },
        .{ 5e-324, 3, "4.941e-324" }, .{ math.floatMax(f64), 2, "1.80e+308" },
    };
    for (cases) |case| {
        const text = try scientific(arena.allocator(), case[0], case[1]);
        try testing.expectEqualStrings(case[2], text);
    }
}

//- part: lossyText
/// The text that octets are in UTF-8, each run of what is none replaced by one mark.
pub fn lossyText(arena: Allocator, octets: []const u8) Allocator.Error![]const u8 {
    var made: std.ArrayList(u8) = .empty;
    var at: usize = 0;
    var broken = false;
    while (at < octets.len) {
        const width = std.unicode.utf8ByteSequenceLength(octets[at]) catch 1;
        const end = at + width;
        if (end <= octets.len and std.unicode.utf8ValidateSlice(octets[at..end])) {
            try made.appendSlice(arena, octets[at..end]);
            at = end;
            broken = false;
        } else {
            if (!broken) try made.appendSlice(arena, "\u{fffd}");
            at += 1;
            broken = true;
        }
    }
    return made.items;
}
//- test
test lossyText {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    const text = try lossyText(arena.allocator(), "a\xffé\xe2\x82");
    try testing.expectEqualStrings("a\u{fffd}é\u{fffd}", text);
}
