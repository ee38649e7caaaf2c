//- part: Duration
/// A span of time: a signed count of nanoseconds.
pub const Duration = struct { nanos: i64 };

//- part: Timestamp
/// An instant from the year 1 to 9999: nanoseconds since 1970 began in UTC.
pub const Timestamp = struct { nanos: i128 };

//- part: instant
//- needs: Timestamp
//- errors: Overflow
const second: i128 = 1_000_000_000;

/// The instant so many nanoseconds after 1970 began, in the years 1 to 9999.
fn instant(nanos: i128) error{Overflow}!Timestamp {
    if (nanos < -62_135_596_800 * second) return error.Overflow;
    if (nanos >= 253_402_300_800 * second) return error.Overflow;
    return .{ .nanos = nanos };
}

//- part: addSpan
//- needs: instant, Duration
//- errors: Overflow
/// The instant a span later.
pub fn addSpan(time: Timestamp, span: Duration) error{Overflow}!Timestamp {
    return instant(time.nanos + span.nanos);
}

//- part: subSpan
//- needs: instant, Duration
//- errors: Overflow
/// The instant a span earlier.
pub fn subSpan(time: Timestamp, span: Duration) error{Overflow}!Timestamp {
    return instant(time.nanos - span.nanos);
}

//- part: since
//- needs: Timestamp, Duration
//- errors: Overflow
/// The span from one instant to another.
pub fn since(time: Timestamp, start: Timestamp) error{Overflow}!Duration {
    return .{ .nanos = math.cast(i64, time.nanos - start.nanos) orelse return error.Overflow };
}
//- test
test since {
    const end: Timestamp = .{ .nanos = 253_402_300_799_999_999_999 };
    try testing.expectError(error.Overflow, since(end, .{ .nanos = 0 }));
    try testing.expectEqual(-5, (try since(.{ .nanos = 0 }, .{ .nanos = 5 })).nanos);
}

//- part: addSpans
//- needs: Duration
//- errors: Overflow
/// The sum of two spans.
pub fn addSpans(a: Duration, b: Duration) error{Overflow}!Duration {
    return .{ .nanos = try math.add(i64, a.nanos, b.nanos) };
}

//- part: subSpans
//- needs: Duration
//- errors: Overflow
/// The difference of two spans.
pub fn subSpans(a: Duration, b: Duration) error{Overflow}!Duration {
    return .{ .nanos = try math.sub(i64, a.nanos, b.nanos) };
}

//- part: fromSeconds
//- needs: instant
//- errors: Overflow
/// The instant so many seconds after 1970 began.
pub fn fromSeconds(seconds: i64) error{Overflow}!Timestamp {
    return instant(seconds * second);
}
//- test
test fromSeconds {
    try testing.expectError(error.Overflow, fromSeconds(253_402_300_800));
    try testing.expectError(error.Overflow, fromSeconds(math.minInt(i64)));
}

//- part: toSeconds
//- needs: Timestamp
/// The whole seconds since 1970 began, rounded down.
pub fn toSeconds(time: Timestamp) i64 {
    return @intCast(@divFloor(time.nanos, 1_000_000_000));
}

//- part: Civil
//- needs: Timestamp
/// An instant as a calendar and a clock in UTC show it; days and months count from 0.
pub const Civil = struct {
    year: i64,
    month: i64,
    day: i64,
    weekday: i64,
    year_day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: i64,

    /// Hinnant's `civil_from_days`, https://howardhinnant.github.io/date_algorithms.html.
    pub fn of(time: Timestamp) Civil {
        const seconds: i64 = @intCast(@divFloor(time.nanos, 1_000_000_000));
        const epoch_day = @divFloor(seconds, 86_400);
        const clock = @mod(seconds, 86_400);
        const days = epoch_day + 719_468;
        const era = @divFloor(days, 146_097);
        const era_day = @mod(days, 146_097);
        const leaps = @divTrunc(era_day, 1460) - @divTrunc(era_day, 36_524) + @divTrunc(era_day, 146_096);
        const era_year = @divTrunc(era_day - leaps, 365);
        const march_day = era_day - (365 * era_year + @divTrunc(era_year, 4) - @divTrunc(era_year, 100));
        const march_month = @divTrunc(5 * march_day + 2, 153);
        const month = @mod(march_month + 2, 12);
        const year = era * 400 + era_year + @intFromBool(month < 2);
        const is_leap = @mod(year, 4) == 0 and (@mod(year, 100) != 0 or @mod(year, 400) == 0);
        const from_march: i64 = 59 + @as(i64, @intFromBool(is_leap));
        return .{
            .year = year,
            .month = month,
            .day = march_day - @divTrunc(153 * march_month + 2, 5),
            .weekday = @mod(epoch_day + 4, 7),
            .year_day = if (month < 2) march_day - 306 else march_day + from_march,
            .hour = @divTrunc(clock, 3600),
            .minute = @mod(@divTrunc(clock, 60), 60),
            .second = @mod(clock, 60),
            .nanos = @intCast(@mod(time.nanos, 1_000_000_000)),
        };
    }
};
//- test
test Civil {
    const cases = [_][6]i64{
        .{ 1_703_505_600, 2023, 11, 24, 1, 358 },  .{ 1_709_251_200, 2024, 2, 0, 5, 60 },
        .{ -2_177_539_200, 1900, 11, 30, 1, 364 }, .{ 0, 1970, 0, 0, 4, 0 },
        .{ -62_135_596_800, 1, 0, 0, 1, 0 },       .{ 951_782_400, 2000, 1, 28, 2, 59 },
    };
    for (cases) |case| {
        const civil: Civil = .of(.{ .nanos = @as(i128, case[0]) * 1_000_000_000 });
        try testing.expectEqual(case[1], civil.year);
        try testing.expectEqual(case[2], civil.month);
        try testing.expectEqual(case[3], civil.day);
        try testing.expectEqual(case[4], civil.weekday);
        try testing.expectEqual(case[5], civil.year_day);
    }
    const before: Civil = .of(.{ .nanos = -1 });
    try testing.expectEqual(59, before.second);
    try testing.expectEqual(999_999_999, before.nanos);
}

//- part: fractionText
/// Nanoseconds as the digits behind a decimal point, none for 0.
fn fractionText(buffer: *[10]u8, nanos: u64) []const u8 {
    if (nanos == 0) return "";
    const text = std.fmt.bufPrint(buffer, ".{d:0>9}", .{nanos}) catch unreachable;
    return std.mem.trimEnd(u8, text, "0");
}

//- part: durationText
//- needs: Duration, fractionText
/// Seconds with as many digits of the fraction as needed.
pub fn durationText(arena: Allocator, span: Duration) Allocator.Error![]const u8 {
    const nanos = @abs(span.nanos);
    var buffer: [10]u8 = undefined;
    return std.fmt.allocPrint(arena, "{s}{d}{s}s", .{
        if (span.nanos < 0) "-" else "",
        nanos / 1_000_000_000,
        fractionText(&buffer, nanos % 1_000_000_000),
    });
}
//- test
test durationText {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    const cases = [_]struct { i64, []const u8 }{
        .{ 60_001_000_000, "60.001s" },
        .{ -500_000_000, "-0.5s" },
        .{ 0, "0s" },
        .{ math.minInt(i64), "-9223372036.854775808s" },
        .{ 1, "0.000000001s" },
    };
    for (cases) |case| {
        const text = try durationText(arena.allocator(), .{ .nanos = case[0] });
        try testing.expectEqualStrings(case[1], text);
    }
}

//- part: timestampText
//- needs: Civil, fractionText
/// RFC 3339 in UTC, with as many digits of the fraction as needed.
pub fn timestampText(arena: Allocator, time: Timestamp) Allocator.Error![]const u8 {
    const civil: Civil = .of(time);
    var buffer: [10]u8 = undefined;
    const format = "{d:0>4}-{d:0>2}-{d:0>2}T{d:0>2}:{d:0>2}:{d:0>2}{s}Z";
    return std.fmt.allocPrint(arena, format, .{
        @abs(civil.year),   @abs(civil.month + 1), @abs(civil.day + 1),                      @abs(civil.hour),
        @abs(civil.minute), @abs(civil.second),    fractionText(&buffer, @abs(civil.nanos)),
    });
}
//- test
test timestampText {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    const cases = [_]struct { i128, []const u8 }{
        .{ 1_000_000_000_000_000_000, "2001-09-09T01:46:40Z" },
        .{ -62_135_596_800_000_000_000, "0001-01-01T00:00:00Z" },
        .{ -1, "1969-12-31T23:59:59.999999999Z" },
        .{ 500_000_000, "1970-01-01T00:00:00.5Z" },
    };
    for (cases) |case| {
        const text = try timestampText(arena.allocator(), .{ .nanos = case[0] });
        try testing.expectEqualStrings(case[1], text);
    }
}
