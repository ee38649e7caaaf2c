//- part: checkedSpan
/** Returns the nanoseconds; throws an `Overflow` unless they fit 64 bits. */
export function checkedSpan(span: bigint): bigint {
  if (BigInt.asIntN(64, span) !== span) fail("Overflow", "duration overflow");
  return span;
}
//- test
test("checkedSpan", () => {
  assert.equal(checkedSpan(-(2n ** 63n)), -(2n ** 63n));
  assert.throws(() => checkedSpan(2n ** 63n), { name: "Overflow" });
});

//- part: checkedTime
/** Returns the nanoseconds since 1970; throws an `Overflow` outside the years 1 to 9999. */
export function checkedTime(time: bigint): bigint {
  if (time < -62135596800000000000n || time >= 253402300800000000000n) {
    fail("Overflow", "time overflow");
  }
  return time;
}
//- test
test("checkedTime", () => {
  assert.equal(checkedTime(0n), 0n);
  assert.throws(() => checkedTime(253402300800000000000n), {
    name: "Overflow",
  });
  assert.throws(() => checkedTime(-62135596800000000001n), {
    name: "Overflow",
  });
});

//- part: readSpan
//- needs: checkedSpan
/** Reads a duration such as `1h30m`; throws an `InvalidTime` or an `Overflow`. */
export function readSpan(text: string): bigint {
  const units = {
    h: 3600000000000n,
    m: 60000000000n,
    s: 1000000000n,
    ms: 1000000n,
    us: 1000n,
    ns: 1n,
  };
  if (/^[+-]?0$/.test(text)) return 0n;
  const part = "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:h|ms|us|ns|m|s)";
  if (!new RegExp(`^[+-]?(?:${part})+$`).test(text)) {
    fail("InvalidTime", `no duration: ${text}`);
  }
  let total = 0n;
  for (const found of text.matchAll(/([0-9]*)\.?([0-9]*)(h|ms|us|ns|m|s)/g)) {
    const [, whole = "", digits = "", unit] = found;
    const size = units[unit as keyof typeof units];
    const scale = 10n ** BigInt(digits.length);
    const value = BigInt(whole + digits || "0") * size;
    if (value % scale !== 0n) fail("InvalidTime", `no duration: ${text}`);
    total += value / scale;
  }
  return checkedSpan(text.startsWith("-") ? -total : total);
}
//- test
test("readSpan", () => {
  assert.equal(readSpan("1h30m"), 5400000000000n);
  assert.equal(readSpan("-1.5s"), -1500000000n);
  assert.equal(readSpan("0"), 0n);
  for (const text of ["1d", "", "0.5ns", "-", "1"]) {
    assert.throws(() => readSpan(text), { name: "InvalidTime" });
  }
  assert.throws(() => readSpan("3000000h"), { name: "Overflow" });
});

//- part: fraction
/** Digits of nanoseconds behind a point, as many as needed. */
export function fraction(nanos: bigint): string {
  if (nanos === 0n) return "";
  return `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
}
//- test
test("fraction", () => {
  assert.equal(fraction(500000000n), ".5");
  assert.equal(fraction(0n), "");
});

//- part: spanText
//- needs: fraction
/** Seconds with as many digits of the fraction as needed, and the unit s. */
export function spanText(span: bigint): string {
  const size = span < 0n ? -span : span;
  const sign = span < 0n ? "-" : "";
  return `${sign}${String(size / 1000000000n)}${fraction(size % 1000000000n)}s`;
}
//- test
test("spanText", () => {
  assert.equal(spanText(60001000000n), "60.001s");
  assert.equal(spanText(-500000000n), "-0.5s");
  assert.equal(spanText(0n), "0s");
});

//- part: floorDivided
/** A quotient rounded down. */
export function floorDivided(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
//- test
test("floorDivided", () => {
  assert.equal(floorDivided(-1n, 2n), -1n);
  assert.equal(floorDivided(-2n, 2n), -1n);
});

//- part: timeText
//- needs: fraction, floorDivided
/** The RFC 3339 text in UTC, with as many digits of the fraction as needed. */
export function timeText(time: bigint): string {
  const seconds = floorDivided(time, 1000000000n);
  const nanos = time - seconds * 1000000000n;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}${fraction(nanos)}Z`;
}
//- test
test("timeText", () => {
  assert.equal(timeText(0n), "1970-01-01T00:00:00Z");
  assert.equal(timeText(-500000000n), "1969-12-31T23:59:59.5Z");
  assert.equal(timeText(-62135596800000000000n), "0001-01-01T00:00:00Z");
});

//- part: readTime
//- needs: checkedTime
/** Reads an RFC 3339 text; throws an `InvalidTime` or an `Overflow`. */
export function readTime(text: string): bigint {
  const form =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;
  const found = form.exec(text);
  if (found === null) return fail("InvalidTime", `no time: ${text}`);
  const [
    ,
    date = "",
    clock = "",
    digits = "",
    sign,
    hours = "0",
    minutes = "0",
  ] = found;
  const parsed = Date.parse(`${date}T${clock}Z`);
  const same =
    !Number.isNaN(parsed) &&
    new Date(parsed).toISOString().startsWith(`${date}T${clock}`);
  if (!same || date < "0001" || Number(hours) > 23 || Number(minutes) > 59) {
    fail("InvalidTime", `no time: ${text}`);
  }
  const offset = (Number(hours) * 60 + Number(minutes)) * 60000;
  const moved = parsed - (sign === "-" ? -offset : offset);
  return checkedTime(BigInt(moved) * 1000000n + BigInt(digits.padEnd(9, "0")));
}
//- test
test("readTime", () => {
  assert.equal(readTime("1970-01-01T00:00:00.5Z"), 500000000n);
  assert.equal(readTime("1970-01-01T01:00:00+01:00"), 0n);
  for (const text of [
    "2023-02-29T00:00:00Z",
    "2023-08-26",
    "2023-01-01T24:00:00Z",
  ]) {
    assert.throws(() => readTime(text), { name: "InvalidTime" });
  }
  assert.throws(() => readTime("0001-01-01T00:00:00+01:00"), {
    name: "Overflow",
  });
});

//- part: inZone
//- needs: checkedTime
/** The time moved by the offset of a zone, UTC or a fixed one; throws an `InvalidTime`. */
export function inZone(time: bigint, zone: string): bigint {
  if (zone === "UTC") return time;
  const found = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  const [, sign, hours = "", minutes = ""] = found ?? [];
  if (found === null || Number(hours) > 23 || Number(minutes) > 59) {
    return fail("InvalidTime", `no time zone: ${zone}`);
  }
  const offset = BigInt(Number(hours) * 60 + Number(minutes)) * 60000000000n;
  return checkedTime(sign === "-" ? time - offset : time + offset);
}
//- test
test("inZone", () => {
  assert.equal(inZone(0n, "-02:30"), -9000000000000n);
  assert.equal(inZone(5n, "UTC"), 5n);
  assert.throws(() => inZone(0n, "25:00"), { name: "InvalidTime" });
});

//- part: secondsOf
//- needs: floorDivided
/** The whole seconds of a time, rounded down. */
export function secondsOf(time: bigint): number {
  return Number(floorDivided(time, 1000000000n));
}
//- test
test("secondsOf", () => {
  assert.equal(secondsOf(-500000000n), -1);
});
