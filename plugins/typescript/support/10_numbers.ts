//- part: safeInt
/** Returns `n`; throws an `Overflow` unless it is a safe integer. */
export function safeInt(n: number): number {
  if (!Number.isSafeInteger(n)) fail("Overflow", "integer overflow");
  return n + 0; // no negative zero
}
//- test
test("safeInt lets safe integers through", () => {
  assert.equal(safeInt(2 ** 53 - 1), 2 ** 53 - 1);
  assert.ok(Object.is(safeInt(-0), 0));
  assert.throws(() => safeInt(2 ** 53), { name: "Overflow" });
  assert.throws(() => safeInt(NaN), { name: "Overflow" });
});

//- part: quotient
/** Divides and truncates toward zero; throws a `DivisionByZero`. */
export function quotient(a: number, b: number): number {
  if (b === 0) fail("DivisionByZero", "division by zero");
  return Math.trunc(a / b) + 0;
}
//- test
test("quotient truncates toward zero", () => {
  assert.equal(quotient(-7, 2), -3);
  assert.equal(quotient(7, -2), -3);
  assert.ok(Object.is(quotient(-1, 2), 0));
  assert.throws(() => quotient(1, 0), { name: "DivisionByZero" });
});

//- part: remainder
/** The remainder with the sign of the dividend; throws a `DivisionByZero`. */
export function remainder(a: number, b: number): number {
  if (b === 0) fail("DivisionByZero", "division by zero");
  return (a % b) + 0;
}
//- test
test("remainder has the sign of the dividend", () => {
  assert.equal(remainder(43, -5), 3);
  assert.equal(remainder(-42, -5), -2);
  assert.ok(Object.is(remainder(-4, 2), 0));
  assert.throws(() => remainder(1, 0), { name: "DivisionByZero" });
});

//- part: floorQuotient
/** Divides and rounds down; throws a `DivisionByZero`. */
export function floorQuotient(a: number, b: number): number {
  if (b === 0) fail("DivisionByZero", "division by zero");
  return Math.floor(a / b) + 0;
}
//- test
test("floorQuotient rounds down", () => {
  assert.equal(floorQuotient(-7, 2), -4);
  assert.equal(floorQuotient(7, 2), 3);
  assert.throws(() => floorQuotient(1, 0), { name: "DivisionByZero" });
});

//- part: floorRemainder
/** The remainder with the sign of the divisor; throws a `DivisionByZero`. */
export function floorRemainder(a: number, b: number): number {
  if (b === 0) fail("DivisionByZero", "division by zero");
  const r = a % b;
  return (r !== 0 && r < 0 !== b < 0 ? r + b : r) + 0;
}
//- test
test("floorRemainder has the sign of the divisor", () => {
  assert.equal(floorRemainder(-7, 3), 2);
  assert.equal(floorRemainder(7, -3), -2);
  assert.throws(() => floorRemainder(1, 0), { name: "DivisionByZero" });
});

//- part: power
//- needs: safeInt
/** The integer power; throws an `InvalidArgument` for a negative exponent, or an `Overflow`. */
export function power(a: number, n: number): number {
  if (n < 0) fail("InvalidArgument", "a negative exponent");
  let result = 1;
  let base = a;
  let rest = n;
  for (;;) {
    if (rest % 2 === 1) result = safeInt(result * base);
    rest = Math.floor(rest / 2);
    if (rest === 0) return result;
    base = safeInt(base * base);
  }
}
//- test
test("power", () => {
  assert.equal(power(2, 52), 2 ** 52);
  assert.equal(power(0, 0), 1);
  assert.equal(power(-1, 2 ** 53 - 1), -1);
  assert.throws(() => power(2, 53), { name: "Overflow" });
  assert.throws(() => power(2, -1), { name: "InvalidArgument" });
});

//- part: truncated
//- needs: safeInt
/** The integer part of a number; throws an `Overflow` where that is no safe integer. */
export function truncated(n: number): number {
  return safeInt(Math.trunc(n));
}
//- test
test("truncated", () => {
  assert.equal(truncated(-1.9), -1);
  assert.throws(() => truncated(NaN), { name: "Overflow" });
  assert.throws(() => truncated(1e300), { name: "Overflow" });
});

//- part: rounded
/** Rounds to a whole number, halves away from zero. */
export function rounded(n: number): number {
  const whole = Math.trunc(n);
  return Math.abs(n - whole) >= 0.5 ? whole + Math.sign(n) : whole;
}
//- test
test("rounded goes away from zero at halves", () => {
  assert.equal(rounded(2.5), 3);
  assert.equal(rounded(-2.5), -3);
  assert.equal(rounded(0.49999999999999994), 0);
});

//- part: greatest
/** The greater number, the first of equals; NaN if either is. */
export function greatest(a: number, b: number): number {
  if (Number.isNaN(a)) return a;
  return Number.isNaN(b) || a < b ? b : a;
}
//- test
test("greatest takes the first of equals", () => {
  assert.ok(Object.is(greatest(-0, 0), -0));
  assert.equal(greatest(1, 2), 2);
  assert.ok(Number.isNaN(greatest(1, NaN)));
});

//- part: least
/** The smaller number, the first of equals; NaN if either is. */
export function least(a: number, b: number): number {
  if (Number.isNaN(a)) return a;
  return Number.isNaN(b) || b < a ? b : a;
}
//- test
test("least takes the first of equals", () => {
  assert.ok(Object.is(least(0, -0), 0));
  assert.equal(least(1, 2), 1);
  assert.ok(Number.isNaN(least(NaN, 1)));
});

//- part: bits
//- needs: safeInt
/** An operation on the bits of two integers, in two's complement. */
export function bits(a: number, op: "&" | "|" | "^", b: number): number {
  const [x, y] = [BigInt(a), BigInt(b)];
  return safeInt(Number(op === "&" ? x & y : op === "|" ? x | y : x ^ y));
}
//- test
test("bits", () => {
  assert.equal(bits(-3, "&", -5), -7);
  assert.equal(bits(2 ** 40 + 1, "|", 2), 2 ** 40 + 3);
  assert.equal(bits(3, "^", 5), 6);
});

//- part: floatText
/** The shortest digits that read back to the same number. */
export function floatText(n: number): string {
  if (Object.is(n, -0)) return "-0";
  if (n === 0 || Math.abs(n) >= 1e-4 || Number.isNaN(n)) return String(n);
  return n.toExponential().replace(/e-(\d)$/, "e-0$1");
}
//- test
test("floatText", () => {
  assert.equal(floatText(-0), "-0");
  assert.equal(floatText(0.0001), "0.0001");
  assert.equal(floatText(0.00001), "1e-05");
  assert.equal(floatText(6.02214e23), "6.02214e+23");
  assert.equal(floatText(-Infinity), "-Infinity");
  assert.equal(floatText(NaN), "NaN");
});

//- part: readInt
//- needs: safeInt
/** Reads a decimal integer; throws an `InvalidNumber` or an `Overflow`. */
export function readInt(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) fail("InvalidNumber", `no integer: ${text}`);
  return safeInt(Number(text));
}
//- test
test("readInt", () => {
  assert.equal(readInt("-012"), -12);
  assert.throws(() => readInt("1.0"), { name: "InvalidNumber" });
  assert.throws(() => readInt(""), { name: "InvalidNumber" });
  assert.throws(() => readInt("9007199254740993"), { name: "Overflow" });
});

//- part: readFloat
/** Reads a decimal number; throws an `InvalidNumber`. */
export function readFloat(text: string): number {
  if (
    /^([+-]?([0-9]*\.[0-9]+([eE][+-]?[0-9]+)?|[0-9]+([eE][+-]?[0-9]+)?)|NaN|-?Infinity)$/.test(
      text,
    )
  ) {
    return Number(text);
  }
  return fail("InvalidNumber", `no number: ${text}`);
}
//- test
test("readFloat", () => {
  assert.equal(readFloat("-.5e1"), -5);
  assert.equal(readFloat("+7"), 7);
  assert.equal(readFloat("-Infinity"), -Infinity);
  assert.throws(() => readFloat("1."), { name: "InvalidNumber" });
  assert.throws(() => readFloat("+Infinity"), { name: "InvalidNumber" });
  assert.throws(() => readFloat(" 1"), { name: "InvalidNumber" });
});

//- part: inRange
/** Returns `n`; throws an `Overflow` unless it lies within the bounds. */
export function inRange(n: number, low: number, high: number): number {
  if (!(n >= low && n <= high)) fail("Overflow", "integer overflow");
  return n;
}
//- test
test("inRange", () => {
  assert.equal(inRange(255, 0, 255), 255);
  assert.throws(() => inRange(256, 0, 255), { name: "Overflow" });
});

//- part: shiftLeft
//- needs: safeInt
/** The 64 bits moved up; throws an `InvalidArgument` or an `Overflow`. */
export function shiftLeft(a: number, places: number): number {
  if (places < 0) fail("InvalidArgument", "a negative shift");
  if (places > 63) return 0;
  return safeInt(Number(BigInt.asIntN(64, BigInt(a) << BigInt(places))));
}
//- test
test("shiftLeft", () => {
  assert.equal(shiftLeft(-1, 2), -4);
  assert.equal(shiftLeft(1, 64), 0);
  assert.throws(() => shiftLeft(1, 63), { name: "Overflow" });
  assert.throws(() => shiftLeft(1, -1), { name: "InvalidArgument" });
});

//- part: shiftRight
//- needs: safeInt
/** The 64 bits moved down, zeros coming in; throws an `InvalidArgument` or an `Overflow`. */
export function shiftRight(a: number, places: number): number {
  if (places < 0) fail("InvalidArgument", "a negative shift");
  if (places > 63) return 0;
  const moved = BigInt.asUintN(64, BigInt(a)) >> BigInt(places);
  return safeInt(Number(BigInt.asIntN(64, moved)));
}
//- test
test("shiftRight", () => {
  assert.equal(shiftRight(12, 2), 3);
  assert.equal(shiftRight(-1, 63), 1);
  assert.equal(shiftRight(-1, 0), -1);
  assert.throws(() => shiftRight(1, -1), { name: "InvalidArgument" });
});
