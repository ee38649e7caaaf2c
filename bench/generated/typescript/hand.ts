/** The eight programs as one would write them by hand, with the checks that the specs ask for. */

export class ProgramError extends Error {
  readonly kind: string;

  constructor(kind: string, message = kind) {
    super(message);
    this.name = "ProgramError";
    this.kind = kind;
  }
}

function safe(n: number): number {
  if (!Number.isSafeInteger(n)) {
    throw new ProgramError("Overflow");
  }
  return n;
}

function at<T>(xs: readonly T[], i: number): T {
  if (i < 0 || i >= xs.length) {
    throw new ProgramError("IndexOutOfBounds");
  }
  return xs[i]!;
}

function demand(holds: boolean, text: string): void {
  if (!holds) {
    throw new ProgramError("ContractViolation", text);
  }
}

export function mergeSort(xs: readonly number[]): readonly number[] {
  if (xs.length <= 1) {
    return xs;
  }
  const middle = Math.floor(xs.length / 2);
  return merge(mergeSort(xs.slice(0, middle)), mergeSort(xs.slice(middle)));
}

function merge(left: readonly number[], right: readonly number[]): number[] {
  const merged: number[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    if (at(left, i) <= at(right, j)) {
      merged.push(at(left, i++));
    } else {
      merged.push(at(right, j++));
    }
  }
  while (i < left.length) {
    merged.push(at(left, i++));
  }
  while (j < right.length) {
    merged.push(at(right, j++));
  }
  return merged;
}

export function primes(limit: number): number[] {
  demand(limit >= 0 && limit <= 100_000_000, "limit");
  const crossed = new Set<number>();
  const found: number[] = [];
  for (let n = 2; n <= limit; n++) {
    if (!crossed.has(n)) {
      found.push(n);
      for (let m = safe(n * n); m <= limit; m += n) {
        crossed.add(m);
      }
    }
  }
  return found;
}

/** The same with an array of flags, which the spec language does not have. */
export function primesArray(limit: number): number[] {
  demand(limit >= 0 && limit <= 100_000_000, "limit");
  const crossed = new Array<boolean>(limit + 1).fill(false);
  const found: number[] = [];
  for (let n = 2; n <= limit; n++) {
    if (!at(crossed, n)) {
      found.push(n);
      for (let m = safe(n * n); m <= limit; m += n) {
        crossed[m] = true;
      }
    }
  }
  return found;
}

export function editDistance(a: string, b: string): number {
  const columns = Array.from(b);
  let row = Array.from({ length: columns.length + 1 }, (_, i) => i);
  for (const x of a) {
    const next = [safe(at(row, 0) + 1)];
    for (let j = 0; j < columns.length; j++) {
      const cost = x === at(columns, j) ? 0 : 1;
      next.push(
        Math.min(safe(at(next, j) + 1), safe(at(row, j + 1) + 1), safe(at(row, j) + cost)),
      );
    }
    row = next;
  }
  return at(row, row.length - 1);
}

function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) {
      return a.codePointAt(i)! - b.codePointAt(i)!;
    }
  }
  return a.length - b.length;
}

export function wordCount(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.replace(/[A-Z]+/g, (s) => s.toLowerCase()).split(" ")) {
    if (word !== "") {
      counts.set(word, safe((counts.get(word) ?? 0) + 1));
    }
  }
  return new Map([...counts].sort(([a], [b]) => byCodePoint(a, b)));
}

export function product(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): number[][] {
  const first = b[0];
  if (first === undefined || a.some((row) => row.length !== b.length)) {
    throw new ProgramError("BadShape");
  }
  return a.map((row) => {
    const line: number[] = [];
    for (let j = 0; j < first.length; j++) {
      let total = 0;
      for (let k = 0; k < b.length; k++) {
        total = safe(total + safe(at(row, k) * at(at(b, k), j)));
      }
      line.push(total);
    }
    return line;
  });
}

export type Token =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly value: string }
  | { readonly kind: "symbol"; readonly value: string };

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let word = "";
  const flush = (): void => {
    if (word === "") {
      return;
    }
    if (word[0]! >= "0" && word[0]! <= "9") {
      if (!/^[0-9]+$/.test(word)) {
        throw new ProgramError("InvalidNumber");
      }
      tokens.push({ kind: "number", value: safe(Number(word)) });
    } else {
      tokens.push({ kind: "name", value: word });
    }
    word = "";
  };
  for (const c of text) {
    if ((c >= "a" && c <= "z") || (c >= "0" && c <= "9")) {
      word += c;
    } else if (c === " ") {
      flush();
    } else if ("+-*/()".includes(c)) {
      flush();
      tokens.push({ kind: "symbol", value: c });
    } else {
      throw new ProgramError("BadCharacter", `what is ${c}?`);
    }
  }
  flush();
  return tokens;
}

export class Item {
  readonly weight: number;
  readonly value: number;

  constructor(weight: number, value: number) {
    demand(weight >= 1 && weight <= 1_000_000, "weight");
    demand(value >= 0 && value <= 1_000_000, "value");
    this.weight = weight;
    this.value = value;
  }
}

export function bestValue(items: readonly Item[], capacity: number): number {
  demand(capacity >= 0 && capacity <= 1_000_000, "capacity");
  let best = new Array<number>(capacity + 1).fill(0);
  for (const item of items) {
    const next: number[] = [];
    for (let room = 0; room <= capacity; room++) {
      const value = at(best, room);
      next.push(
        room < item.weight
          ? value
          : Math.max(value, safe(at(best, room - item.weight) + item.value)),
      );
    }
    best = next;
  }
  return at(best, capacity);
}

const FREE_SHIPPING = 50;
const SHIPPING = 4.9;

export class Line {
  readonly sku: string;
  readonly price: number;
  readonly quantity: number;

  constructor(sku: string, price: number, quantity: number) {
    demand(price >= 0 && price < 1e9, "price");
    demand(quantity >= 0 && quantity < 1_000_000, "quantity");
    this.sku = sku;
    this.price = price;
    this.quantity = quantity;
  }
}

export interface Order {
  readonly customer: string;
  readonly lines: readonly Line[];
  readonly coupon: string | undefined;
}

export function total(order: Order): number {
  if (order.lines.length === 0) {
    throw new ProgramError("EmptyOrder");
  }
  let gross = 0;
  for (const line of order.lines) {
    gross += line.price * line.quantity;
  }
  const off = order.coupon === "HALF" ? gross * 0.5 : order.coupon === "TENTH" ? gross * 0.1 : 0;
  const net = gross - off;
  return net >= FREE_SHIPPING ? net : net + SHIPPING;
}

export function totals(orders: readonly Order[]): Map<string, number> {
  const owed = new Map<string, number>();
  for (const order of orders) {
    owed.set(order.customer, (owed.get(order.customer) ?? 0) + total(order));
  }
  return new Map([...owed].sort(([a], [b]) => byCodePoint(a, b)));
}
