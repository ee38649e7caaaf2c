//- part: parseDuration
//- needs: Duration
//- errors: InvalidTime, Overflow
/// The span that a text such as `1h30m` or `-1.5s` writes.
pub fn parseDuration(text: []const u8) error{ InvalidTime, Overflow }!Duration {
    const signed = text.len > 0 and (text[0] == '-' or text[0] == '+');
    const unsigned = if (signed) text[1..] else text;
    if (std.mem.eql(u8, unsigned, "0")) return .{ .nanos = 0 };
    if (unsigned.len == 0) return error.InvalidTime;
    var rest = unsigned;
    var total: ?i128 = 0;
    while (rest.len > 0) {
        const nanos = try durationTerm(&rest);
        total = if (total != null and nanos != null) total.? +| nanos.? else null;
    }
    const size = total orelse return error.Overflow;
    const negative = signed and text[0] == '-';
    return .{ .nanos = math.cast(i64, if (negative) -size else size) orelse return error.Overflow };
}

/// The nanoseconds of one number with its unit, null where there are too many digits.
fn durationTerm(rest: *[]const u8) error{InvalidTime}!?i128 {
    const text = rest.*;
    const end = std.mem.indexOfNone(u8, text, ".0123456789") orelse return error.InvalidTime;
    const units = [_]struct { []const u8, i128 }{
        .{ "ns", 1 },            .{ "us", 1000 },          .{ "ms", 1_000_000 },
        .{ "s", 1_000_000_000 }, .{ "m", 60_000_000_000 }, .{ "h", 3_600_000_000_000 },
    };
    const scale = for (units) |unit| {
        if (!std.mem.startsWith(u8, text[end..], unit[0])) continue;
        rest.* = text[end + unit[0].len ..];
        break unit[1];
    } else return error.InvalidTime;
    const point = std.mem.indexOfScalar(u8, text[0..end], '.') orelse end;
    const behind = text[@min(point + 1, end)..end];
    if (std.mem.indexOfScalar(u8, behind, '.') != null) return error.InvalidTime;
    if (point == 0 and behind.len == 0) return error.InvalidTime;
    const fraction = std.mem.trimEnd(u8, behind, "0");
    // A longer fraction cannot be a whole number of nanoseconds in any unit.
    if (fraction.len > 15) return error.InvalidTime;
    var part: i128 = scale;
    var divisor: i128 = 1;
    for (fraction) |_| divisor *= 10;
    part *= if (fraction.len == 0) 0 else std.fmt.parseInt(i128, fraction, 10) catch unreachable;
    if (@rem(part, divisor) != 0) return error.InvalidTime;
    const whole = std.mem.trimStart(u8, text[0..point], "0");
    if (whole.len > 20) return null;
    const number = if (whole.len == 0) 0 else std.fmt.parseInt(i128, whole, 10) catch unreachable;
    return number * scale + @divExact(part, divisor);
}
//- test
test parseDuration {
    const cases = [_]struct { []const u8, i64 }{
        .{ "1h30m", 5_400_000_000_000 },                 .{ "-1.5h", -5_400_000_000_000 }, .{ "0", 0 },
        .{ "+0s", 0 },                                   .{ ".5ms", 500_000 },             .{ "1.us", 1000 },
        .{ "-9223372036.854775808s", math.minInt(i64) },
    };
    for (cases) |case| try testing.expectEqual(case[1], (try parseDuration(case[0])).nanos);
    for ([_][]const u8{ "", "-", "1", "1d", "0.5ns", "s", ".s", "1..2s", "1s " }) |text| {
        try testing.expectError(error.InvalidTime, parseDuration(text));
    }
    for ([_][]const u8{ "3000000h", "9223372036.854775808s", "99999999999999999999999h" }) |text| {
        try testing.expectError(error.Overflow, parseDuration(text));
    }
}

//- part: parseTimestamp
//- needs: instant
//- errors: InvalidTime, Overflow
/// The instant that an RFC 3339 text writes.
pub fn parseTimestamp(text: []const u8) error{ InvalidTime, Overflow }!Timestamp {
    const form = "0000-00-00T00:00:00";
    if (text.len <= form.len) return error.InvalidTime;
    for (form, text[0..form.len]) |mark, char| switch (mark) {
        '0' => if (!std.ascii.isDigit(char)) return error.InvalidTime,
        'T' => if (char != 'T' and char != 't') return error.InvalidTime,
        else => if (char != mark) return error.InvalidTime,
    };
    const year = decimal(text[0..4]);
    const month = decimal(text[5..7]);
    const day = decimal(text[8..10]);
    const hour = decimal(text[11..13]);
    const minute = decimal(text[14..16]);
    const sec = decimal(text[17..19]);
    if (hour > 23 or minute > 59 or sec > 59) return error.InvalidTime;
    var rest = text[form.len..];
    var nanos: i64 = 0;
    if (rest[0] == '.') {
        const end = std.mem.indexOfNone(u8, rest[1..], "0123456789") orelse return error.InvalidTime;
        if (end < 1 or end > 9) return error.InvalidTime;
        nanos = decimal(rest[1 .. end + 1]);
        for (end..9) |_| nanos *= 10;
        rest = rest[end + 1 ..];
    }
    const offset_ = try zoneOffset(rest);
    const days = try epochDays(year, month, day);
    const seconds = days * 86_400 + hour * 3600 + minute * 60 + sec - offset_;
    return instant(seconds * second + nanos);
}

fn decimal(digits: []const u8) i64 {
    return std.fmt.parseInt(i64, digits, 10) catch unreachable;
}

/// The seconds of `Z` or of an offset such as `-02:30`.
fn zoneOffset(text: []const u8) error{InvalidTime}!i64 {
    if (std.mem.eql(u8, text, "Z") or std.mem.eql(u8, text, "z")) return 0;
    if (text.len != 6 or text[3] != ':') return error.InvalidTime;
    if (text[0] != '+' and text[0] != '-') return error.InvalidTime;
    for ([_]u8{ text[1], text[2], text[4], text[5] }) |char| {
        if (!std.ascii.isDigit(char)) return error.InvalidTime;
    }
    const hours = decimal(text[1..3]);
    const minutes = decimal(text[4..6]);
    if (hours > 23 or minutes > 59) return error.InvalidTime;
    const seconds = hours * 3600 + minutes * 60;
    return if (text[0] == '-') -seconds else seconds;
}

/// The days from 1970 to a date.
fn epochDays(year: i64, month: i64, day: i64) error{InvalidTime}!i64 {
    const is_leap = @mod(year, 4) == 0 and (@mod(year, 100) != 0 or @mod(year, 400) == 0);
    const length: i64 = switch (month) {
        2 => 28 + @as(i64, @intFromBool(is_leap)),
        4, 6, 9, 11 => 30,
        1, 3, 5, 7, 8, 10, 12 => 31,
        else => return error.InvalidTime,
    };
    if (day < 1 or day > length) return error.InvalidTime;
    const y = if (month < 3) year - 1 else year;
    const before = 365 * y + @divFloor(y, 4) - @divFloor(y, 100) + @divFloor(y, 400);
    return before + @divTrunc(153 * @mod(month + 9, 12) + 2, 5) + day - 719_469;
}
//- test
test parseTimestamp {
    const cases = [_]struct { []const u8, i128 }{
        .{ "2023-08-26T12:39:00-07:00", 1_693_078_740_000_000_000 },
        .{ "1970-01-01T00:00:00.5Z", 500_000_000 },
        .{ "2000-02-29t00:00:00z", 951_782_400_000_000_000 },
        .{ "0001-01-01T00:00:00Z", -62_135_596_800_000_000_000 },
    };
    for (cases) |case| try testing.expectEqual(case[1], (try parseTimestamp(case[0])).nanos);
    for ([_][]const u8{
        "2023-02-29T00:00:00Z",            "2023-08-26",                "2023-08-26T12:39:00",
        "2023-08-26T24:00:00Z",            "2023-08-26T12:39:60Z",      "2023-08-26T12:39:00.Z",
        "2023-08-26T12:39:00é",
        "+023-08-26T12:39:00Z",            "2023-08-26T12:39:00+24:00", "",
        "2023-08-26T12:39:00.0000000001Z",
    }) |text| try testing.expectError(error.InvalidTime, parseTimestamp(text));
    for ([_][]const u8{ "0001-01-01T00:00:00+01:00", "0000-06-01T00:00:00Z" }) |text| {
        try testing.expectError(error.Overflow, parseTimestamp(text));
    }
}

//- part: inZone
//- needs: parseTimestamp
//- errors: InvalidTime, Overflow
/// The instant moved by the offset of `UTC` or of hours and minutes such as `-02:30`.
pub fn inZone(time: Timestamp, zone: []const u8) error{ InvalidTime, Overflow }!Timestamp {
    if (std.mem.eql(u8, zone, "UTC")) return time;
    var buffer: [6]u8 = undefined;
    if (zone.len == 5) {
        buffer[0] = '+';
        @memcpy(buffer[1..], zone);
    }
    const seconds = try zoneOffset(if (zone.len == 5) &buffer else if (zone.len == 6) zone else "");
    return instant(time.nanos + seconds * second);
}
//- test
test inZone {
    const epoch: Timestamp = .{ .nanos = 0 };
    try testing.expectEqual(-9000 * second, (try inZone(epoch, "-02:30")).nanos);
    try testing.expectEqual(20_700 * second, (try inZone(epoch, "05:45")).nanos);
    try testing.expectEqual(epoch, try inZone(epoch, "UTC"));
    for ([_][]const u8{ "25:00", "", "Z", "1:00", "+01:60", "Europe/Berlin", "+-1:00" }) |zone| {
        try testing.expectError(error.InvalidTime, inZone(epoch, zone));
    }
}
