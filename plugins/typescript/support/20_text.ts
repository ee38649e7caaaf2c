//- part: size
/** The number of code points: of code units that are not the second of a pair. */
export function size(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) count++;
  }
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
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) {
      return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
    }
  }
  return a.length - b.length;
}
//- test
test("compareStrings goes by code points", () => {
  assert.ok(compareStrings("\uffff", "😀") < 0);
  assert.ok(compareStrings("ab", "a") > 0);
  assert.equal(compareStrings("é", "é"), 0);
});

//- part: charAt
/** The code point at an index, nothing at the end; throws an `IndexOutOfBounds`. */
export function charAt(text: string, index: number): string {
  let left = index;
  for (const char of text) {
    if (left-- === 0) return char;
  }
  if (left !== 0) fail("IndexOutOfBounds", "index out of bounds");
  return "";
}
//- test
test("charAt counts code points", () => {
  assert.equal(charAt("a😀b", 2), "b");
  assert.equal(charAt("a😀b", 3), "");
  assert.throws(() => charAt("a", 2), { name: "IndexOutOfBounds" });
  assert.throws(() => charAt("", -1), { name: "IndexOutOfBounds" });
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
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
//- test
test("lowerAscii leaves other letters alone", () => {
  assert.equal(lowerAscii("AÉ\u212a"), "aÉ\u212a");
});

//- part: upperAscii
/** Puts a to z, and nothing else, in upper case. */
export function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
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

//- part: fixed
//- needs: exact, roundedQuotient
/** A number with so many digits behind the point, halves to even. */
export function fixed(n: number, digits: number): string {
  if (!Number.isFinite(n)) return String(n);
  const [whole, shift] = exact(n);
  const made = roundedQuotient(whole * 10n ** BigInt(digits), shift);
  const text = String(made).padStart(digits + 1, "0");
  const sign = n < 0 || Object.is(n, -0) ? "-" : "";
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
//- test
test("fixed", () => {
  assert.equal(fixed(2.5, 0), "2");
  assert.equal(fixed(1.005, 2), "1.00");
  assert.equal(fixed(-0.125, 2), "-0.12");
  assert.equal(fixed(1e22, 1), "10000000000000000000000.0");
});

//- part: exact
/** The magnitude of a finite number as a fraction of integers. */
export function exact(n: number): readonly [bigint, bigint] {
  let scale = 1n;
  let rest = Math.abs(n);
  while (!Number.isInteger(rest)) {
    rest *= 2;
    scale *= 2n;
  }
  return [BigInt(rest), scale];
}
//- test
test("exact", () => {
  assert.deepEqual(exact(-0.75), [3n, 4n]);
});

//- part: roundedQuotient
/** A quotient of natural numbers, rounded, halves to even. */
export function roundedQuotient(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const twice = (a % b) * 2n;
  const up = twice > b || (twice === b && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
//- test
test("roundedQuotient", () => {
  assert.equal(roundedQuotient(5n, 2n), 2n);
  assert.equal(roundedQuotient(7n, 2n), 4n);
});

//- part: exponential
//- needs: exact, roundedQuotient
/** A number with one digit before the point and so many behind it, halves to even. */
export function exponential(n: number, digits: number): string {
  if (!Number.isFinite(n)) return String(n);
  const [above, below] = exact(n);
  let power = n === 0 ? 0 : Math.floor(Math.log10(Math.abs(n)));
  let made = 0n;
  const limit = 10n ** BigInt(digits);
  for (const shift of [power - 1, power, power + 1]) {
    const scale = BigInt(Math.abs(digits - shift));
    const [up, down] = digits >= shift ? [scale, 0n] : [0n, scale];
    made = roundedQuotient(above * 10n ** up, below * 10n ** down);
    power = shift;
    if (made < limit * 10n) break;
  }
  if (n === 0) power = 0;
  const text = String(made).padStart(digits + 1, "0");
  const tail = digits === 0 ? "" : `.${text.slice(1)}`;
  const sign = n < 0 || Object.is(n, -0) ? "-" : "";
  const size = String(Math.abs(power)).padStart(2, "0");
  return `${sign}${text.slice(0, 1)}${tail}e${power < 0 ? "-" : "+"}${size}`;
}
//- test
test("exponential", () => {
  assert.equal(exponential(1234.5, 2), "1.23e+03");
  assert.equal(exponential(0.00099999, 1), "1.0e-03");
  assert.equal(exponential(0, 1), "0.0e+00");
  assert.equal(exponential(999.99, 1), "1.0e+03");
});

//- part: hexadecimal
/** Octets as hexadecimal digits. */
export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (n) => n.toString(16).padStart(2, "0")).join("");
}
//- test
test("hexadecimal", () => {
  assert.equal(hexadecimal(Uint8Array.of(1, 255)), "01ff");
});

//- part: textOfBytes
/** The text of UTF-8; throws an `InvalidArgument` for other octets. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    return fail("InvalidArgument", "no UTF-8");
  }
}
//- test
test("textOfBytes", () => {
  assert.equal(textOfBytes(Uint8Array.of(0xc3, 0xa9)), "é");
  assert.throws(() => textOfBytes(Uint8Array.of(255)), {
    name: "InvalidArgument",
  });
});
