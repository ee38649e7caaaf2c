//! Runs generated and hand-written programs in turns; see bench/generated.py for the protocol.
//! Each run gets an arena of its own, which is part of the time.

const std = @import("std");
const Allocator = std.mem.Allocator;
const linux = std.os.linux;

const hand = @import("bench/hand.zig");
const distance = @import("distance/src/distance.zig");
const knapsack = @import("knapsack/src/knapsack.zig");
const matrix = @import("matrix/src/matrix.zig");
const orders = @import("orders/src/orders.zig");
const sieve = @import("sieve/src/sieve.zig");
const sorting = @import("sorting/src/sorting.zig");
const tokens = @import("tokens/src/tokens.zig");
const words = @import("words/src/words.zig");

const prime = 2147483647;

const Random = struct {
    state: i64 = 1,

    fn below(self: *Random, limit: i64) i64 {
        self.state = @mod(self.state * 48271, prime);
        return @mod(self.state, limit);
    }

    fn index(self: *Random, limit: i64) usize {
        return @intCast(self.below(limit));
    }
};

const Digest = struct {
    made: i64 = 7,

    fn int(self: *Digest, n: i64) void {
        self.made = @mod(self.made * 31 + @mod(n, prime), prime);
    }

    fn text(self: *Digest, octets: []const u8) void {
        for (octets) |octet| self.int(octet);
    }
};

/// The digest of a result: the types differ on the two sides, the shapes do not.
fn digestOf(found: anytype) i64 {
    var digest: Digest = .{};
    switch (@TypeOf(found)) {
        i64 => digest.int(found),
        []const i64 => for (found) |n| digest.int(n),
        []const []const i64 => for (found) |row| {
            for (row) |n| digest.int(n);
        },
        []const tokens.Token => for (found) |token| switch (token) {
            .number => |number| {
                digest.text("number");
                digest.int(number.value);
            },
            .name => |name| {
                digest.text("name");
                digest.text(name.value);
            },
            .symbol => |symbol| {
                digest.text("symbol");
                digest.text(symbol.value);
            },
        },
        []const hand.Token => for (found) |token| switch (token) {
            .number => |number| {
                digest.text("number");
                digest.int(number);
            },
            .name => |name| {
                digest.text("name");
                digest.text(name);
            },
            .symbol => |symbol| {
                digest.text("symbol");
                digest.text(symbol);
            },
        },
        hand.Sums(i64), hand.Sums(f64) => for (found) |one| entry(&digest, one.name, one.sum),
        else => for (found.keys, found.values) |key, value| entry(&digest, key, value),
    }
    return digest.made;
}

fn entry(digest: *Digest, key: []const u8, value: anytype) void {
    digest.text(key);
    digest.int(if (@TypeOf(value) == f64) @intFromFloat(value * 1000) else value);
}

fn textOf(arena: Allocator, random: *Random, size: i64) ![]const u8 {
    var made: std.ArrayList(u8) = .empty;
    const letters = [_][]const u8{ "a", "b", "c", "d", "é" };
    for (0..@intCast(size)) |_| try made.appendSlice(arena, letters[random.index(5)]);
    return made.items;
}

fn wordOf(arena: Allocator, made: *std.ArrayList(u8), number: i64, first: u8) !void {
    var rest = number;
    while (true) {
        try made.append(arena, first + @as(u8, @intCast(@mod(rest, 26))));
        rest = @divTrunc(rest, 26);
        if (rest == 0) return;
    }
}

fn wordsOf(arena: Allocator, size: i64) ![]const u8 {
    var random: Random = .{};
    var made: std.ArrayList(u8) = .empty;
    for (0..@intCast(size)) |i| {
        if (i > 0) try made.append(arena, ' ');
        const number = random.below(2000) * 37;
        try wordOf(arena, &made, number, if (random.below(5) == 0) 'A' else 'a');
    }
    return made.items;
}

fn expression(arena: Allocator, size: i64) ![]const u8 {
    var random: Random = .{};
    var made: std.ArrayList(u8) = .empty;
    for (0..@intCast(size)) |_| switch (random.below(3)) {
        0 => {
            try made.append(arena, ' ');
            try wordOf(arena, &made, random.below(5000), 'a');
        },
        1 => try made.print(arena, " {d}", .{random.below(10000)}),
        else => try made.append(arena, "+-*/()"[random.index(6)]),
    };
    return made.items;
}

fn rows(arena: Allocator, random: *Random, height: i64, width: i64) ![]const []const i64 {
    const made = try arena.alloc([]const i64, @intCast(height));
    for (made) |*row| {
        const cells = try arena.alloc(i64, @intCast(width));
        for (cells) |*cell| cell.* = random.below(1000);
        row.* = cells;
    }
    return made;
}

fn OrdersOf(comptime Order: type, comptime Line: type) type {
    return struct {
        fn of(arena: Allocator, size: i64) ![]const Order {
            var random: Random = .{};
            const made = try arena.alloc(Order, @intCast(size));
            for (made) |*order| {
                const customer = try std.fmt.allocPrint(arena, "c{d}", .{random.below(500)});
                const coupons = [_]?[]const u8{ null, "HALF", "TENTH", "OTHER" };
                const coupon = coupons[random.index(4)];
                const lines = try arena.alloc(Line, 1 + random.index(5));
                for (lines) |*line| {
                    const price = @as(f64, @floatFromInt(random.below(10000))) / 100;
                    const quantity = random.below(10);
                    line.* = if (Line == hand.Line)
                        try Line.init("sku", price, quantity)
                    else
                        try Line.init(.{ .sku = "sku", .price = price, .quantity = quantity });
                }
                order.* = .{ .customer = customer, .lines = lines, .coupon = coupon };
            }
            return made;
        }
    };
}

fn itemsOf(comptime Item: type, arena: Allocator, size: i64) ![]const Item {
    var random: Random = .{};
    const made = try arena.alloc(Item, @intCast(size));
    for (made) |*item| {
        const weight = 1 + random.below(100);
        const value = random.below(1000);
        item.* = if (Item == hand.Item)
            try Item.init(weight, value)
        else
            try Item.init(.{ .weight = weight, .value = value });
    }
    return made;
}

fn seconds() f64 {
    var now: linux.timespec = undefined;
    _ = linux.clock_gettime(.MONOTONIC, &now);
    return @as(f64, @floatFromInt(now.sec)) + @as(f64, @floatFromInt(now.nsec)) / 1.0e9;
}

const Bench = struct {
    out: *std.Io.Writer,
    name: []const u8,
    size: i64,
    budget: f64,

    fn timed(function: anytype, arguments: anytype) !struct { f64, i64 } {
        const start = seconds();
        var state: std.heap.ArenaAllocator = .init(std.heap.smp_allocator);
        const found = try @call(.never_inline, function, .{state.allocator()} ++ arguments);
        std.mem.doNotOptimizeAway(found);
        const ran = seconds();
        const digest = digestOf(found);
        const digested = seconds();
        state.deinit();
        return .{ seconds() - digested + ran - start, digest };
    }

    /// Runs both in turns for a while, and prints a line each.
    fn race(self: Bench, arena: Allocator, ours: anytype, theirs: anytype, args: anytype) !void {
        var spent: [2]std.ArrayList(f64) = .{ .empty, .empty };
        var digests: [2]i64 = undefined;
        const begin = seconds();
        while (seconds() - begin < self.budget or spent[0].items.len < 5) {
            const one = try timed(ours, args[0]);
            const two = try timed(theirs, args[1]);
            digests = .{ one[1], two[1] };
            try spent[0].append(arena, one[0]);
            try spent[1].append(arena, two[0]);
        }
        for (&spent, digests, [_][]const u8{ "generated", "hand" }) |*took, digest, who| {
            std.mem.sort(f64, took.items, {}, std.sort.asc(f64));
            const middle = took.items[took.items.len / 2];
            const row = .{ self.name, self.size, who, digest, took.items[0], middle };
            try self.out.print("{s} {d} {s} {d} {d} {d}\n", row);
        }
        try self.out.flush();
    }

    fn run(self: Bench, arena: Allocator) !void {
        const n = self.size;
        var random: Random = .{};
        const name = self.name;
        if (std.mem.eql(u8, name, "sorting")) {
            const xs = try arena.alloc(i64, @intCast(n));
            for (xs) |*x| x.* = random.below(1_000_000) - 500_000;
            const input: []const i64 = xs;
            try self.race(arena, sorting.mergeSort, hand.mergeSort, .{ .{input}, .{input} });
        } else if (std.mem.eql(u8, name, "sieve")) {
            try self.race(arena, sieve.primes, hand.primes, .{ .{n}, .{n} });
        } else if (std.mem.eql(u8, name, "sieve_array")) {
            try self.race(arena, sieve.primes, hand.primesArray, .{ .{n}, .{n} });
        } else if (std.mem.eql(u8, name, "distance")) {
            const a = try textOf(arena, &random, n);
            const b = try textOf(arena, &random, 100);
            try self.race(arena, distance.editDistance, hand.editDistance, .{ .{ a, b }, .{ a, b } });
        } else if (std.mem.eql(u8, name, "words")) {
            const text = try wordsOf(arena, n);
            try self.race(arena, words.wordCount, hand.wordCount, .{ .{text}, .{text} });
        } else if (std.mem.eql(u8, name, "matrix")) {
            const a = try rows(arena, &random, n, 24);
            const b = try rows(arena, &random, 24, 24);
            try self.race(arena, matrix.product, hand.product, .{ .{ a, b }, .{ a, b } });
        } else if (std.mem.eql(u8, name, "tokens")) {
            const text = try expression(arena, n);
            try self.race(arena, tokens.tokenize, hand.tokenize, .{ .{text}, .{text} });
        } else if (std.mem.eql(u8, name, "knapsack")) {
            const capacity: i64 = 1000;
            const ours = try itemsOf(knapsack.Item, arena, n);
            const theirs = try itemsOf(hand.Item, arena, n);
            const inputs = .{ .{ ours, capacity }, .{ theirs, capacity } };
            try self.race(arena, knapsack.bestValue, hand.bestValue, inputs);
        } else if (std.mem.eql(u8, name, "orders")) {
            const ours = try OrdersOf(orders.Order, orders.Line).of(arena, n);
            const theirs = try OrdersOf(hand.Order, hand.Line).of(arena, n);
            try self.race(arena, orders.totals, hand.totals, .{ .{ours}, .{theirs} });
        } else return error.NoSuchProgram;
    }
};

pub fn main(init: std.process.Init) !void {
    const arguments = try init.minimal.args.toSlice(init.arena.allocator());
    var buffer: [4096]u8 = undefined;
    var writer: std.Io.File.Writer = .initStreaming(.stdout(), init.io, &buffer);
    for (arguments[2..]) |job| {
        var arena: std.heap.ArenaAllocator = .init(std.heap.page_allocator);
        defer arena.deinit();
        const name, const size = std.mem.cutScalar(u8, job, ':').?;
        const bench: Bench = .{
            .out = &writer.interface,
            .name = name,
            .size = try std.fmt.parseInt(i64, size, 10),
            .budget = try std.fmt.parseFloat(f64, arguments[1]),
        };
        try bench.run(arena.allocator());
    }
}
