//- part: rem
//- errors: DivisionByZero, Overflow
/// The remainder, with the sign of the dividend.
pub fn rem(a: i64, b: i64) error{ DivisionByZero, Overflow }!i64 {
    if (b == 0) return error.DivisionByZero;
    if (a == math.minInt(i64) and b == -1) return error.Overflow;
    return @rem(a, b);
}
//- test
test rem {
    try testing.expectEqual(-2, try rem(-42, -5));
    try testing.expectError(error.DivisionByZero, rem(34, 0));
    try testing.expectError(error.Overflow, rem(math.minInt(i64), -1));
}

//- part: abs
//- errors: Overflow
/// The distance from zero.
pub fn abs(a: i64) error{Overflow}!i64 {
    return if (a < 0) math.negate(a) else a;
}
//- test
test abs {
    try testing.expectEqual(7, try abs(-7));
    try testing.expectError(error.Overflow, abs(math.minInt(i64)));
}

//- part: pow
//- errors: InvalidArgument, Overflow
/// The power with a whole exponent of any size.
pub fn pow(base: i64, exponent: i64) error{ InvalidArgument, Overflow }!i64 {
    if (exponent < 0) return error.InvalidArgument;
    if (base == 0 or base == 1) return if (exponent == 0) 1 else base;
    if (base == -1) return if (@rem(exponent, 2) == 0) 1 else -1;
    if (exponent > 63) return error.Overflow;
    var result: i64 = 1;
    var left = exponent;
    while (left > 0) : (left -= 1) result = try math.mul(i64, result, base);
    return result;
}
//- test
test pow {
    try testing.expectEqual(math.minInt(i64), try pow(-2, 63));
    try testing.expectEqual(1, try pow(0, 0));
    try testing.expectEqual(-1, try pow(-1, math.maxInt(i64)));
    try testing.expectError(error.Overflow, pow(2, 63));
    try testing.expectError(error.Overflow, pow(2, math.maxInt(i64)));
    try testing.expectError(error.InvalidArgument, pow(2, -1));
}

//- part: shiftLeft
//- errors: InvalidArgument
/// The 64 bits moved up, zeros coming in.
pub fn shiftLeft(bits: i64, count: i64) error{InvalidArgument}!i64 {
    if (count < 0) return error.InvalidArgument;
    if (count > 63) return 0;
    return @bitCast(@as(u64, @bitCast(bits)) << @intCast(count));
}
//- test
test shiftLeft {
    try testing.expectEqual(math.minInt(i64), try shiftLeft(1, 63));
    try testing.expectEqual(0, try shiftLeft(1, math.maxInt(i64)));
    try testing.expectError(error.InvalidArgument, shiftLeft(1, -1));
}

//- part: shiftRight
//- errors: InvalidArgument
/// The 64 bits moved down, zeros coming in.
pub fn shiftRight(bits: i64, count: i64) error{InvalidArgument}!i64 {
    if (count < 0) return error.InvalidArgument;
    if (count > 63) return 0;
    return @bitCast(@as(u64, @bitCast(bits)) >> @intCast(count));
}
//- test
test shiftRight {
    try testing.expectEqual(math.maxInt(i64), try shiftRight(-1, 1));
    try testing.expectEqual(-8, try shiftRight(-8, 0));
    try testing.expectEqual(0, try shiftRight(1024, 64));
    try testing.expectError(error.InvalidArgument, shiftRight(1, -1));
}

//- part: truncated
//- errors: Overflow
/// The number without its fraction, if it lies strictly between `-2^63` and `2^63`.
pub fn truncated(number: f64) error{Overflow}!i64 {
    const limit = 9_223_372_036_854_775_808.0;
    if (!(-limit < number and number < limit)) return error.Overflow;
    return @intFromFloat(number);
}
//- test
test truncated {
    try testing.expectEqual(-7, try truncated(-7.9));
    try testing.expectError(error.Overflow, truncated(9.3e18));
    try testing.expectError(error.Overflow, truncated(-9_223_372_036_854_775_808.0));
    try testing.expectError(error.Overflow, truncated(math.nan(f64)));
}

//- part: narrow
//- errors: Overflow
/// The number, if the type has it.
pub fn narrow(comptime T: type, number: i64) error{Overflow}!i64 {
    _ = math.cast(T, number) orelse return error.Overflow;
    return number;
}
//- test
test narrow {
    try testing.expectEqual(-128, try narrow(i8, -128));
    try testing.expectError(error.Overflow, narrow(u64, -1));
}

//- part: single
/// The nearest single-precision number, as a double.
pub fn single(number: f64) f64 {
    return @as(f32, @floatCast(number));
}
//- test
test single {
    try testing.expectEqual(0.10000000149011612, single(0.1));
}

//- part: sign
/// -1.0, 0.0 or 1.0, NaN for NaN.
pub fn sign(number: f64) f64 {
    if (number < 0) return -1;
    return if (number > 0) 1 else @abs(number);
}
//- test
test sign {
    try testing.expectEqual(-1, sign(-2.5));
    try testing.expect(!math.signbit(sign(-0.0)));
    try testing.expect(math.isNan(sign(math.nan(f64))));
}

//- part: greatest
/// The greater one; NaN when either is NaN, the first of equals.
pub fn greatest(a: f64, b: f64) f64 {
    return if (math.isNan(a) or !(math.isNan(b) or a < b)) a else b;
}
//- test
test greatest {
    try testing.expect(math.signbit(greatest(-0.0, 0.0)));
    try testing.expect(math.isNan(greatest(1.0, math.nan(f64))));
}

//- part: least
/// The smaller one; NaN when either is NaN, the first of equals.
pub fn least(a: f64, b: f64) f64 {
    return if (math.isNan(a) or !(math.isNan(b) or b < a)) a else b;
}
//- test
test least {
    try testing.expect(!math.signbit(least(0.0, -0.0)));
    try testing.expect(math.isNan(least(math.nan(f64), 1.0)));
}

//- part: parseInt
//- errors: InvalidNumber, Overflow
/// The number that decimal digits with an optional sign write.
pub fn parseInt(text: []const u8) error{ InvalidNumber, Overflow }!i64 {
    const signed = text.len > 0 and (text[0] == '-' or text[0] == '+');
    const digits = if (signed) text[1..] else text;
    if (digits.len == 0) return error.InvalidNumber;
    // Below zero, where there is one number more.
    var number: i64 = 0;
    var overflow: u1 = 0;
    for (digits) |digit| {
        if (digit < '0' or digit > '9') return error.InvalidNumber;
        const tenfold = @mulWithOverflow(number, 10);
        const added = @subWithOverflow(tenfold[0], digit - '0');
        number = added[0];
        overflow |= tenfold[1] | added[1];
    }
    if (overflow != 0) return error.Overflow;
    return if (text[0] == '-') number else math.negate(number);
}
//- test
test parseInt {
    try testing.expectEqual(7, try parseInt("+007"));
    try testing.expectEqual(math.minInt(i64), try parseInt("-9223372036854775808"));
    try testing.expectEqual(math.maxInt(i64), try parseInt("9223372036854775807"));
    for ([_][]const u8{ "9223372036854775808", "-9223372036854775809", "99999999999999999999" }) |text| {
        try testing.expectError(error.Overflow, parseInt(text));
    }
    try testing.expectError(error.InvalidNumber, parseInt("99999999999999999999x"));
    for ([_][]const u8{ "", "-", "+-1", "0x1F", "1_0", " 1" }) |text| {
        try testing.expectError(error.InvalidNumber, parseInt(text));
    }
}

//- part: parseFloat
//- errors: InvalidNumber
/// The number that a decimal literal, `NaN`, `Infinity` or `-Infinity` writes.
pub fn parseFloat(text: []const u8) error{InvalidNumber}!f64 {
    if (std.mem.eql(u8, text, "NaN")) return math.nan(f64);
    if (std.mem.eql(u8, text, "Infinity")) return math.inf(f64);
    if (std.mem.eql(u8, text, "-Infinity")) return -math.inf(f64);
    var at: usize = if (text.len > 0 and (text[0] == '-' or text[0] == '+')) 1 else 0;
    const whole = skipDigits(text, &at);
    if (at < text.len and text[at] == '.') {
        at += 1;
        if (skipDigits(text, &at) == 0) return error.InvalidNumber;
    } else if (whole == 0) return error.InvalidNumber;
    if (at < text.len and (text[at] == 'e' or text[at] == 'E')) {
        at += 1;
        if (at < text.len and (text[at] == '-' or text[at] == '+')) at += 1;
        if (skipDigits(text, &at) == 0) return error.InvalidNumber;
    }
    if (at != text.len) return error.InvalidNumber;
    return std.fmt.parseFloat(f64, text) catch error.InvalidNumber;
}

fn skipDigits(text: []const u8, at: *usize) usize {
    const start = at.*;
    while (at.* < text.len and std.ascii.isDigit(text[at.*])) at.* += 1;
    return at.* - start;
}
//- test
test parseFloat {
    try testing.expectEqual(-843200000, try parseFloat("-84.32e7"));
    try testing.expectEqual(0.5, try parseFloat(".5"));
    try testing.expectEqual(math.inf(f64), try parseFloat("1e999"));
    for ([_][]const u8{ "", "+", ".", "1.", "1.e3", "e5", "1e", "+Infinity", "inf" }) |text| {
        try testing.expectError(error.InvalidNumber, parseFloat(text));
    }
}

//- part: parseBool
//- errors: InvalidArgument
/// The truth value that one of ten texts writes.
pub fn parseBool(text: []const u8) error{InvalidArgument}!bool {
    for ([_][]const u8{ "1", "t", "true", "True", "TRUE" }) |name| {
        if (std.mem.eql(u8, text, name)) return true;
    }
    for ([_][]const u8{ "0", "f", "false", "False", "FALSE" }) |name| {
        if (std.mem.eql(u8, text, name)) return false;
    }
    return error.InvalidArgument;
}
//- test
test parseBool {
    try testing.expect(try parseBool("True"));
    try testing.expect(!try parseBool("f"));
    try testing.expectError(error.InvalidArgument, parseBool("TrUe"));
}

//- part: floatText
/// The shortest text that reads back as the same number.
pub fn floatText(arena: Allocator, number: f64) Allocator.Error![]const u8 {
    if (math.isNan(number)) return "NaN";
    if (math.isInf(number)) return if (number > 0) "Infinity" else "-Infinity";
    const size = @abs(number);
    if (size == 0 or (size >= 1e-4 and size < 1e21)) {
        return std.fmt.allocPrint(arena, "{d}", .{number});
    }
    const text = try std.fmt.allocPrint(arena, "{e}", .{number});
    const at = std.mem.indexOfScalar(u8, text, 'e').?;
    const power = std.fmt.parseInt(i32, text[at + 1 ..], 10) catch unreachable;
    const mark: u8 = if (power < 0) '-' else '+';
    return std.fmt.allocPrint(arena, "{s}e{c}{d:0>2}", .{ text[0..at], mark, @abs(power) });
}
//- test
test floatText {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    const cases = [_]struct { f64, []const u8 }{
        .{ 123.456, "123.456" },            .{ -0.0045, "-0.0045" }, .{ -0.0, "-0" },
        .{ 1e20, "100000000000000000000" }, .{ 1e21, "1e+21" },      .{ 1e-4, "0.0001" },
        .{ 1e-5, "1e-05" },                 .{ 5e-324, "5e-324" },   .{ 6.02214e23, "6.02214e+23" },
    };
    for (cases) |case| {
        try testing.expectEqualStrings(case[1], try floatText(arena.allocator(), case[0]));
    }
}
