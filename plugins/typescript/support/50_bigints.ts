//- part: int64
/** Returns `n`; throws an `Overflow` unless it fits 64 bits. */
export function int64(n: bigint): bigint {
  if (BigInt.asIntN(64, n) !== n) fail("Overflow", "integer overflow");
  return n;
}
//- test
test("int64 lets 64 bits through", () => {
  assert.equal(int64(2n ** 63n - 1n), 2n ** 63n - 1n);
  assert.equal(int64(-(2n ** 63n)), -(2n ** 63n));
  assert.throws(() => int64(2n ** 63n), { name: "Overflow" });
});

//- part: bigQuotient
//- needs: int64
/** Divides and truncates toward zero; throws a `DivisionByZero` or an `Overflow`. */
export function bigQuotient(a: bigint, b: bigint): bigint {
  if (b === 0n) fail("DivisionByZero", "division by zero");
  return int64(a / b);
}
//- test
test("bigQuotient truncates toward zero", () => {
  assert.equal(bigQuotient(-7n, 2n), -3n);
  assert.throws(() => bigQuotient(1n, 0n), { name: "DivisionByZero" });
  assert.throws(() => bigQuotient(-(2n ** 63n), -1n), { name: "Overflow" });
});

//- part: bigRemainder
//- needs: bigQuotient
/** The remainder with the sign of the dividend; throws a `DivisionByZero` or an `Overflow`. */
export function bigRemainder(a: bigint, b: bigint): bigint {
  return a - bigQuotient(a, b) * b;
}
//- test
test("bigRemainder has the sign of the dividend", () => {
  assert.equal(bigRemainder(43n, -5n), 3n);
  assert.equal(bigRemainder(-42n, -5n), -2n);
  assert.throws(() => bigRemainder(1n, 0n), { name: "DivisionByZero" });
  assert.throws(() => bigRemainder(-(2n ** 63n), -1n), { name: "Overflow" });
});

//- part: bigFloorQuotient
//- needs: bigQuotient
/** Divides and rounds down; throws a `DivisionByZero` or an `Overflow`. */
export function bigFloorQuotient(a: bigint, b: bigint): bigint {
  const quotient = bigQuotient(a, b);
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
//- test
test("bigFloorQuotient rounds down", () => {
  assert.equal(bigFloorQuotient(-7n, 2n), -4n);
  assert.equal(bigFloorQuotient(7n, 2n), 3n);
  assert.equal(bigFloorQuotient(-6n, 2n), -3n);
});

//- part: bigFloorRemainder
//- needs: bigFloorQuotient
/** The remainder with the sign of the divisor; throws a `DivisionByZero` or an `Overflow`. */
export function bigFloorRemainder(a: bigint, b: bigint): bigint {
  return a - bigFloorQuotient(a, b) * b;
}
//- test
test("bigFloorRemainder has the sign of the divisor", () => {
  assert.equal(bigFloorRemainder(-7n, 3n), 2n);
  assert.equal(bigFloorRemainder(7n, -3n), -2n);
});

//- part: bigPower
//- needs: int64
/** The integer power; throws an `InvalidArgument` for a negative exponent, or an `Overflow`. */
export function bigPower(a: bigint, n: bigint): bigint {
  if (n < 0n) fail("InvalidArgument", "a negative exponent");
  let result = 1n;
  let base = a;
  let rest = n;
  for (;;) {
    if (rest % 2n === 1n) result = int64(result * base);
    rest /= 2n;
    if (rest === 0n) return result;
    base = int64(base * base);
  }
}
//- test
test("bigPower", () => {
  assert.equal(bigPower(2n, 62n), 2n ** 62n);
  assert.equal(bigPower(0n, 0n), 1n);
  assert.throws(() => bigPower(2n, 63n), { name: "Overflow" });
  assert.throws(() => bigPower(2n, -1n), { name: "InvalidArgument" });
});

//- part: bigMagnitude
//- needs: int64
/** The absolute value; throws an `Overflow`. */
export function bigMagnitude(n: bigint): bigint {
  return n < 0n ? int64(-n) : n;
}
//- test
test("bigMagnitude", () => {
  assert.equal(bigMagnitude(-3n), 3n);
  assert.throws(() => bigMagnitude(-(2n ** 63n)), { name: "Overflow" });
});

//- part: bigSign
/** -1, 0 or 1. */
export function bigSign(n: bigint): bigint {
  return n < 0n ? -1n : n > 0n ? 1n : 0n;
}
//- test
test("bigSign", () => {
  assert.equal(bigSign(-3n), -1n);
  assert.equal(bigSign(0n), 0n);
});

//- part: bigGreatest
/** The greater one. */
export function bigGreatest(a: bigint, b: bigint): bigint {
  return a < b ? b : a;
}
//- test
test("bigGreatest", () => {
  assert.equal(bigGreatest(1n, 2n), 2n);
});

//- part: bigLeast
/** The smaller one. */
export function bigLeast(a: bigint, b: bigint): bigint {
  return b < a ? b : a;
}
//- test
test("bigLeast", () => {
  assert.equal(bigLeast(1n, 2n), 1n);
});

//- part: bigBits
/** An operation on the bits of two integers, in two's complement. */
export function bigBits(a: bigint, op: "&" | "|" | "^", b: bigint): bigint {
  return op === "&" ? a & b : op === "|" ? a | b : a ^ b;
}
//- test
test("bigBits", () => {
  assert.equal(bigBits(-3n, "&", -5n), -7n);
  assert.equal(bigBits(1n, "|", 2n), 3n);
  assert.equal(bigBits(3n, "^", 5n), 6n);
});

//- part: bigShiftLeft
/** The 64 bits moved up; throws an `InvalidArgument`. */
export function bigShiftLeft(a: bigint, places: bigint): bigint {
  if (places < 0n) fail("InvalidArgument", "a negative shift");
  return places > 63n ? 0n : BigInt.asIntN(64, a << places);
}
//- test
test("bigShiftLeft", () => {
  assert.equal(bigShiftLeft(1n, 63n), -(2n ** 63n));
  assert.equal(bigShiftLeft(1n, 64n), 0n);
  assert.throws(() => bigShiftLeft(1n, -1n), { name: "InvalidArgument" });
});

//- part: bigShiftRight
/** The 64 bits moved down, zeros coming in; throws an `InvalidArgument`. */
export function bigShiftRight(a: bigint, places: bigint): bigint {
  if (places < 0n) fail("InvalidArgument", "a negative shift");
  if (places > 63n) return 0n;
  return BigInt.asIntN(64, BigInt.asUintN(64, a) >> places);
}
//- test
test("bigShiftRight", () => {
  assert.equal(bigShiftRight(-1n, 63n), 1n);
  assert.equal(bigShiftRight(-1n, 0n), -1n);
  assert.throws(() => bigShiftRight(1n, -1n), { name: "InvalidArgument" });
});

//- part: bigTruncated
/** The integer part of a number; throws an `Overflow` unless it lies within 64 bits. */
export function bigTruncated(n: number): bigint {
  if (!(n > -(2 ** 63) && n < 2 ** 63)) fail("Overflow", "integer overflow");
  return BigInt(Math.trunc(n));
}
//- test
test("bigTruncated", () => {
  assert.equal(bigTruncated(-1.9), -1n);
  assert.throws(() => bigTruncated(NaN), { name: "Overflow" });
  assert.throws(() => bigTruncated(2 ** 63), { name: "Overflow" });
});

//- part: readBigInt
//- needs: int64
/** Reads a decimal integer; throws an `InvalidNumber` or an `Overflow`. */
export function readBigInt(text: string): bigint {
  if (!/^[+-]?[0-9]+$/.test(text)) fail("InvalidNumber", `no integer: ${text}`);
  const size = BigInt(text.replace(/^[+-]/, ""));
  return int64(text.startsWith("-") ? -size : size);
}
//- test
test("readBigInt", () => {
  assert.equal(readBigInt("-012"), -12n);
  assert.equal(readBigInt("+9223372036854775807"), 2n ** 63n - 1n);
  assert.throws(() => readBigInt("1.0"), { name: "InvalidNumber" });
  assert.throws(() => readBigInt("9223372036854775808"), { name: "Overflow" });
});

//- part: bigSum
//- needs: int64
/** Sums from the left; throws an `Overflow` unless each step fits 64 bits. */
export function bigSum(numbers: readonly bigint[]): bigint {
  return numbers.reduce((total, n) => int64(total + n), 0n);
}
//- test
test("bigSum notices an overflow on the way", () => {
  assert.equal(bigSum([1n, 2n]), 3n);
  assert.throws(() => bigSum([2n ** 63n - 1n, 1n, -1n]), { name: "Overflow" });
});

//- part: bigRange
/** The integers from `from` up to but not including `to`. */
export function bigRange(from: bigint, to: bigint): readonly bigint[] {
  const made: bigint[] = [];
  for (let n = from; n < to; n++) made.push(n);
  return made;
}
//- test
test("bigRange", () => {
  assert.deepEqual(bigRange(2n, 4n), [2n, 3n]);
  assert.deepEqual(bigRange(4n, 2n), []);
});

//- part: bigIndexed
/** The items with their places. */
export function bigIndexed<T>(
  items: readonly T[],
): readonly (readonly [bigint, T])[] {
  return items.map((item, i) => [BigInt(i), item] as const);
}
//- test
test("bigIndexed", () => {
  assert.deepEqual(bigIndexed(["a"]), [[0n, "a"]]);
});

//- part: bigInRange
/** Returns `n`; throws an `Overflow` unless it lies within the bounds. */
export function bigInRange(n: bigint, low: bigint, high: bigint): bigint {
  if (n < low || n > high) fail("Overflow", "integer overflow");
  return n;
}
//- test
test("bigInRange", () => {
  assert.equal(bigInRange(255n, 0n, 255n), 255n);
  assert.throws(() => bigInRange(256n, 0n, 255n), { name: "Overflow" });
});
