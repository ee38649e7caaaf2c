//- part: byte_index
/// Where the character at an index begins, or the text ends; `None` outside.
fn byte_index(text: &str, index: i64) -> Option<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .nth(usize::try_from(index).ok()?)
}

//- part: substring
//- needs: byte_index
/// The characters from index `from` up to but not including `to`; `None` if there are none such.
pub fn substring(text: &str, from: i64, to: i64) -> Option<&str> {
    text.get(byte_index(text, from)?..byte_index(text, to)?)
}
//- test
#[test]
fn substring_counts_characters() {
    assert_eq!(substring("πέντε", 1, 3), Some("έν"));
    assert_eq!(substring("abc", 3, 3), Some(""));
    assert_eq!(substring("abc", 2, 1), None);
    assert_eq!(substring("abc", 0, 4), None);
    assert_eq!(substring("abc", -1, 1), None);
}

//- part: substring_from
//- needs: byte_index
/// The characters from an index on; `None` if it is outside.
pub fn substring_from(text: &str, from: i64) -> Option<&str> {
    text.get(byte_index(text, from)?..)
}
//- test
#[test]
fn substring_from_may_be_empty() {
    assert_eq!(substring_from("tacocat", 4), Some("cat"));
    assert_eq!(substring_from("tacocat", 7), Some(""));
    assert_eq!(substring_from("tacocat", 8), None);
}

//- part: char_at
//- needs: byte_index
/// The character at an index, nothing just behind the last; `None` outside.
pub fn char_at(text: &str, index: i64) -> Option<&str> {
    let rest = text.get(byte_index(text, index)?..)?;
    rest.get(..rest.chars().next().map_or(0, char::len_utf8))
}
//- test
#[test]
fn char_at_the_end_is_empty() {
    assert_eq!(char_at("hé", 1), Some("é"));
    assert_eq!(char_at("hé", 2), Some(""));
    assert_eq!(char_at("hé", 3), None);
    assert_eq!(char_at("hé", -1), None);
}

//- part: take_chars
/// The first characters, or as many as there are.
pub fn take_chars(text: &str, count: i64) -> &str {
    let Ok(count) = usize::try_from(count) else {
        return "";
    };
    let end = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}
//- test
#[test]
fn take_chars_is_clamped() {
    assert_eq!(
        ["é", "hél", ""],
        [1, 9, -1].map(|n| take_chars(if n == 1 { "él" } else { "hél" }, n))
    );
}

//- part: drop_chars
/// The text without its first characters.
pub fn drop_chars(text: &str, count: i64) -> &str {
    let Ok(count) = usize::try_from(count) else {
        return text;
    };
    let start = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at);
    &text[start..]
}
//- test
#[test]
fn drop_chars_is_clamped() {
    assert_eq!(["l", "", "él"], [1, 9, -1].map(|n| drop_chars("él", n)));
}

//- part: index_of
//- needs: int
/// The index of the first occurrence, or -1.
pub fn index_of(text: &str, part: &str) -> i64 {
    text.find(part)
        .map_or(-1, |at| int(text[..at].chars().count()))
}
//- test
#[test]
fn index_of_counts_characters() {
    assert_eq!(index_of("é mellow", "ello"), 3);
    assert_eq!(index_of("a", ""), 0);
    assert_eq!(index_of("", "a"), -1);
}

//- part: index_of_from
//- needs: byte_index, int
/// The index of the first occurrence at `from` or later, or -1; `None` if `from` is outside.
pub fn index_of_from(text: &str, part: &str, from: i64) -> Option<i64> {
    let rest = &text[byte_index(text, from)?..];
    Some(
        rest.find(part)
            .map_or(-1, |at| from + int(rest[..at].chars().count())),
    )
}
//- test
#[test]
fn index_of_from_takes_the_end() {
    assert_eq!(index_of_from("hello mellow", "ello", 2), Some(7));
    assert_eq!(index_of_from("é", "", 1), Some(1));
    assert_eq!(index_of_from("abc", "a", 3), Some(-1));
    assert_eq!(index_of_from("abc", "a", 4), None);
    assert_eq!(index_of_from("abc", "a", -1), None);
}

//- part: last_index_of
//- needs: int
/// The index of the last occurrence, or -1.
pub fn last_index_of(text: &str, part: &str) -> i64 {
    text.rfind(part)
        .map_or(-1, |at| int(text[..at].chars().count()))
}
//- test
#[test]
fn last_index_of_counts_characters() {
    assert_eq!(last_index_of("éello mellow", "ello"), 7);
    assert_eq!(last_index_of("ab", ""), 2);
    assert_eq!(last_index_of("", "a"), -1);
}

//- part: last_index_of_from
//- needs: byte_index, int
/// The index of the last occurrence at `from` or earlier, or -1; `None` if `from` is outside.
pub fn last_index_of_from(text: &str, part: &str, from: i64) -> Option<i64> {
    let last = byte_index(text, from)?;
    let found = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .take_while(|&at| at <= last)
        .enumerate()
        .filter(|&(_, at)| text[at..].starts_with(part))
        .last();
    Some(found.map_or(-1, |(index, _)| int(index)))
}
//- test
#[test]
fn last_index_of_from_takes_the_end() {
    assert_eq!(last_index_of_from("hello mellow", "ello", 6), Some(1));
    assert_eq!(last_index_of_from("héllo", "o", 5), Some(4));
    assert_eq!(last_index_of_from("hello", "", 3), Some(3));
    assert_eq!(last_index_of_from("ab", "x", 2), Some(-1));
    assert_eq!(last_index_of_from("ab", "a", 3), None);
}

//- part: repeat
/// The text so many times over; `None` for a negative count.
pub fn repeat(text: &str, count: i64) -> Option<String> {
    Some(text.repeat(usize::try_from(count).ok()?))
}
//- test
#[test]
fn repeat_refuses_less_than_nothing() {
    assert_eq!(repeat("ab", 2).as_deref(), Some("abab"));
    assert_eq!(repeat("ab", 0).as_deref(), Some(""));
    assert_eq!(repeat("ab", -1), None);
}

//- part: replace_some
/// The text with the first occurrences replaced, all of them for a negative limit.
pub fn replace_some(text: &str, from: &str, to: &str, limit: i64) -> String {
    match usize::try_from(limit) {
        Ok(limit) => text.replacen(from, to, limit),
        Err(_) => text.replace(from, to),
    }
}
//- test
#[test]
fn replace_some_counts_from_the_left() {
    assert_eq!(replace_some("hello hello", "he", "we", 1), "wello hello");
    assert_eq!(replace_some("hello", "he", "we", 0), "hello");
    assert_eq!(replace_some("ab", "", "-", -1), "-a-b-");
    assert_eq!(replace_some("ab", "", "-", 2), "-a-b");
}

//- part: split
/// The pieces between the occurrences of a separator; the characters if that is empty.
pub fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    if separator.is_empty() {
        text.char_indices()
            .map(|(at, c)| &text[at..at + c.len_utf8()])
            .collect()
    } else {
        text.split(separator).collect()
    }
}
//- test
#[test]
fn split_by_nothing_gives_characters() {
    assert_eq!(split(",a,", ","), ["", "a", ""]);
    assert_eq!(split("éb", ""), ["é", "b"]);
    assert_eq!(split("", ","), [""]);
    assert!(split("", "").is_empty());
}

//- part: split_some
//- needs: split, drop_chars, take_chars, int
/// At most so many pieces, the last one with all that is left; all for a negative limit.
pub fn split_some<'a>(text: &'a str, separator: &str, limit: i64) -> Vec<&'a str> {
    match usize::try_from(limit) {
        Err(_) => split(text, separator),
        Ok(0) => Vec::new(),
        Ok(limit) if !separator.is_empty() => text.splitn(limit, separator).collect(),
        Ok(limit) => {
            let mut pieces = split(take_chars(text, int(limit - 1)), "");
            let rest = drop_chars(text, int(limit - 1));
            if !rest.is_empty() {
                pieces.push(rest);
            }
            pieces
        }
    }
}
//- test
#[test]
fn split_some_keeps_the_rest() {
    assert_eq!(split_some("a b c", " ", 2), ["a", "b c"]);
    assert_eq!(split_some("a,b", ",", -1), ["a", "b"]);
    assert_eq!(split_some("abc", "", 2), ["a", "bc"]);
    assert_eq!(split_some("abc", "", 3), ["a", "b", "c"]);
    assert!(split_some("a", " ", 0).is_empty());
    assert!(split_some("", "", 1).is_empty());
}

//- part: code_point
/// The number of the one character that the text is; `None` for any other text.
pub fn code_point(text: &str) -> Option<i64> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(i64::from(u32::from(c))),
        _ => None,
    }
}
//- test
#[test]
fn code_point_takes_one_character() {
    assert_eq!(code_point("🐱"), Some(0x1F431));
    assert_eq!(code_point(""), None);
    assert_eq!(code_point("ab"), None);
}

//- part: from_code_point
/// The character of a number; `None` if there is none.
pub fn from_code_point(number: i64) -> Option<char> {
    char::from_u32(u32::try_from(number).ok()?)
}
//- test
#[test]
fn from_code_point_refuses_surrogates() {
    assert_eq!(from_code_point(0x1F431), Some('🐱'));
    assert_eq!(from_code_point(0xD800), None);
    assert_eq!(from_code_point(-1), None);
}

//- part: quote
/// The text in double quotes, with the escapes that make it safe to print.
pub fn quote(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        let escaped = match c {
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\u{C}' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\u{B}' => 'v',
            '\\' | '"' => c,
            _ => {
                out.push(c);
                continue;
            }
        };
        out.push('\\');
        out.push(escaped);
    }
    out.push('"');
    out
}
//- test
#[test]
fn quote_escapes() {
    assert_eq!(quote("a \"b\" \\\u{7}\n\u{B}é"), r#""a \"b\" \\\a\n\vé""#);
}

//- part: utf8
/// The text of UTF-8 octets, each run of others as one U+FFFD.
pub fn utf8(octets: &[u8]) -> String {
    let mut out = String::new();
    let mut broken = false;
    for chunk in octets.utf8_chunks() {
        broken &= chunk.valid().is_empty();
        out.push_str(chunk.valid());
        if !broken && !chunk.invalid().is_empty() {
            out.push('\u{FFFD}');
            broken = true;
        }
    }
    out
}
//- test
#[test]
fn utf8_replaces_runs() {
    assert_eq!(
        utf8(b"a\xff\xfeb\xf0\x9f\x90\xb1\xe2\x82"),
        "a\u{FFFD}b🐱\u{FFFD}"
    );
    assert_eq!(utf8(b""), "");
}

//- part: hex_octets
//- uses: std::fmt::Write
/// Two hexadecimal digits for each octet.
pub fn hex_octets(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut out, octet| {
        write!(out, "{octet:02x}").expect("a String takes all that is written");
        out
    })
}
//- test
#[test]
fn hex_octets_have_two_digits() {
    assert_eq!(hex_octets(&[0, 255]), "00ff");
}
