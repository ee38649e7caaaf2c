#- part: to_lower
#- uses: string:ascii_lowercase, string:ascii_uppercase
_TO_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
#- part: to_upper
#- uses: string:ascii_lowercase, string:ascii_uppercase
_TO_UPPER = str.maketrans(ascii_lowercase, ascii_uppercase)
#- part: lower_ascii
#- needs: to_lower
def lower_ascii(text: str) -> str:
    """Returns text with A to Z, and nothing else, in lower case."""
    return text.translate(_TO_LOWER)
#- test
def test_lower_ascii_leaves_other_letters_alone() -> None:
    assert lower_ascii("AZ[Ä\u0130\u212a") == "az[Ä\u0130\u212a"
#- part: upper_ascii
#- needs: to_upper
def upper_ascii(text: str) -> str:
    """Returns text with a to z, and nothing else, in upper case."""
    return text.translate(_TO_UPPER)
#- test
def test_upper_ascii_leaves_other_letters_alone() -> None:
    assert upper_ascii("azß") == "AZß"
#- part: trim
def trim(text: str) -> str:
    """Returns text without white space, as Unicode has it, at both ends."""
    return text.strip(
        "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
        "\u200a\u2028\u2029\u202f\u205f\u3000"
    )
#- test
def test_trim_keeps_what_is_no_white_space() -> None:
    assert trim("\u200btext\u3000") == "\u200btext"
    assert trim("\x1c a ") == "\x1c a"
#- part: substring
#- errors: IndexOutOfBounds
def substring(text: str, start: int, stop: int | None = None) -> str:
    """Returns the characters from start up to but not including stop.

    Raises:
        IndexOutOfBounds: Unless 0 <= start <= stop <= len(text).
    """
    end = len(text) if stop is None else stop
    if not 0 <= start <= end <= len(text):
        raise IndexOutOfBounds("index out of bounds")
    return text[start:end]
#- test
def test_substring_refuses_what_is_outside() -> None:
    assert substring("hello", 1, 3) == "el"
    with pytest.raises(IndexOutOfBounds):
        substring("hello", -1)
#- part: char_at
#- errors: IndexOutOfBounds
def char_at(text: str, index: int) -> str:
    """Returns the character at an index, nothing at the end.

    Raises:
        IndexOutOfBounds: Unless 0 <= index <= len(text).
    """
    if not 0 <= index <= len(text):
        raise IndexOutOfBounds("index out of bounds")
    return text[index : index + 1]
#- test
def test_char_at_the_end_is_empty() -> None:
    assert char_at("ab", 2) == ""
    with pytest.raises(IndexOutOfBounds):
        char_at("ab", 3)
#- part: find_from
#- errors: IndexOutOfBounds
def find_from(text: str, part: str, start: int) -> int:
    """Returns where part first begins at start or later, or -1.

    Raises:
        IndexOutOfBounds: Unless 0 <= start <= len(text).
    """
    if not 0 <= start <= len(text):
        raise IndexOutOfBounds("offset out of bounds")
    return text.find(part, start)
#- test
def test_find_from() -> None:
    assert find_from("hello mellow", "ello", 2) == 7
    with pytest.raises(IndexOutOfBounds):
        find_from("a", "a", 2)
#- part: find_back_from
#- errors: IndexOutOfBounds
def find_back_from(text: str, part: str, start: int) -> int:
    """Returns where part last begins at start or earlier, or -1.

    Raises:
        IndexOutOfBounds: Unless 0 <= start <= len(text).
    """
    if not 0 <= start <= len(text):
        raise IndexOutOfBounds("offset out of bounds")
    return text.rfind(part, 0, start + len(part))
#- test
def test_find_back_from() -> None:
    assert find_back_from("hello mellow", "ello", 6) == 1
    assert find_back_from("hello", "", 3) == 3
#- part: repeat
#- errors: InvalidArgument
def repeat(text: str, times: int) -> str:
    """Returns text that many times over.

    Raises:
        InvalidArgument: If times is negative.
    """
    if times < 0:
        raise InvalidArgument("a negative count")
    return text * times
#- test
def test_repeat() -> None:
    assert repeat("ab", 2) == "abab"
    with pytest.raises(InvalidArgument):
        repeat("ab", -1)
#- part: split
def split(text: str, by: str) -> list[str]:
    """Returns the pieces between occurrences of by; its characters where by is empty."""
    return text.split(by) if by else list(text)
#- test
def test_split_by_nothing_gives_characters() -> None:
    assert split("abc", "") == ["a", "b", "c"]
    assert split("a,b", ",") == ["a", "b"]
#- part: split_at_most
#- needs: split
def split_at_most(text: str, by: str, most: int) -> list[str]:
    """Returns at most that many pieces, the last one with all that is left."""
    if most < 0:
        return split(text, by)
    if most == 0:
        return []
    if by:
        return text.split(by, most - 1)
    if most >= len(text):
        return list(text)
    return [*text[: most - 1], text[most - 1 :]]
#- test
def test_split_at_most() -> None:
    assert split_at_most("a b c", " ", 2) == ["a", "b c"]
    assert split_at_most("abc", "", 2) == ["a", "bc"]
    assert split_at_most("", "", 1) == []
#- part: quote
def quote(text: str) -> str:
    """Returns text in double quotes, with escapes."""
    escapes = {
        "\a": "\\a",
        "\b": "\\b",
        "\f": "\\f",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\v": "\\v",
        "\\": "\\\\",
        '"': '\\"',
    }
    return '"' + "".join(escapes.get(c, c) for c in text) + '"'
#- test
def test_quote() -> None:
    assert quote('a "b"\n') == '"a \\"b\\"\\n"'
#- part: code_point
#- errors: InvalidArgument
def code_point(text: str) -> int:
    """Returns the code point that a text of one character is.

    Raises:
        InvalidArgument: Unless it has one.
    """
    if len(text) != 1:
        raise InvalidArgument("not one character")
    return ord(text)
#- test
def test_code_point() -> None:
    assert code_point("A") == 65
    with pytest.raises(InvalidArgument):
        code_point("")
#- part: from_code_point
#- errors: InvalidArgument
def from_code_point(n: int) -> str:
    """Returns the character of a code point.

    Raises:
        InvalidArgument: If there is none.
    """
    if not 0 <= n <= 0x10FFFF or 0xD800 <= n <= 0xDFFF:
        raise InvalidArgument("no code point")
    return chr(n)
#- test
def test_from_code_point_refuses_surrogates() -> None:
    assert from_code_point(65) == "A"
    with pytest.raises(InvalidArgument):
        from_code_point(0xD800)
#- part: text_of_bytes
#- errors: InvalidArgument
def text_of_bytes(octets: bytes) -> str:
    """Returns the text whose UTF-8 these are.

    Raises:
        InvalidArgument: If they are none.
    """
    try:
        return octets.decode()
    except UnicodeDecodeError as error:
        raise InvalidArgument("not UTF-8") from error
#- test
def test_text_of_bytes() -> None:
    assert text_of_bytes(b"\xc3\xbf") == "\xff"
    with pytest.raises(InvalidArgument):
        text_of_bytes(b"\xff")
#- part: lenient_text
#- uses: import:re
def lenient_text(octets: bytes) -> str:
    """Returns the text whose UTF-8 these are, each run of others as one U+FFFD."""
    marked = octets.decode(errors="surrogateescape")
    return re.sub("[\udc80-\udcff]+", "\ufffd", marked)
#- test
def test_lenient_text() -> None:
    assert lenient_text(b"a\xff\xfeb\xe2\x82") == "a\ufffdb\ufffd"
#- part: contains_text
def contains_text(text: str, part: str) -> bool:
    """Returns whether part occurs in text."""
    return part in text
#- test
def test_contains_text() -> None:
    assert contains_text("abc", "b")
#- part: join_texts
#- uses: collections.abc:Iterable
def join_texts(texts: Iterable[str], by: str) -> str:
    """Returns the texts with by between two."""
    return by.join(texts)
#- test
def test_join_texts() -> None:
    assert join_texts(["a", "b"], "-") == "a-b"
