//- part: Regex
//- needs: chars
/// A regular expression as the program of an automaton, made from its pattern by the compiler.
pub const Regex = struct {
    start: u16,
    steps: []const Regex.Step,

    /// A step of the automaton.
    pub const Step = union(enum) {
        accept,
        consume: struct { ranges: []const [2]u21, next: u16 },
        split: [2]u16,
        check: struct { kind: Regex.Place, next: u16 },
    };

    /// What holds between two code points.
    pub const Place = enum { text_start, text_end, line_start, line_end, word, no_word };

    /// Whether some part of the text matches; the time is linear in its length.
    pub fn isMatch(comptime self: Regex, text: []const u8) bool {
        const Places = std.StaticBitSet(self.steps.len);
        var active: Places = .empty;
        var before: ?u21 = null;
        var it = chars(text);
        while (true) {
            const after: ?u21 = if (it.next()) |char| std.unicode.utf8Decode(char) catch unreachable else null;
            active.set(self.start);
            var seen: Places = .empty;
            var next: Places = .empty;
            while (active.findFirstSet()) |place| {
                active.unset(place);
                if (seen.isSet(place)) continue;
                seen.set(place);
                switch (self.steps[place]) {
                    .accept => return true,
                    .consume => |step| {
                        const code = after orelse continue;
                        for (step.ranges) |span| {
                            if (span[0] <= code and code <= span[1]) next.set(step.next);
                        }
                    },
                    .split => |both| for (both) |one| if (!seen.isSet(one)) active.set(one),
                    .check => |step| {
                        if (Regex.holdsAt(step.kind, before, after) and !seen.isSet(step.next)) {
                            active.set(step.next);
                        }
                    },
                }
            }
            if (after == null) return false;
            active = next;
            before = after;
        }
    }

    fn holdsAt(place: Regex.Place, before: ?u21, after: ?u21) bool {
        return switch (place) {
            .text_start => before == null,
            .text_end => after == null,
            .line_start => before == null or before == '\n',
            .line_end => after == null or after == '\n',
            .word => Regex.isWord(before) != Regex.isWord(after),
            .no_word => Regex.isWord(before) == Regex.isWord(after),
        };
    }

    fn isWord(code: ?u21) bool {
        return switch (code orelse return false) {
            '0'...'9', 'A'...'Z', 'a'...'z', '_' => true,
            else => false,
        };
    }
};
//- test
test Regex {
    // ^a(na)*$
    const regex: Regex = .{ .start = 6, .steps = &.{
        .accept,
        .{ .check = .{ .kind = .text_end, .next = 0 } },
        .{ .split = .{ 4, 1 } },
        .{ .consume = .{ .ranges = &.{.{ 'a', 'a' }}, .next = 2 } },
        .{ .consume = .{ .ranges = &.{.{ 'n', 'n' }}, .next = 3 } },
        .{ .consume = .{ .ranges = &.{.{ 'a', 'a' }}, .next = 2 } },
        .{ .check = .{ .kind = .text_start, .next = 5 } },
    } };
    try testing.expect(regex.isMatch("a") and regex.isMatch("anana"));
    try testing.expect(!regex.isMatch("banana") and !regex.isMatch("anan") and !regex.isMatch(""));
    const word: Regex = .{ .start = 1, .steps = &.{
        .accept,
        .{ .check = .{ .kind = .word, .next = 2 } },
        .{ .consume = .{ .ranges = &.{.{ 'b', 'b' }}, .next = 0 } },
    } };
    try testing.expect(word.isMatch("a b") and !word.isMatch("ab"));
}
