//- part: Chars
/// The code points of a text, each as a text. Asserts that the text is UTF-8.
pub const Chars = struct {
    rest: []const u8,

    /// The next one, until there is none.
    pub fn next(self: *Chars) ?[]const u8 {
        const text = self.rest;
        if (text.len == 0) return null;
        const width = if (text[0] < 0x80)
            1
        else
            std.unicode.utf8ByteSequenceLength(text[0]) catch unreachable;
        self.rest = text[width..];
        return text[0..width];
    }
};

//- part: chars
//- needs: Chars
/// The code points of a text, each as a text.
pub fn chars(text: []const u8) Chars {
    return .{ .rest = text };
}
//- test
test chars {
    var it = chars("aé日");
    for ([_][]const u8{ "a", "é", "日" }) |char| {
        try testing.expectEqualStrings(char, it.next().?);
    }
    try testing.expectEqual(null, it.next());
}

//- part: charList
//- needs: chars
/// The code points of a text, each as a text.
pub fn charList(arena: Allocator, text: []const u8) Allocator.Error![]const []const u8 {
    var made: std.ArrayList([]const u8) = .empty;
    var it = chars(text);
    while (it.next()) |char| try made.append(arena, char);
    return made.items;
}

//- part: charCount
/// How many code points a text has.
pub fn charCount(text: []const u8) i64 {
    var count: i64 = 0;
    for (text) |octet| count += @intFromBool(octet & 0xc0 != 0x80);
    return count;
}
//- test
test charCount {
    try testing.expectEqual(3, charCount("aé日"));
    try testing.expectEqual(0, charCount(""));
}

//- part: offset
//- needs: chars
/// Where the code point of an index begins; null if there are fewer.
fn offset(text: []const u8, index: i64) ?usize {
    if (index < 0) return null;
    var it = chars(text);
    var left = index;
    while (left > 0) : (left -= 1) _ = it.next() orelse return null;
    return text.len - it.rest.len;
}

//- part: substring
//- needs: offset
//- errors: IndexOutOfBounds
/// The code points from one index up to but not including another.
pub fn substring(text: []const u8, from: i64, to: i64) error{IndexOutOfBounds}![]const u8 {
    if (from > to) return error.IndexOutOfBounds;
    const start = offset(text, from) orelse return error.IndexOutOfBounds;
    const width = offset(text[start..], to - from) orelse return error.IndexOutOfBounds;
    return text[start .. start + width];
}
//- test
test substring {
    try testing.expectEqualStrings("é", try substring("aéb", 1, 2));
    try testing.expectEqualStrings("", try substring("aéb", 3, 3));
    try testing.expectError(error.IndexOutOfBounds, substring("aéb", 2, 4));
    try testing.expectError(error.IndexOutOfBounds, substring("aéb", 2, 1));
    try testing.expectError(error.IndexOutOfBounds, substring("aéb", -1, 1));
}

//- part: substringFrom
//- needs: offset
//- errors: IndexOutOfBounds
/// The code points from an index on.
pub fn substringFrom(text: []const u8, from: i64) error{IndexOutOfBounds}![]const u8 {
    return text[offset(text, from) orelse return error.IndexOutOfBounds ..];
}
//- test
test substringFrom {
    try testing.expectEqualStrings("b", try substringFrom("éb", 1));
    try testing.expectError(error.IndexOutOfBounds, substringFrom("éb", 3));
}

//- part: charAt
//- needs: offset, chars
//- errors: IndexOutOfBounds
/// The code point at an index; nothing at the end.
pub fn charAt(text: []const u8, index: i64) error{IndexOutOfBounds}![]const u8 {
    var it = chars(text[offset(text, index) orelse return error.IndexOutOfBounds ..]);
    return it.next() orelse "";
}
//- test
test charAt {
    try testing.expectEqualStrings("é", try charAt("éb", 0));
    try testing.expectEqualStrings("", try charAt("éb", 2));
    try testing.expectError(error.IndexOutOfBounds, charAt("éb", 3));
}

//- part: takeChars
//- needs: offset
/// The code points before an index; what there is of them.
pub fn takeChars(text: []const u8, count: i64) []const u8 {
    return text[0 .. offset(text, @max(count, 0)) orelse text.len];
}
//- test
test takeChars {
    try testing.expectEqualStrings("é", takeChars("éb", 1));
    try testing.expectEqualStrings("", takeChars("éb", -1));
    try testing.expectEqualStrings("éb", takeChars("éb", 9));
}

//- part: dropChars
//- needs: offset
/// The code points from an index on; what there is of them.
pub fn dropChars(text: []const u8, count: i64) []const u8 {
    return text[offset(text, @max(count, 0)) orelse text.len ..];
}
//- test
test dropChars {
    try testing.expectEqualStrings("b", dropChars("éb", 1));
    try testing.expectEqualStrings("éb", dropChars("éb", -1));
    try testing.expectEqualStrings("", dropChars("éb", 9));
}

//- part: isChar
/// Whether a text is this one character.
pub fn isChar(text: []const u8, char: u8) bool {
    return text.len == 1 and text[0] == char;
}
//- test
test isChar {
    try testing.expect(isChar("a", 'a') and !isChar("", 'a') and !isChar("ab", 'a'));
}

//- part: isOneOf
/// Whether a text is one of these characters.
pub fn isOneOf(text: []const u8, comptime letters: []const u8) bool {
    if (text.len != 1) return false;
    inline for (letters) |letter| if (text[0] == letter) return true;
    return false;
}
//- test
test isOneOf {
    try testing.expect(isOneOf("b", "ab") and !isOneOf("", "ab") and !isOneOf("ab", "ab"));
}

//- part: isBetween
/// Whether a text stands from one character to another, both included, in order of code points.
pub fn isBetween(text: []const u8, from: u8, to: u8) bool {
    if (text.len == 0 or text[0] < from) return false;
    return text[0] < to or (text[0] == to and text.len == 1);
}
//- test
test isBetween {
    for ([_][]const u8{ "a", "b", "c", "aé", "bzz" }) |text| try testing.expect(isBetween(text, 'a', 'c'));
    for ([_][]const u8{ "", "A", "ca", "é" }) |text| try testing.expect(!isBetween(text, 'a', 'c'));
}

//- part: sameChars
/// Whether two short texts are equal.
pub fn sameChars(a: []const u8, b: []const u8) bool {
    if (a.len != b.len) return false;
    for (a, b) |x, y| if (x != y) return false;
    return true;
}
//- test
test sameChars {
    try testing.expect(sameChars("é", "é") and !sameChars("a", "b") and !sameChars("", "b"));
}

//- part: contains
/// Whether a text is a part of another.
pub fn contains(text: []const u8, part: []const u8) bool {
    return std.mem.indexOf(u8, text, part) != null;
}
//- test
test contains {
    try testing.expect(contains("abc", "bc") and contains("abc", "") and !contains("abc", "cb"));
}

//- part: indexOf
//- needs: charCount
/// The index of the first place of a text in another, -1 if there is none.
pub fn indexOf(text: []const u8, part: []const u8) i64 {
    return charCount(text[0 .. std.mem.indexOf(u8, text, part) orelse return -1]);
}
//- test
test indexOf {
    try testing.expectEqual(1, indexOf("éab", "a"));
    try testing.expectEqual(-1, indexOf("éab", "x"));
    try testing.expectEqual(0, indexOf("", ""));
}

//- part: indexOfFrom
//- needs: indexOf, offset
//- errors: IndexOutOfBounds
/// The index of the first place of a text in another at or behind an index, -1 if there is none.
pub fn indexOfFrom(text: []const u8, part: []const u8, from: i64) error{IndexOutOfBounds}!i64 {
    const start = offset(text, from) orelse return error.IndexOutOfBounds;
    const found = indexOf(text[start..], part);
    return if (found < 0) found else from + found;
}
//- test
test indexOfFrom {
    try testing.expectEqual(2, try indexOfFrom("aéa", "a", 1));
    try testing.expectEqual(3, try indexOfFrom("aéa", "", 3));
    try testing.expectEqual(-1, try indexOfFrom("aéa", "é", 2));
    try testing.expectError(error.IndexOutOfBounds, indexOfFrom("aéa", "a", 4));
}

//- part: lastIndexOf
//- needs: charCount
/// The index of the last place of a text in another, -1 if there is none.
pub fn lastIndexOf(text: []const u8, part: []const u8) i64 {
    return charCount(text[0 .. std.mem.lastIndexOf(u8, text, part) orelse return -1]);
}
//- test
test lastIndexOf {
    try testing.expectEqual(2, lastIndexOf("éaa", "a"));
    try testing.expectEqual(3, lastIndexOf("éaa", ""));
    try testing.expectEqual(-1, lastIndexOf("éaa", "x"));
}

//- part: lastIndexOfFrom
//- needs: lastIndexOf, offset
//- errors: IndexOutOfBounds
/// The index of the last place of a text in another at or before an index, -1 if there is none.
pub fn lastIndexOfFrom(text: []const u8, part: []const u8, from: i64) error{IndexOutOfBounds}!i64 {
    const start = offset(text, from) orelse return error.IndexOutOfBounds;
    return lastIndexOf(text[0..@min(start + part.len, text.len)], part);
}
//- test
test lastIndexOfFrom {
    try testing.expectEqual(0, try lastIndexOfFrom("aéa", "a", 1));
    try testing.expectEqual(2, try lastIndexOfFrom("aéa", "a", 3));
    try testing.expectEqual(1, try lastIndexOfFrom("aéa", "", 1));
    try testing.expectError(error.IndexOutOfBounds, lastIndexOfFrom("aéa", "a", 4));
}
