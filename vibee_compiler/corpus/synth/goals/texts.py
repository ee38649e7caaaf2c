"""Goals about texts."""

from __future__ import annotations

from vibee_compiler.corpus.synth import numbers as n
from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.meaning import (
    ADD,
    AND,
    ATOM,
    CHOICE,
    COMPARE,
    Name,
    Node,
    Part,
    number,
    text,
)
from vibee_compiler.corpus.synth.world import Draft, Unfit, World


def _subject(w: World, d: Draft, *kinds: str) -> tuple[Node, str]:
    """A text to work on: a field of a record, or a parameter called like one; and its name."""
    record = w.any_record()
    one = w.field(record, *(kinds or ("name", "code", "text")))
    if w.chance.chance(0.4):
        given = w.one(d, record)
        return n.field_node(given, one), one.name
    return w.of_field(d, one), one.name


@goal(1, 3, 2)
def normalised(w: World, d: Draft, level: int) -> None:
    """A text trimmed, lowered or made a slug."""
    held, name = _subject(w, d)
    key, call = w.chance.pick((
        ("trimmed_lower", ".trim().lowerAscii()"),
        ("trimmed_upper", ".trim().upperAscii()"),
        ("trimmed", ".trim()"),
        ("no_spaces", '.replace(" ", "")'),
        ("dashed", '.trim().lowerAscii().replace(" ", "-")'),
    ))  # fmt: skip
    node = Node(key, "String", held.code + call, {"a": held}, ATOM)
    label = {"dashed": "slug", "no_spaces": "compact"}.get(key, "clean")
    give(d, node, "text", f"{label}_{name}", f"normalise_{name}", f"normalised_{name}")


@goal(1, 3, 1.5)
def initials(w: World, d: Draft, level: int) -> None:
    """The first letters of the words of a text."""
    held, name = _subject(w, d, "name", "text")
    code = f'{held.code}.split(" ").map(word, word.take(1)).join("").upperAscii()'
    node = Node("initials", "String", code, {"a": held}, ATOM)
    give(d, node, "text", f"{name}_initials", f"initials_of_{name}")


@goal(1, 3, 1.5)
def word_count(w: World, d: Draft, level: int) -> None:
    """Questions about the words of a text."""
    held, name = _subject(w, d, "name", "text")
    split = f'{held.code}.split(" ")'
    kind = w.chance.below(3)
    if kind == 0:
        node = Node("word_count", "Int", f'{split}.count(word, word != "")', {"a": held}, ATOM)
        give(d, node, "number", f"words_in_{name}", f"{name}_word_count")
    elif kind == 1:
        limit = number(w.chance.between(2, 5))
        code = f"{split}.count(word, word.size() > {limit.code})"
        node = Node("long_words", "Int", code, {"a": held, "n": limit}, ATOM)
        give(d, node, "number", f"long_words_in_{name}", f"count_long_words_in_{name}")
    else:
        code = f'{split}.fold(longest, word, "", word.size() > longest.size() ? word : longest)'
        node = Node("longest_word", "String", code, {"a": held}, ATOM)
        give(d, node, "text", f"longest_word_of_{name}", f"longest_word_in_{name}")


@goal(1, 3, 1.5)
def shortened(w: World, d: Draft, level: int) -> None:
    """A text cut, with a mark that says so."""
    held, name = _subject(w, d)
    limit = number(w.chance.between(2, 6))
    mark = text(w.chance.pick(("...", "~", ".", "+")))
    cut = f"{held.code}.take({limit.code}) + {mark.code}"
    code = f"{held.code}.size() <= {limit.code} ? {held.code} : {cut}"
    node = Node("shortened", "String", code, {"a": held, "n": limit, "mark": mark}, CHOICE)
    give(d, node, "text", f"short_{name}", f"shorten_{name}", f"{name}_preview")


@goal(1, 3, 1.5)
def masked(w: World, d: Draft, level: int) -> None:
    """A text of which only the end is shown."""
    held, name = _subject(w, d, "code", "name")
    keep = number(w.chance.between(2, 3))
    mark = w.chance.pick(("*", "#", "x"))
    size = f"{held.code}.size()"
    hidden = f'"{mark}".repeat(math.greatest({size} - {keep.code}, 0))'
    code = f"{hidden} + {held.code}.drop({size} - {keep.code})"
    node = Node("masked", "String", code, {"a": held, "n": keep, "mark": text(mark)}, ADD)
    give(d, node, "text", f"masked_{name}", f"hide_{name}", f"mask_{name}")


@goal(1, 3, 1.5)
def padded(w: World, d: Draft, level: int) -> None:
    """A text or number filled up to a width."""
    record = w.any_record()
    given = w.one(d, record)
    one = w.field(record, "number", "count", "score", "code")
    held = n.field_node(given, one)
    width = number(w.chance.between(2, 3) if one.high < 1000 else w.chance.between(4, 5))
    fill = "0" if one.type == "Int" else w.chance.pick(("0", "_", "."))
    shown = f"string({held.code})" if one.type == "Int" else held.code
    missing = f"math.greatest({width.code} - shown.size(), 0)"
    code = f'let shown = {shown};\n"{fill}".repeat({missing}) + shown'
    node = Node("padded", "String", code, {"a": held, "n": width, "mark": text(fill)}, CHOICE)
    if one.type == "Int":
        d.requires.append(f"{held.code} >= 0")
    give(d, node, "text", f"padded_{one.name}", f"pad_{one.name}", f"{one.name}_column")


@goal(1, 4, 2)
def valid_code(w: World, d: Draft, level: int) -> None:
    """Whether a text has the form of a code."""
    held, name = _subject(w, d, "code", "name")
    least = number(w.chance.between(1, 3))
    most = number(w.chance.between(4, 8))
    size = f"{held.code}.size()"
    slots: dict[str, Part] = {"a": held, "low": least, "high": most}
    kind = w.chance.below(3)
    if kind == 0:
        node = Node(
            "size_between", "Bool", f"{size} >= {least.code} && {size} <= {most.code}", slots, AND
        )
    elif kind == 1:
        head = text(w.chance.pick(("A", "X", "id", "no", "K")))
        slots = {"a": held, "head": head, "high": most}
        node = Node(
            "head_and_size",
            "Bool",
            f"{held.code}.startsWith({head.code}) && {size} <= {most.code}",
            slots,
            AND,
        )
    else:
        code = f'{held.code}.size() > 0 && {held.code}.chars().all(c, "0123456789".contains(c))'
        node = Node("only_digits", "Bool", code, {"a": held}, AND)
    give(
        d, node, "answer", f"is_valid_{name}", f"{name}_is_valid", f"valid_{name}", occasion="check"
    )


@goal(2, 4, 1.2)
def counted_chars(w: World, d: Draft, level: int) -> None:
    """Questions about the characters of a text."""
    held, name = _subject(w, d)
    kind = w.chance.below(4)
    if kind == 0:
        sign = w.chance.pick(("a", "e", "o", "n"))
        code = f'{held.code}.lowerAscii().chars().count(c, c == "{sign}")'
        node = Node("char_count", "Int", code, {"a": held, "c": text(sign)}, ATOM)
        give(d, node, "number", f"count_{sign}_in_{name}", f"{name}_letter_count")
    elif kind == 1:
        code = f'{held.code}.lowerAscii().chars().count(c, "aeiou".contains(c))'
        node = Node("vowels", "Int", code, {"a": held}, ATOM)
        give(d, node, "number", f"vowels_in_{name}", f"{name}_vowels")
    elif kind == 2:
        code = f"let plain = {held.code}.lowerAscii();\nplain == plain.reverse()"
        node = Node("palindrome", "Bool", code, {"a": held}, CHOICE)
        give(d, node, "answer", f"{name}_is_palindrome", "reads_same_backwards", occasion="check")
    else:
        code = f"{held.code}.chars().distinct().size() == {held.code}.size()"
        node = Node("no_repeats", "Bool", code, {"a": held}, COMPARE)
        give(
            d,
            node,
            "answer",
            f"{name}_has_no_repeats",
            f"all_letters_of_{name}_differ",
            occasion="check",
        )


@goal(3, 5, 1.5)
def pairs_read(w: World, d: Draft, level: int) -> None:
    """A text of `key=value` read as a map, or refused."""
    held, name = _subject(w, d, "text", "name")
    mark = w.chance.pick(("=", ":", "@"))
    other = text(mark)
    if w.chance.chance(0.5):
        code = (
            f"let at = {held.code}.indexOf({other.code});\n"
            f"at < 0 ? optional.none() : optional.of({held.code}.take(at))"
        )
        node = Node("before_mark", "String?", code, {"a": held, "mark": other}, CHOICE)
        give(d, node, "answer", f"{name}_key", "part_before_mark", f"{name}_prefix")
        return
    cond = Node(
        "lacks_mark", "Bool", f"!{held.code}.contains({other.code})", {"a": held, "mark": other}, 8
    )
    from vibee_compiler.corpus.synth.world import Guard

    d.guards.append(Guard("InvalidFormat", cond, f"no {mark} in the text"))
    code = f"{held.code}.drop({held.code}.indexOf({other.code}) + 1)"
    node = Node("after_mark", "String", code, {"a": held, "mark": other}, ATOM)
    give(d, node, "text", f"{name}_value", "part_after_mark", f"value_of_{name}")


@goal(3, 5, 1.2)
def word_table(w: World, d: Draft, level: int) -> None:
    """How often each word occurs."""
    held, name = _subject(w, d, "text", "name")
    words = f'{held.code}.lowerAscii().split(" ").filter(word, word != "")'
    code = f"{words}\n  .groupBy(word, word)\n  .transformMap(word, group, group.size())"
    node = Node("word_table", "Map<String, Int>", code, {"a": held}, ATOM)
    give(d, node, "overview", "word_frequencies", f"count_words_of_{name}")


@goal(2, 4, 1.5)
def numbered(w: World, d: Draft, level: int) -> None:
    """A list of texts, each with its place in front."""
    record = w.any_record()
    given = w.many(d, record)
    one = w.field(record, "name", "code")
    glue = text(w.chance.pick((". ", ") ", ": ")))
    var = record.single[0]
    if var in d.params or var == "i":
        raise Unfit
    code = f"{given.code}.indexed().map((i, {var}), string(i + 1) + {glue.code} + {var}.{one.name})"
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(one.noun),
        "glue": glue,
        "noun": Name(record.noun, plural=True),
    }
    node = Node("numbered", "List<String>", code, slots, ATOM)
    give(
        d,
        node,
        "list",
        f"numbered_{one.name}s",
        f"menu_of_{record.many}",
        f"{record.many}_with_places",
    )
