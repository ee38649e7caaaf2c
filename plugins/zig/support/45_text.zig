//- part: trim
//- needs: chars
/// The text without white space, as Unicode has it, at its ends.
pub fn trim(text: []const u8) []const u8 {
    var start: ?usize = null;
    var end: usize = 0;
    var it = chars(text);
    while (it.next()) |char| {
        switch (std.unicode.utf8Decode(char) catch unreachable) {
            9...13, ' ', 0x85, 0xa0, 0x1680, 0x2000...0x200a => continue,
            0x2028, 0x2029, 0x202f, 0x205f, 0x3000 => continue,
            else => {},
        }
        end = text.len - it.rest.len;
        if (start == null) start = end - char.len;
    }
    return text[start orelse 0 .. end];
}
//- test
test trim {
    try testing.expectEqualStrings("a é", trim("\u{3000}\t a é\r\n\u{85}"));
    try testing.expectEqualStrings("", trim(" \t"));
}

//- part: repeat
//- errors: InvalidArgument
/// The text so many times.
pub fn repeat(
    arena: Allocator,
    text: []const u8,
    count: i64,
) (Allocator.Error || error{InvalidArgument})![]const u8 {
    if (count < 0) return error.InvalidArgument;
    if (text.len == 0 or count == 0) return "";
    const times = math.cast(usize, count) orelse return error.OutOfMemory;
    const total = math.mul(usize, text.len, times) catch return error.OutOfMemory;
    const made = try arena.alloc(u8, total);
    for (0..times) |index| @memcpy(made[index * text.len ..][0..text.len], text);
    return made;
}
//- test
test repeat {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    try testing.expectEqualStrings("ababab", try repeat(arena.allocator(), "ab", 3));
    try testing.expectError(error.InvalidArgument, repeat(arena.allocator(), "ab", -1));
}

//- part: reverseText
//- needs: chars
/// The code points from the last to the first.
pub fn reverseText(arena: Allocator, text: []const u8) Allocator.Error![]const u8 {
    const made = try arena.alloc(u8, text.len);
    var it = chars(text);
    while (it.next()) |char| @memcpy(made[it.rest.len..][0..char.len], char);
    return made;
}
//- test
test reverseText {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    try testing.expectEqualStrings("日éa", try reverseText(arena.allocator(), "aé日"));
}

//- part: replace
//- needs: Chars
/// The text with the first `limit` places of `old` replaced, all of them below zero; an empty one
/// stands before every code point and at the end.
pub fn replace(
    arena: Allocator,
    text: []const u8,
    old: []const u8,
    new: []const u8,
    limit: i64,
) Allocator.Error![]const u8 {
    var made: std.ArrayList(u8) = .empty;
    var it: Chars = .{ .rest = text };
    var left = limit;
    while (left != 0) : (left -= @intFromBool(left > 0)) {
        if (old.len == 0) {
            try made.appendSlice(arena, new);
            try made.appendSlice(arena, it.next() orelse break);
            continue;
        }
        const at = std.mem.indexOf(u8, it.rest, old) orelse break;
        try made.appendSlice(arena, it.rest[0..at]);
        try made.appendSlice(arena, new);
        it.rest = it.rest[at + old.len ..];
    }
    try made.appendSlice(arena, it.rest);
    return made.items;
}
//- test
test replace {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    try testing.expectEqualStrings("xbx", try replace(arena, "aba", "a", "x", -1));
    try testing.expectEqualStrings("xba", try replace(arena, "aba", "a", "x", 1));
    try testing.expectEqualStrings("aba", try replace(arena, "aba", "a", "x", 0));
    try testing.expectEqualStrings("-a-é-", try replace(arena, "aé", "", "-", -1));
    try testing.expectEqualStrings("-aé", try replace(arena, "aé", "", "-", 1));
}

//- part: split
//- needs: Chars
/// The parts between the places of a text, at most `limit` of them unless that is below zero.
pub fn split(
    arena: Allocator,
    text: []const u8,
    separator: []const u8,
    limit: i64,
) Allocator.Error![]const []const u8 {
    var made: std.ArrayList([]const u8) = .empty;
    if (limit == 0) return made.items;
    var it: Chars = .{ .rest = text };
    if (separator.len == 0) {
        while (it.rest.len > 0 and (limit < 0 or made.items.len + 1 < limit)) {
            try made.append(arena, it.next().?);
        }
        if (it.rest.len > 0) try made.append(arena, it.rest);
        return made.items;
    }
    while (limit < 0 or made.items.len + 1 < limit) {
        const at = std.mem.indexOf(u8, it.rest, separator) orelse break;
        try made.append(arena, it.rest[0..at]);
        it.rest = it.rest[at + separator.len ..];
    }
    try made.append(arena, it.rest);
    return made.items;
}
//- test
test split {
    var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena_state.deinit();
    const arena = arena_state.allocator();
    const Case = struct { []const u8, []const u8, i64, []const []const u8 };
    for ([_]Case{
        .{ "a,b,", ",", -1, &.{ "a", "b", "" } },
        .{ "a,b,c", ",", 2, &.{ "a", "b,c" } },
        .{ "", ",", -1, &.{""} },
        .{ "aé", "", -1, &.{ "a", "é" } },
        .{ "aéb", "", 2, &.{ "a", "éb" } },
        .{ "", "", -1, &.{} },
        .{ "a", ",", 0, &.{} },
    }) |case| {
        try testing.expectEqualDeep(case[3], try split(arena, case[0], case[1], case[2]));
    }
}

//- part: codePoint
//- errors: InvalidArgument
/// The number of a text's only code point.
pub fn codePoint(text: []const u8) error{InvalidArgument}!i64 {
    if (text.len == 0) return error.InvalidArgument;
    const width = std.unicode.utf8ByteSequenceLength(text[0]) catch unreachable;
    if (width != text.len) return error.InvalidArgument;
    return std.unicode.utf8Decode(text) catch unreachable;
}
//- test
test codePoint {
    try testing.expectEqual(0x65e5, try codePoint("日"));
    try testing.expectError(error.InvalidArgument, codePoint(""));
    try testing.expectError(error.InvalidArgument, codePoint("ab"));
}

//- part: fromCodePoint
//- errors: InvalidArgument
/// The text of one code point.
pub fn fromCodePoint(
    arena: Allocator,
    number: i64,
) (Allocator.Error || error{InvalidArgument})![]const u8 {
    const code = math.cast(u21, number) orelse return error.InvalidArgument;
    var octets: [4]u8 = undefined;
    const width = std.unicode.utf8Encode(code, &octets) catch return error.InvalidArgument;
    return arena.dupe(u8, octets[0..width]);
}
//- test
test fromCodePoint {
    var arena: std.heap.ArenaAllocator = .init(testing.allocator);
    defer arena.deinit();
    try testing.expectEqualStrings("é", try fromCodePoint(arena.allocator(), 0xe9));
    for ([_]i64{ -1, 0xd800, 0x110000, math.maxInt(i64) }) |number| {
        try testing.expectError(error.InvalidArgument, fromCodePoint(arena.allocator(), number));
    }
}

//- part: checkedText
//- errors: InvalidArgument
/// The text that octets are in UTF-8.
pub fn checkedText(octets: []const u8) error{InvalidArgument}![]const u8 {
    return if (std.unicode.utf8ValidateSlice(octets)) octets else error.InvalidArgument;
}
//- test
test checkedText {
    try testing.expectEqualStrings("é", try checkedText("é"));
    try testing.expectError(error.InvalidArgument, checkedText("\xff"));
}

//- part: matchesClass
//- needs: chars
/// Whether a text has between `least_` and `most` code points, all of them in the ranges.
pub fn matchesClass(text: []const u8, ranges: []const [2]u21, least_: usize, most: ?usize) bool {
    var it = chars(text);
    var count: usize = 0;
    while (it.next()) |char| : (count += 1) {
        const code = std.unicode.utf8Decode(char) catch unreachable;
        for (ranges) |span| {
            if (span[0] <= code and code <= span[1]) break;
        } else return false;
    }
    return count >= least_ and count <= most orelse count;
}
//- test
test matchesClass {
    const lower: []const [2]u21 = &.{.{ 'a', 'z' }};
    try testing.expect(matchesClass("abc", lower, 1, null));
    try testing.expect(!matchesClass("", lower, 1, null) and !matchesClass("aé", lower, 1, null));
    try testing.expect(!matchesClass("ab", lower, 1, 1));
}
