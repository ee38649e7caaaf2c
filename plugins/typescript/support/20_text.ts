//- part: size
/** The number of code points. */
export function size(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
//- test
test("size counts code points", () => {
  assert.equal(size("a😀é"), 3);
  assert.equal(size(""), 0);
});

//- part: compareStrings
/** Compares by code points, where `<` would compare UTF-16 code units. */
export function compareStrings(a: string, b: string): number {
  for (let i = 0; ; i++) {
    const x = a.codePointAt(i) ?? -1;
    const y = b.codePointAt(i) ?? -1;
    if (x !== y || x === -1) return x - y;
  }
}
//- test
test("compareStrings goes by code points", () => {
  assert.ok(compareStrings("\uffff", "😀") < 0);
  assert.ok(compareStrings("ab", "a") > 0);
  assert.equal(compareStrings("é", "é"), 0);
});

//- part: substring
/** The code points from `from` up to but not including `to`; throws an `IndexOutOfBounds`. */
export function substring(text: string, from: number, to: number): string {
  const chars = Array.from(text);
  if (from < 0 || from > to || to > chars.length) {
    fail("IndexOutOfBounds", "index out of bounds");
  }
  return chars.slice(from, to).join("");
}
//- test
test("substring counts code points", () => {
  assert.equal(substring("a😀bc", 1, 3), "😀b");
  assert.equal(substring("ab", 2, 2), "");
  assert.throws(() => substring("ab", 1, 3), { name: "IndexOutOfBounds" });
  assert.throws(() => substring("ab", 2, 1), { name: "IndexOutOfBounds" });
});

//- part: takeChars
/** The first `n` code points, or as many as there are. */
export function takeChars(text: string, n: number): string {
  return n <= 0 ? "" : Array.from(text).slice(0, n).join("");
}
//- test
test("takeChars clamps", () => {
  assert.equal(takeChars("😀ab", 2), "😀a");
  assert.equal(takeChars("a", -1), "");
  assert.equal(takeChars("a", 9), "a");
});

//- part: dropChars
/** The text without its first `n` code points. */
export function dropChars(text: string, n: number): string {
  return n <= 0 ? text : Array.from(text).slice(n).join("");
}
//- test
test("dropChars clamps", () => {
  assert.equal(dropChars("😀ab", 2), "b");
  assert.equal(dropChars("a", -1), "a");
});

//- part: lowerAscii
/** Puts A to Z, and nothing else, in lower case. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
//- test
test("lowerAscii leaves other letters alone", () => {
  assert.equal(lowerAscii("AÉ\u212a"), "aÉ\u212a");
});

//- part: upperAscii
/** Puts a to z, and nothing else, in upper case. */
export function upperAscii(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
//- test
test("upperAscii leaves other letters alone", () => {
  assert.equal(upperAscii("aéß"), "Aéß");
});

//- part: indexOf
//- needs: size
/** The index of `part`, counted in code points, or -1. */
export function indexOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return at < 0 ? -1 : size(text.slice(0, at));
}
//- test
test("indexOf counts code points", () => {
  assert.equal(indexOf("😀ab", "b"), 2);
  assert.equal(indexOf("a", "z"), -1);
});

//- part: splitText
/** The parts between separators; the code points where the separator is empty. */
export function splitText(text: string, separator: string): readonly string[] {
  return separator === "" ? Array.from(text) : text.split(separator);
}
//- test
test("splitText", () => {
  assert.deepEqual(splitText("a,b,", ","), ["a", "b", ""]);
  assert.deepEqual(splitText("😀a", ""), ["😀", "a"]);
});

//- part: repeated
/** The text `n` times; throws an `InvalidArgument` for a negative number. */
export function repeated(text: string, n: number): string {
  if (n < 0) fail("InvalidArgument", "a negative count");
  return text.repeat(n);
}
//- test
test("repeated", () => {
  assert.equal(repeated("ab", 2), "abab");
  assert.throws(() => repeated("a", -1), { name: "InvalidArgument" });
});

//- part: codePoint
/** The code point of a text of one; throws an `InvalidArgument` for any other text. */
export function codePoint(text: string): number {
  const [first, second] = text;
  const code = first?.codePointAt(0);
  if (code === undefined || second !== undefined) {
    return fail("InvalidArgument", "not one code point");
  }
  return code;
}
//- test
test("codePoint", () => {
  assert.equal(codePoint("😀"), 0x1f600);
  assert.throws(() => codePoint("ab"), { name: "InvalidArgument" });
  assert.throws(() => codePoint(""), { name: "InvalidArgument" });
});

//- part: fromCodePoint
/** The text of one code point; throws an `InvalidArgument` where there is no such character. */
export function fromCodePoint(code: number): string {
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    fail("InvalidArgument", "no code point");
  }
  return String.fromCodePoint(code);
}
//- test
test("fromCodePoint", () => {
  assert.equal(fromCodePoint(0x1f600), "😀");
  assert.throws(() => fromCodePoint(0xd800), { name: "InvalidArgument" });
  assert.throws(() => fromCodePoint(-1), { name: "InvalidArgument" });
});
