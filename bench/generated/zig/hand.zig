//! The eight programs as one would write them by hand, with the checks that the specs ask for.
//! Results belong to the caller; what is only needed on the way is freed.

const std = @import("std");
const Allocator = std.mem.Allocator;
const math = std.math;

pub const Error = error{
    Overflow,
    IndexOutOfBounds,
    ContractViolation,
    BadShape,
    BadCharacter,
    InvalidNumber,
    EmptyOrder,
    OutOfMemory,
};

fn at(comptime T: type, items: []const T, index: usize) error{IndexOutOfBounds}!T {
    return if (index < items.len) items[index] else error.IndexOutOfBounds;
}

pub fn mergeSort(gpa: Allocator, xs: []const i64) Error![]const i64 {
    if (xs.len <= 1) return gpa.dupe(i64, xs);
    const middle = xs.len / 2;
    const left = try mergeSort(gpa, xs[0..middle]);
    defer gpa.free(left);
    const right = try mergeSort(gpa, xs[middle..]);
    defer gpa.free(right);
    return merge(gpa, left, right);
}

fn merge(gpa: Allocator, left: []const i64, right: []const i64) Error![]const i64 {
    var merged: std.ArrayList(i64) = try .initCapacity(gpa, left.len + right.len);
    errdefer merged.deinit(gpa);
    var i: usize = 0;
    var j: usize = 0;
    while (i < left.len and j < right.len) {
        if (try at(i64, left, i) <= try at(i64, right, j)) {
            try merged.append(gpa, try at(i64, left, i));
            i += 1;
        } else {
            try merged.append(gpa, try at(i64, right, j));
            j += 1;
        }
    }
    try merged.appendSlice(gpa, left[i..]);
    try merged.appendSlice(gpa, right[j..]);
    return merged.toOwnedSlice(gpa);
}

pub fn primes(gpa: Allocator, limit: i64) Error![]const i64 {
    if (limit < 0 or limit > 100_000_000) return error.ContractViolation;
    var crossed: std.AutoHashMapUnmanaged(i64, void) = .empty;
    defer crossed.deinit(gpa);
    var found: std.ArrayList(i64) = .empty;
    errdefer found.deinit(gpa);
    var n: i64 = 2;
    while (n <= limit) : (n += 1) {
        if (crossed.contains(n)) continue;
        try found.append(gpa, n);
        var m = try math.mul(i64, n, n);
        while (m <= limit) : (m = try math.add(i64, m, n)) try crossed.put(gpa, m, {});
    }
    return found.toOwnedSlice(gpa);
}

/// The same with an array of flags, which the spec language does not have.
pub fn primesArray(gpa: Allocator, limit: i64) Error![]const i64 {
    if (limit < 0 or limit > 100_000_000) return error.ContractViolation;
    const end: usize = @intCast(limit + 1);
    const crossed = try gpa.alloc(bool, end);
    defer gpa.free(crossed);
    @memset(crossed, false);
    var found: std.ArrayList(i64) = .empty;
    errdefer found.deinit(gpa);
    for (2..@max(end, 2)) |n| {
        if (try at(bool, crossed, n)) continue;
        try found.append(gpa, @intCast(n));
        var m = try math.mul(usize, n, n);
        while (m < end) : (m = try math.add(usize, m, n)) crossed[m] = true;
    }
    return found.toOwnedSlice(gpa);
}

pub fn editDistance(gpa: Allocator, a: []const u8, b: []const u8) Error!i64 {
    var columns: std.ArrayList(u21) = .empty;
    defer columns.deinit(gpa);
    var letters: std.unicode.Utf8Iterator = .{ .bytes = b, .i = 0 };
    while (letters.nextCodepoint()) |y| try columns.append(gpa, y);
    var row = try gpa.alloc(i64, columns.items.len + 1);
    defer gpa.free(row);
    var next = try gpa.alloc(i64, row.len);
    defer gpa.free(next);
    for (row, 0..) |*cell, j| cell.* = @intCast(j);
    var rest: std.unicode.Utf8Iterator = .{ .bytes = a, .i = 0 };
    while (rest.nextCodepoint()) |x| {
        next[0] = try math.add(i64, row[0], 1);
        for (columns.items, 0..) |y, j| {
            const cost: i64 = if (x == y) 0 else 1;
            next[j + 1] = @min(
                try math.add(i64, try at(i64, next, j), 1),
                try math.add(i64, try at(i64, row, j + 1), 1),
                try math.add(i64, try at(i64, row, j), cost),
            );
        }
        std.mem.swap([]i64, &row, &next);
    }
    return at(i64, row, columns.items.len);
}

/// What was summed up by name, in the order of the names.
pub fn Sums(comptime N: type) type {
    return []const struct { name: []const u8, sum: N };
}

fn inOrder(gpa: Allocator, comptime N: type, map: std.StringHashMapUnmanaged(N)) Error!Sums(N) {
    const Entry = std.meta.Child(Sums(N));
    const made = try gpa.alloc(Entry, map.count());
    var entries = map.iterator();
    for (made) |*slot| {
        const entry = entries.next().?;
        slot.* = .{ .name = entry.key_ptr.*, .sum = entry.value_ptr.* };
    }
    std.mem.sortUnstable(Entry, made, {}, struct {
        fn lessThan(_: void, a: Entry, b: Entry) bool {
            return std.mem.order(u8, a.name, b.name) == .lt;
        }
    }.lessThan);
    return made;
}

/// The words borrow from a text that is made here, so it wants an arena.
pub fn wordCount(arena: Allocator, text: []const u8) Error!Sums(i64) {
    var counts: std.StringHashMapUnmanaged(i64) = .empty;
    var words = std.mem.splitScalar(u8, try std.ascii.allocLowerString(arena, text), ' ');
    while (words.next()) |word| {
        if (word.len == 0) continue;
        const entry = try counts.getOrPutValue(arena, word, 0);
        entry.value_ptr.* = try math.add(i64, entry.value_ptr.*, 1);
    }
    return inOrder(arena, i64, counts);
}

pub fn product(
    gpa: Allocator,
    a: []const []const i64,
    b: []const []const i64,
) Error![]const []const i64 {
    if (b.len == 0) return error.BadShape;
    for (a) |row| if (row.len != b.len) return error.BadShape;
    const made = try gpa.alloc([]const i64, a.len);
    for (made, a) |*line, row| {
        const cells = try gpa.alloc(i64, b[0].len);
        for (cells, 0..) |*cell, j| {
            var sum: i64 = 0;
            for (row, 0..) |x, k| {
                const y = try at(i64, try at([]const i64, b, k), j);
                sum = try math.add(i64, sum, try math.mul(i64, x, y));
            }
            cell.* = sum;
        }
        line.* = cells;
    }
    return made;
}

/// Texts borrow from what was taken apart.
pub const Token = union(enum) {
    number: i64,
    name: []const u8,
    symbol: []const u8,
};

pub fn tokenize(gpa: Allocator, text: []const u8) Error![]const Token {
    var tokens: std.ArrayList(Token) = .empty;
    errdefer tokens.deinit(gpa);
    var start: ?usize = null;
    for (text, 0..) |c, i| switch (c) {
        'a'...'z', '0'...'9' => start = start orelse i,
        ' ', '+', '-', '*', '/', '(', ')' => {
            if (start) |begin| try tokens.append(gpa, try wordToken(text[begin..i]));
            start = null;
            if (c != ' ') try tokens.append(gpa, .{ .symbol = text[i .. i + 1] });
        },
        else => return error.BadCharacter,
    };
    if (start) |begin| try tokens.append(gpa, try wordToken(text[begin..]));
    return tokens.toOwnedSlice(gpa);
}

fn wordToken(word: []const u8) Error!Token {
    if (!std.ascii.isDigit(word[0])) return .{ .name = word };
    return .{ .number = std.fmt.parseInt(i64, word, 10) catch |err| switch (err) {
        error.Overflow => return error.Overflow,
        error.InvalidCharacter => return error.InvalidNumber,
    } };
}

pub const Item = struct {
    weight: i64,
    value: i64,

    pub fn init(weight: i64, value: i64) Error!Item {
        if (weight < 1 or weight > 1_000_000) return error.ContractViolation;
        if (value < 0 or value > 1_000_000) return error.ContractViolation;
        return .{ .weight = weight, .value = value };
    }
};

pub fn bestValue(gpa: Allocator, items: []const Item, capacity: i64) Error!i64 {
    if (capacity < 0 or capacity > 1_000_000) return error.ContractViolation;
    var best = try gpa.alloc(i64, @intCast(capacity + 1));
    defer gpa.free(best);
    var next = try gpa.alloc(i64, best.len);
    defer gpa.free(next);
    @memset(best, 0);
    for (items) |item| {
        const weight: usize = @intCast(item.weight);
        for (next, best, 0..) |*slot, value, room| {
            slot.* = if (room < weight)
                value
            else
                @max(value, try math.add(i64, try at(i64, best, room - weight), item.value));
        }
        std.mem.swap([]i64, &best, &next);
    }
    return at(i64, best, best.len - 1);
}

const free_shipping = 50.0;
const shipping = 4.9;

pub const Line = struct {
    sku: []const u8,
    price: f64,
    quantity: i64,

    pub fn init(sku: []const u8, price: f64, quantity: i64) Error!Line {
        if (!(price >= 0 and price < 1.0e9)) return error.ContractViolation;
        if (quantity < 0 or quantity >= 1_000_000) return error.ContractViolation;
        return .{ .sku = sku, .price = price, .quantity = quantity };
    }
};

pub const Order = struct {
    customer: []const u8,
    lines: []const Line,
    coupon: ?[]const u8,
};

pub fn total(order: Order) Error!f64 {
    if (order.lines.len == 0) return error.EmptyOrder;
    var gross: f64 = 0;
    for (order.lines) |line| gross += line.price * @as(f64, @floatFromInt(line.quantity));
    var off: f64 = 0;
    if (order.coupon) |coupon| {
        if (std.mem.eql(u8, coupon, "HALF")) off = gross * 0.5;
        if (std.mem.eql(u8, coupon, "TENTH")) off = gross * 0.1;
    }
    const net = gross - off;
    return if (net >= free_shipping) net else net + shipping;
}

pub fn totals(gpa: Allocator, orders: []const Order) Error!Sums(f64) {
    var owed: std.StringHashMapUnmanaged(f64) = .empty;
    defer owed.deinit(gpa);
    for (orders) |order| {
        const entry = try owed.getOrPutValue(gpa, order.customer, 0);
        entry.value_ptr.* += try total(order);
    }
    return inOrder(gpa, f64, owed);
}
