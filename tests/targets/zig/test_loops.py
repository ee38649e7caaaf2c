"""How loops make lists, maps and texts: memory is taken once where its size is known."""

from __future__ import annotations

import pytest

from tests.targets.zig.test_output import behaviour, made

XS = "{xs: 'List<Int>'}"


def test_a_list_of_known_length_is_a_slice() -> None:
    text = behaviour(XS, "List<Int>", "xs.map(x, x / 2)")
    assert "const mapped = try arena.alloc(i64, xs.len);" in text
    assert "for (mapped, xs) |*slot, x| slot.* = @divTrunc(x, 2);" in text


def test_a_list_that_is_filtered_grows() -> None:
    text = behaviour(XS, "List<Int>", "xs.filter(x, x > 2)")
    assert "std.ArrayList(i64)" in text
    assert "try kept.append(arena, x);" in text


def test_the_same_item_in_every_place() -> None:
    text = behaviour("{n: Int}", "List<Int>", "lists.range(n).map(_, 0)")
    assert "@memset(mapped, 0);" in text


def test_a_list_that_is_read_while_it_is_made_has_room() -> None:
    text = behaviour(XS, "List<Int>", "xs.fold(out, x, [0], out + [out[0] / 2 - x / 2])")
    assert ".initCapacity(arena, xs.len + 1)" in text
    assert "out.appendAssumeCapacity(" in text


def test_lists_made_from_one_another_take_turns() -> None:
    text = behaviour(XS, "List<Int>", "xs.fold(row, x, [1, 2], row.map(y, y / 2 - x / 2))")
    assert "var buffers: support.Buffers(i64) = .empty;" in text
    assert "try buffers.next(arena, row.len)" in text


@pytest.mark.parametrize(
    "body",
    [
        # A round that keeps the old list must not have the buffers take turns.
        "xs.fold(row, x, [1, 2], x > 0 ? row : row.map(y, y / 2))",
        # Somebody else has the old list.
        "xs.fold((row, seen), x, ([1], []), (row.map(y, y / 2), seen + [row]))[0]",
    ],
)
def test_buffers_take_turns_in_every_round_or_never(body: str) -> None:
    assert "support.Buffers" not in behaviour(XS, "List<Int>", body)


def test_a_list_in_a_map_is_appended_to_in_place() -> None:
    text = behaviour(XS, "Map<Int, List<Int>>", "xs.groupBy(x, x / 2)")
    assert "support.ListMapBuilder(i64, i64)" in text
    assert "try groups.append(arena, " in text


def test_a_text_that_is_set_and_grows_keeps_room() -> None:
    body = "s.chars().fold((w, n), c, ('', 0), c == ' ' ? ('', n) : (w + c, n))[0]"
    text = behaviour("{s: String}", "String", body)
    assert "var w: support.Growing(u8) = .empty;" in text
    assert "try w.appendPart(arena, s, c);" in text
    assert "w = .empty;" in text


@pytest.mark.parametrize(
    ("separator", "walk"),
    [
        (" ", "std.mem.tokenizeScalar(u8, s, ' ')"),
        ("é", 'std.mem.splitSequence(u8, s, "é")'),
    ],
)
def test_a_text_is_split_while_walking(separator: str, walk: str) -> None:
    body = f"s.split('{separator}').filter(w, w != '')"
    assert walk in behaviour("{s: String}", "List<String>", body)


def test_classes_of_characters() -> None:
    body = "c >= 'a' && c <= 'z' || c in ['+', '-'] || c == '_'"
    text = behaviour("{c: String}", "Bool", body)
    assert "support.isBetween(c, 'a', 'z')" in text
    assert 'support.isOneOf(c, "+-")' in text
    assert "support.isChar(c, '_')" in text


def test_a_sort_by_keys_sorts_pairs() -> None:
    text = behaviour(XS, "List<Int>", "xs.sortBy(x, -x)")
    assert "support.sortPairs(" in text


def test_an_empty_map_in_place_of_a_missing_one_has_its_type() -> None:
    spec = """\
name: demo
behaviors:
  - name: run
    params: {m: "Map<String, Map<String, Int>>"}
    returns: Int
    body: "m[?'a'].orValue({}).put('b', 1).size()"
"""
    assert "orelse support.Map([]const u8, i64).empty" in made(spec)["src/demo.zig"]
