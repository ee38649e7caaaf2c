//- part: compareNumbers
/** Compares numbers; NaN comes last. */
export function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
//- test
test("compareNumbers puts NaN last", () => {
  assert.deepEqual([2, NaN, 1].sort(compareNumbers), [1, 2, NaN]);
});

//- part: compareValues
/** Compares by the order of the language. */
export function compareValues<T extends bigint | boolean>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
//- test
test("compareValues", () => {
  assert.deepEqual([2n, 1n].sort(compareValues), [1n, 2n]);
  assert.deepEqual([true, false].sort(compareValues), [false, true]);
});

//- part: compareIn
/** Compares by the place in a list. */
export function compareIn<T>(order: readonly T[]): (a: T, b: T) => number {
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}
//- test
test("compareIn goes by the place", () => {
  assert.deepEqual(["a", "b"].sort(compareIn(["b", "a"])), ["b", "a"]);
});

//- part: compareLists
/** Compares lists element by element; a shorter one comes first. */
export function compareLists<T>(
  compare: (a: T, b: T) => number,
): (a: ArrayLike<T>, b: ArrayLike<T>) => number {
  return (a, b) => {
    for (let i = 0; i < a.length && i < b.length; i++) {
      const order = compare(a[i] as T, b[i] as T);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  };
}
//- test
test("compareLists", () => {
  const compare = compareLists((a: number, b: number) => a - b);
  assert.ok(compare([1, 2], [1, 3]) < 0);
  assert.ok(compare([1, 2], [1]) > 0);
  assert.equal(compare([1], [1]), 0);
});

//- part: compareTuples
/** Compares tuples item by item, each in its own order. */
export function compareTuples<T extends readonly unknown[]>(order: {
  readonly [I in keyof T]: (a: T[I], b: T[I]) => number;
}): (a: T, b: T) => number {
  return (a, b) => {
    for (const [i, compare] of order.entries()) {
      const found = compare(a[i], b[i]);
      if (found !== 0) return found;
    }
    return 0;
  };
}
//- test
test("compareTuples", () => {
  const down = (a: number, b: number) => b - a;
  const compare = compareTuples<[number, number]>([down, down]);
  assert.ok(compare([1, 1], [1, 2]) > 0);
  assert.equal(compare([1, 1], [1, 1]), 0);
});

//- part: equals
/** Whether two values are equal in all their parts; NaN is not equal to itself. */
export function equals(a: unknown, b: unknown): boolean {
  if (a === b && typeof a !== "object") return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a === null || b === null) return a === b;
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false;
    return [...a].every(([k, v]) => b.has(k) && equals(v, b.get(k)));
  }
  if (a instanceof Set) {
    return (
      b instanceof Set && a.size === b.size && [...a].every((v) => b.has(v))
    );
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  const [x, y] = [a, b] as Record<string, unknown>[];
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equals(x?.[key], y?.[key]))
  );
}
//- test
test("equals looks at all parts", () => {
  assert.ok(
    equals(
      [{ a: 1 }, new Map([["k", new Set([1])]])],
      [{ a: 1 }, new Map([["k", new Set([1])]])],
    ),
  );
  assert.ok(!equals([1, 2], [1, 3]));
  assert.ok(!equals([NaN], [NaN]));
  assert.ok(equals(-0, 0));
  assert.ok(!equals(new Map([["a", 1]]), new Map([["b", 1]])));
  assert.ok(!equals({ a: undefined }, { b: undefined }));
  assert.ok(equals(Uint8Array.of(1), Uint8Array.of(1)));
  assert.ok(!equals(null, {}));
});

//- part: at
/** The item at an index; throws an `IndexOutOfBounds`. */
export function at<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length) {
    fail("IndexOutOfBounds", "index out of bounds");
  }
  return items[index] as T;
}
//- test
test("at", () => {
  assert.equal(at([1, 2], 1), 2);
  assert.throws(() => at([1, 2], 2), { name: "IndexOutOfBounds" });
  assert.throws(() => at([1, 2], -1), { name: "IndexOutOfBounds" });
});

//- part: first
/** The first item; throws an `EmptyList`. */
export function first<T>(items: readonly T[]): T {
  if (items.length === 0) fail("EmptyList", "the list is empty");
  return items[0] as T;
}
//- test
test("first", () => {
  assert.equal(first([1, 2]), 1);
  assert.throws(() => first([]), { name: "EmptyList" });
});

//- part: last
/** The last item; throws an `EmptyList`. */
export function last<T>(items: readonly T[]): T {
  if (items.length === 0) fail("EmptyList", "the list is empty");
  return items[items.length - 1] as T;
}
//- test
test("last", () => {
  assert.equal(last([1, 2]), 2);
  assert.throws(() => last([]), { name: "EmptyList" });
});

//- part: slice
/** The items from `from` up to but not including `to`; throws an `IndexOutOfBounds`. */
export function slice<T>(
  items: readonly T[],
  from: number,
  to: number,
): readonly T[] {
  if (from < 0 || from > to || to > items.length) {
    fail("IndexOutOfBounds", "index out of bounds");
  }
  return items.slice(from, to);
}
//- test
test("slice", () => {
  assert.deepEqual(slice([1, 2, 3], 1, 2), [2]);
  assert.throws(() => slice([1], 0, 2), { name: "IndexOutOfBounds" });
  assert.throws(() => slice([1], 1, 0), { name: "IndexOutOfBounds" });
});

//- part: sum
//- needs: safeInt
/** Sums from the left; throws an `Overflow` unless each step is a safe integer. */
export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const n of numbers) total = safeInt(total + n);
  return total;
}
//- test
test("sum notices an overflow on the way", () => {
  assert.equal(sum([1, 2, 3]), 6);
  assert.throws(() => sum([2 ** 53 - 1, 1, -1]), { name: "Overflow" });
});

//- part: extreme
/** The first item that no other one comes before; throws an `EmptyList`. */
export function extreme<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): T {
  if (items.length === 0) fail("EmptyList", "the list is empty");
  return items.reduce((best, item) => (compare(item, best) < 0 ? item : best));
}
//- test
test("extreme takes the first of equals", () => {
  const items = [{ n: 2 }, { n: 1 }, { n: 1 }];
  assert.equal(
    extreme(items, (a, b) => a.n - b.n),
    items[1],
  );
  assert.throws(() => extreme([], () => 0), { name: "EmptyList" });
});

//- part: numbersExtreme
/** The value that a pairwise choice leaves; throws an `EmptyList`. */
export function numbersExtreme(
  numbers: readonly number[],
  choose: (a: number, b: number) => number,
): number {
  if (numbers.length === 0) fail("EmptyList", "the list is empty");
  return numbers.reduce((best, n) => choose(best, n));
}
//- test
test("numbersExtreme", () => {
  assert.equal(numbersExtreme([2, 1, 3], Math.min), 1);
  assert.throws(() => numbersExtreme([], Math.max), { name: "EmptyList" });
});

//- part: sortedBy
/** The items in the order of their keys, which are made once; equal ones stay in order. */
export function sortedBy<T, K>(
  items: readonly T[],
  key: (item: T) => K,
  compare: (a: K, b: K) => number,
): readonly T[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ item }) => item);
}
//- test
test("sortedBy is stable", () => {
  const items = ["bb", "a", "cc", "d"];
  const made = sortedBy(
    items,
    (s) => s.length,
    (a, b) => a - b,
  );
  assert.deepEqual(made, ["a", "d", "bb", "cc"]);
});

//- part: range
/** The integers from `from` up to but not including `to`. */
export function range(from: number, to: number): readonly number[] {
  const numbers: number[] = [];
  for (let n = from; n < to; n++) numbers.push(n);
  return numbers;
}
//- test
test("range", () => {
  assert.deepEqual(range(2, 5), [2, 3, 4]);
  assert.deepEqual(range(5, 2), []);
});

//- part: zip
/** Pairs of the items at the same places; the shorter list decides. */
export function zip<A, B>(
  a: readonly A[],
  b: readonly B[],
): readonly (readonly [A, B])[] {
  const length = Math.min(a.length, b.length);
  return Array.from({ length }, (_, i) => [a[i] as A, b[i] as B] as const);
}
//- test
test("zip", () => {
  assert.deepEqual(zip([1, 2], ["a"]), [[1, "a"]]);
});

//- part: groupBy
/** The items by their keys, keys in ascending order. */
export function groupBy<T, K>(
  items: readonly T[],
  key: (item: T) => K,
  compare: (a: K, b: K) => number,
): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const of = key(item);
    const group = groups.get(of);
    if (group === undefined) groups.set(of, [item]);
    else group.push(item);
  }
  return new Map([...groups].sort(([a], [b]) => compare(a, b)));
}
//- test
test("groupBy", () => {
  const made = groupBy(
    ["bb", "a", "c"],
    (s) => s.length,
    (a, b) => a - b,
  );
  assert.deepEqual(
    [...made],
    [
      [1, ["a", "c"]],
      [2, ["bb"]],
    ],
  );
});

//- part: entries
/** The entries of a map in the order of its keys. */
export function entries<K, V>(
  map: ReadonlyMap<K, V>,
  compare: (a: K, b: K) => number,
): readonly (readonly [K, V])[] {
  return [...map].sort(([a], [b]) => compare(a, b));
}
//- test
test("entries are in order", () => {
  const map = new Map([
    [2, "b"],
    [1, "a"],
  ]);
  assert.deepEqual(
    entries(map, (a, b) => a - b),
    [
      [1, "a"],
      [2, "b"],
    ],
  );
});

//- part: keys
/** The keys of a map in order. */
export function keys<K>(
  map: ReadonlyMap<K, unknown>,
  compare: (a: K, b: K) => number,
): readonly K[] {
  return [...map.keys()].sort(compare);
}
//- test
test("keys are in order", () => {
  const map = new Map([
    [2, "b"],
    [1, "a"],
  ]);
  assert.deepEqual(
    keys(map, (a, b) => a - b),
    [1, 2],
  );
});

//- part: values
//- needs: entries
/** The values of a map in the order of its keys. */
export function values<K, V>(
  map: ReadonlyMap<K, V>,
  compare: (a: K, b: K) => number,
): readonly V[] {
  return entries(map, compare).map(([, value]) => value);
}
//- test
test("values are in the order of their keys", () => {
  const map = new Map([
    [2, "b"],
    [1, "a"],
  ]);
  assert.deepEqual(
    values(map, (a, b) => a - b),
    ["a", "b"],
  );
});

//- part: inOrder
/** The same map, its keys in order. */
export function inOrder<K, V>(
  map: Iterable<readonly [K, V]>,
  compare: (a: K, b: K) => number,
): ReadonlyMap<K, V> {
  return new Map([...map].sort((a, b) => compare(a[0], b[0])));
}
//- test
test("inOrder", () => {
  const map = new Map([
    [2, "b"],
    [1, "a"],
  ]);
  assert.deepEqual(
    [...inOrder(map, (a, b) => a - b)],
    [
      [1, "a"],
      [2, "b"],
    ],
  );
});

//- part: sortedSet
/** A set whose elements are in order. */
export function sortedSet<T>(
  items: Iterable<T>,
  compare: (a: T, b: T) => number,
): ReadonlySet<T> {
  return new Set([...items].sort(compare));
}
//- test
test("sortedSet", () => {
  assert.deepEqual([...sortedSet([2, 1, 2], (a, b) => a - b)], [1, 2]);
});

//- part: valueAt
/** The value of a key; throws a `NoSuchKey`. */
export function valueAt<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  if (!map.has(key)) fail("NoSuchKey", `no such key: ${String(key)}`);
  return map.get(key) as V;
}
//- test
test("valueAt", () => {
  assert.equal(valueAt(new Map([["a", 1]]), "a"), 1);
  assert.throws(() => valueAt(new Map(), "a"), { name: "NoSuchKey" });
});

//- part: uniqueMap
/** A map with its keys in order; throws an `InvalidArgument` where a key repeats. */
export function uniqueMap<K, V>(
  pairs: readonly (readonly [K, V])[],
  compare: (a: K, b: K) => number,
): ReadonlyMap<K, V> {
  const made = new Map([...pairs].sort(([a], [b]) => compare(a, b)));
  if (made.size !== pairs.length) fail("InvalidArgument", "a key repeats");
  return made;
}
//- test
test("uniqueMap", () => {
  assert.deepEqual(
    [
      ...uniqueMap(
        [
          [2, 0],
          [1, 0],
        ],
        (a, b) => a - b,
      ),
    ],
    [
      [1, 0],
      [2, 0],
    ],
  );
  assert.throws(
    () =>
      uniqueMap(
        [
          [1, 0],
          [1, 0],
        ],
        () => 0,
      ),
    { name: "InvalidArgument" },
  );
});

//- part: lookup
/** The value of a key, wrapped, since it may itself be undefined. */
export function lookup<K, V>(
  map: ReadonlyMap<K, V>,
  key: K,
): { readonly some: V } | undefined {
  return map.has(key) ? { some: map.get(key) as V } : undefined;
}
//- test
test("lookup", () => {
  const map = new Map([["a", undefined]]);
  assert.deepEqual(lookup(map, "a"), { some: undefined });
  assert.equal(lookup(map, "b"), undefined);
});

//- part: distinct
//- needs: equals
/** The first of each; NaN differs from itself. */
export function distinct<T>(items: readonly T[]): readonly T[] {
  const found: T[] = [];
  const scalars = new Set<T>();
  for (const item of items) {
    if (typeof item !== "object") {
      if (scalars.has(item) && !Number.isNaN(item)) continue;
      scalars.add(item);
    } else if (found.some((one) => equals(one, item))) continue;
    found.push(item);
  }
  return found;
}
//- test
test("distinct", () => {
  assert.deepEqual(distinct([1, 2, 1]), [1, 2]);
  assert.deepEqual(distinct([[1], [1]]), [[1]]);
  assert.deepEqual(distinct([NaN, NaN]), [NaN, NaN]);
});

//- part: distinctBy
/** The first of each, by an equality of its own. */
export function distinctBy<T>(
  items: readonly T[],
  same: (a: T, b: T) => boolean,
): readonly T[] {
  const found: T[] = [];
  for (const item of items) {
    if (!found.some((one) => same(one, item))) found.push(item);
  }
  return found;
}
//- test
test("distinctBy", () => {
  assert.deepEqual(
    distinctBy(["a", "A", "b"], (a, b) => a.toLowerCase() === b.toLowerCase()),
    ["a", "b"],
  );
});

//- part: Result
/** A value, or the error in its place. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

//- part: sized
/** Returns the items; throws a `ContractViolation` unless there are `length` of them. */
export function sized<T>(items: readonly T[], length: number): readonly T[] {
  if (items.length !== length) {
    fail("ContractViolation", `a list of ${String(length)} items`);
  }
  return items;
}
//- test
test("sized", () => {
  assert.deepEqual(sized([1], 1), [1]);
  assert.throws(() => sized([1], 2), { name: "ContractViolation" });
});

//- part: value
/** The value of an option; throws a `NoValue`. */
export function value<T>(option: T | undefined): T {
  return option ?? fail("NoValue", "the option is empty");
}
//- test
test("value", () => {
  assert.equal(value(0), 0);
  assert.throws(() => value<number>(undefined), { name: "NoValue" });
});

//- part: contains
//- needs: equals
/** Whether an item is equal to one of the list. */
export function contains<T>(
  items: readonly T[],
  item: T,
  same: (a: T, b: T) => boolean = equals,
): boolean {
  return items.some((one) => same(one, item));
}
//- test
test("contains", () => {
  assert.ok(contains([[1]], [1]));
  assert.ok(!contains([NaN], NaN));
  assert.ok(contains([1], 2, () => true));
});

//- part: indexEqual
//- needs: equals
/** The index of the first equal item, or -1. */
export function indexEqual<T>(
  items: readonly T[],
  item: T,
  same: (a: T, b: T) => boolean = equals,
): number {
  return items.findIndex((one) => same(one, item));
}
//- test
test("indexEqual", () => {
  assert.equal(indexEqual([[1], [2]], [2]), 1);
  assert.equal(indexEqual([[1]], [2]), -1);
  assert.equal(
    indexEqual([1], 2, () => true),
    0,
  );
});

//- part: withoutKey
/** A copy without an entry, in key order. */
export function withoutKey<K, V>(
  map: ReadonlyMap<K, V>,
  key: K,
  compare: (a: K, b: K) => number,
): ReadonlyMap<K, V> {
  const kept = [...map].filter(([k]) => k !== key);
  return new Map(kept.sort(([a], [b]) => compare(a, b)));
}
//- test
test("withoutKey", () => {
  const map = new Map([
    [3, 0],
    [2, 0],
    [1, 0],
  ]);
  assert.deepEqual([...withoutKey(map, 2, (a, b) => a - b).keys()], [1, 3]);
});

//- part: leastBy
/** The first item with the least key; throws an `EmptyList`. */
export function leastBy<T, K>(
  items: readonly T[],
  key: (item: T) => K,
  compare: (a: K, b: K) => number,
): T {
  if (items.length === 0) fail("EmptyList", "the list is empty");
  return items
    .map((item) => ({ item, key: key(item) }))
    .reduce((best, one) => (compare(one.key, best.key) < 0 ? one : best)).item;
}
//- test
test("leastBy", () => {
  assert.equal(
    leastBy(
      ["bb", "a", "c"],
      (s) => s.length,
      (a, b) => a - b,
    ),
    "a",
  );
});

//- part: greatestBy
//- needs: leastBy
/** The first item with the greatest key; throws an `EmptyList`. */
export function greatestBy<T, K>(
  items: readonly T[],
  key: (item: T) => K,
  compare: (a: K, b: K) => number,
): T {
  return leastBy(items, key, (a, b) => compare(b, a));
}
//- test
test("greatestBy", () => {
  assert.equal(
    greatestBy(
      ["a", "bb", "cc"],
      (s) => s.length,
      (a, b) => a - b,
    ),
    "bb",
  );
});

//- part: Option
/** An option; one whose value may itself be undefined is wrapped. */
export type Option<T> = undefined extends T
  ? { readonly some: T } | undefined
  : T | undefined;

//- part: Fields
/** The fields of `T`, of which those in `Optional` may be left out. */
export type Fields<T, Optional extends keyof T = never> = Omit<T, Optional> & {
  [K in Optional]?: T[K] | undefined;
};

//- part: optional
/** The value of an option as a list of at most one. */
export function optional<T>(option: T | undefined): readonly T[] {
  return option === undefined ? [] : [option];
}
//- test
test("optional", () => {
  assert.deepEqual(optional(0), [0]);
  assert.deepEqual(optional(undefined), []);
});

//- part: optionalBoxed
/** The value of a wrapped option as a list of at most one. */
export function optionalBoxed<T>(
  option: { readonly some: T } | undefined,
): readonly T[] {
  return option === undefined ? [] : [option.some];
}
//- test
test("optionalBoxed", () => {
  assert.deepEqual(optionalBoxed({ some: undefined }), [undefined]);
});

//- part: optionalEntry
/** An entry for each value. */
export function optionalEntry<K, V>(
  key: K,
  values: readonly V[],
): readonly (readonly [K, V])[] {
  return values.map((item) => [key, item] as const);
}
//- test
test("optionalEntry", () => {
  assert.deepEqual(optionalEntry("a", [1]), [["a", 1]]);
});

//- part: mapOption
/** A function of the value, if there is one. */
export function mapOption<T, U>(
  option: T | undefined,
  change: (item: T) => U,
): U | undefined {
  return option === undefined ? undefined : change(option);
}
//- test
test("mapOption", () => {
  assert.equal(mapOption(1, String), "1");
  assert.equal(mapOption(undefined, String), undefined);
});

//- part: sameDecimal
/** Whether two decimal texts have the same value. */
export function sameDecimal(a: string, b: string): boolean {
  const value = (text: string) => {
    const found = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
    const [, sign, whole = "", part = "", power = "0"] = found ?? [];
    const digits = (whole + part).replace(/^0+/, "");
    const short = digits.replace(/0+$/, "");
    const place = Number(power) - part.length + digits.length - short.length;
    return short === ""
      ? "0"
      : `${sign === "-" ? "-" : ""}${short}e${String(place)}`;
  };
  return value(a) === value(b);
}
//- test
test("sameDecimal", () => {
  assert.ok(sameDecimal("1.50", "1.5"));
  assert.ok(sameDecimal("2.0", "+02"));
  assert.ok(sameDecimal("-0", "0.00"));
  assert.ok(sameDecimal("1e3", "1000"));
  assert.ok(!sameDecimal("1.5", "1.51"));
  assert.ok(!sameDecimal("1.5", "-1.5"));
});

//- part: sameUuid
/** Whether two UUIDs are the same, in whichever case they are written. */
export function sameUuid(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
//- test
test("sameUuid", () => {
  assert.ok(sameUuid("AB", "ab"));
});

//- part: sameLists
/** Compares lists by an equality of their items. */
export function sameLists<T>(
  same: (a: T, b: T) => boolean,
): (a: readonly T[], b: readonly T[]) => boolean {
  return (a, b) =>
    a.length === b.length && a.every((item, i) => same(item, b[i] as T));
}
//- test
test("sameLists", () => {
  const same = sameLists((a: number, b: number) => a % 10 === b % 10);
  assert.ok(same([1, 2], [11, 12]));
  assert.ok(!same([1], [1, 2]));
});

//- part: sameOptions
/** Compares options by an equality of their values. */
export function sameOptions<T>(
  same: (a: T, b: T) => boolean,
): (a: T | undefined, b: T | undefined) => boolean {
  return (a, b) => (a === undefined || b === undefined ? a === b : same(a, b));
}
//- test
test("sameOptions", () => {
  const same = sameOptions((a: number, b: number) => a % 10 === b % 10);
  assert.ok(same(1, 11));
  assert.ok(!same(1, undefined));
  assert.ok(same(undefined, undefined));
});

//- part: sameMaps
/** Compares maps by an equality of their values. */
export function sameMaps<K, V>(
  same: (a: V, b: V) => boolean,
): (a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>) => boolean {
  return (a, b) =>
    a.size === b.size &&
    [...a].every(([key, item]) => b.has(key) && same(item, b.get(key) as V));
}
//- test
test("sameMaps", () => {
  const same = sameMaps<string, number>((a, b) => a % 10 === b % 10);
  assert.ok(same(new Map([["a", 1]]), new Map([["a", 11]])));
  assert.ok(!same(new Map([["a", 1]]), new Map([["b", 1]])));
});

//- part: sameFields
//- needs: equals
/** Compares objects and tuples by equalities of some fields; the others must be equal as they are. */
export function sameFields(
  fields: Readonly<Record<string, (a: never, b: never) => boolean>>,
): (a: object, b: object) => boolean {
  return (a, b) => {
    const keys = Object.keys(a);
    const [left, right] = [a, b] as Record<string, never>[];
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => {
        const same = fields[key] ?? equals;
        return (
          Object.hasOwn(b, key) &&
          same(left?.[key] as never, right?.[key] as never)
        );
      })
    );
  };
}
//- test
test("sameFields", () => {
  const same = sameFields({ n: (a: number, b: number) => a % 10 === b % 10 });
  assert.ok(same({ n: 1, s: "x" }, { n: 11, s: "x" }));
  assert.ok(!same({ n: 1, s: "x" }, { n: 1, s: "y" }));
});

//- part: close
/** Whether two values are equal, but for a tolerance of every number. */
export function close(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Object.is(a, b) || Math.abs(a - b) <= tolerance;
  }
  if (a instanceof Map && b instanceof Map) {
    return close([...a], [...b], tolerance);
  }
  if (typeof a !== "object" || typeof b !== "object" || !a || !b)
    return a === b;
  const [x, y] = [a, b] as Record<string, unknown>[];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => close(x?.[key], y?.[key], tolerance))
  );
}
//- test
test("close", () => {
  assert.ok(close([1, { a: 2 }], [1.01, { a: 2 }], 0.1));
  assert.ok(!close([1], [2], 0.1));
  assert.ok(close(NaN, NaN, 0));
});
