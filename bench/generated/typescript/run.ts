/** Runs generated and hand-written programs in turns; see bench/generated.py for the protocol. */

import { editDistance } from "../../distance/src/distance.ts";
import * as knapsack from "../../knapsack/src/knapsack.ts";
import { product } from "../../matrix/src/matrix.ts";
import * as orders from "../../orders/src/orders.ts";
import { primes } from "../../sieve/src/sieve.ts";
import { mergeSort } from "../../sorting/src/sorting.ts";
import { tokenize } from "../../tokens/src/tokens.ts";
import { wordCount } from "../../words/src/words.ts";
import * as hand from "./hand.ts";

const PRIME = 2147483647;

class Random {
  private state = 1;

  below(limit: number): number {
    this.state = (this.state * 48271) % PRIME;
    return this.state % limit;
  }
}

function mixed(values: Iterable<number | string>): number {
  const encoder = new TextEncoder();
  let digest = 7;
  const add = (n: number): void => {
    digest = (digest * 31 + (((n % PRIME) + PRIME) % PRIME)) % PRIME;
  };
  for (const value of values) {
    if (typeof value === "string") {
      encoder.encode(value).forEach(add);
    } else {
      add(value);
    }
  }
  return digest;
}

function textOf(random: Random, size: number, alphabet: string): string {
  const letters = Array.from(alphabet);
  return Array.from({ length: size }, () => letters[random.below(letters.length)]).join("");
}

function wordOf(number: number): string {
  let letters = "";
  do {
    letters += String.fromCharCode(97 + (number % 26));
    number = Math.floor(number / 26);
  } while (number > 0);
  return letters;
}

function words(size: number): string {
  const random = new Random();
  const made: string[] = [];
  for (let i = 0; i < size; i++) {
    const word = wordOf(random.below(2000) * 37);
    made.push(random.below(5) === 0 ? word.toUpperCase() : word);
  }
  return made.join(" ");
}

function expression(size: number): string {
  const random = new Random();
  let made = "";
  for (let i = 0; i < size; i++) {
    const kind = random.below(3);
    if (kind === 0) {
      made += " " + wordOf(random.below(5000));
    } else if (kind === 1) {
      made += " " + String(random.below(10000));
    } else {
      made += "+-*/()"[random.below(6)];
    }
  }
  // What concatenation made is a tree; a text that was read is flat.
  return Buffer.from(made).toString();
}

function rows(random: Random, height: number, width: number): number[][] {
  const row = (): number[] => Array.from({ length: width }, () => random.below(1000));
  return Array.from({ length: height }, row);
}

function itemsOf<T>(size: number, make: (weight: number, value: number) => T): T[] {
  const random = new Random();
  const made: T[] = [];
  for (let i = 0; i < size; i++) {
    const weight = 1 + random.below(100);
    made.push(make(weight, random.below(1000)));
  }
  return made;
}

interface AnOrder<L> {
  readonly customer: string;
  readonly lines: readonly L[];
  readonly coupon: string | undefined;
}

function ordersOf<L>(
  size: number,
  make: (sku: string, price: number, quantity: number) => L,
): AnOrder<L>[] {
  const random = new Random();
  const made: AnOrder<L>[] = [];
  for (let i = 0; i < size; i++) {
    const customer = `c${random.below(500)}`;
    const coupon = [undefined, "HALF", "TENTH", "OTHER"][random.below(4)];
    const lines: L[] = [];
    for (let left = 1 + random.below(5); left > 0; left--) {
      const price = random.below(10000) / 100;
      lines.push(make("sku", price, random.below(10)));
    }
    made.push({ customer, lines, coupon });
  }
  return made;
}


/** Each side runs and gives a digest, which is computed when `digest` is called. */
function sides<A, B>(
  generated: () => A,
  byHand: () => B,
  digest: (found: A | B) => number,
): { run: [() => unknown, () => unknown]; digests: () => number[] } {
  return { run: [generated, byHand], digests: () => [digest(generated()), digest(byHand())] };
}

const moneyDigest = (owed: ReadonlyMap<string, number>): number =>
  mixed([...owed].flatMap(([name, sum]) => [name, Math.trunc(sum * 1000)]));

const PROGRAMS: Record<string, (n: number) => ReturnType<typeof sides>> = {
  sorting: (n) => {
    const random = new Random();
    const xs = Array.from({ length: n }, () => random.below(1_000_000) - 500_000);
    return sides(() => mergeSort(xs), () => hand.mergeSort(xs), mixed);
  },
  sieve: (n) => sides(() => primes(n), () => hand.primes(n), mixed),
  sieve_array: (n) => sides(() => primes(n), () => hand.primesArray(n), mixed),
  distance: (n) => {
    const random = new Random();
    const a = textOf(random, n, "abcdé");
    const b = textOf(random, 100, "abcdé");
    return sides(() => editDistance(a, b), () => hand.editDistance(a, b), (d) => mixed([d]));
  },
  words: (n) => {
    const text = words(n);
    return sides(() => wordCount(text), () => hand.wordCount(text), (m) => mixed([...m].flat()));
  },
  matrix: (n) => {
    const random = new Random();
    const a = rows(random, n, 24);
    const b = rows(random, 24, 24);
    return sides(() => product(a, b), () => hand.product(a, b), (m) => mixed(m.flat()));
  },
  tokens: (n) => {
    const text = expression(n);
    return sides(
      () => tokenize(text),
      () => hand.tokenize(text),
      (found) => mixed(found.flatMap((t) => [t.kind, t.value])),
    );
  },
  knapsack: (n) => {
    const ours = itemsOf(n, (weight, value) => new knapsack.Item({ weight, value }));
    const theirs = itemsOf(n, (weight, value) => new hand.Item(weight, value));
    return sides(
      () => knapsack.bestValue(ours, 1000),
      () => hand.bestValue(theirs, 1000),
      (best) => mixed([best]),
    );
  },
  orders: (n) => {
    const ours = ordersOf(n, (sku, price, quantity) => new orders.Line({ sku, price, quantity }));
    const theirs = ordersOf(n, (sku, price, quantity) => new hand.Line(sku, price, quantity));
    return sides(() => orders.totals(ours), () => hand.totals(theirs), moneyDigest);
  },
};

function measure(name: string, size: number, budget: number): void {
  const { run, digests } = PROGRAMS[name]!(size);
  const spent: [number[], number[]] = [[], []];
  const end = performance.now() + budget * 1000;
  while (performance.now() < end || spent[0].length < 5) {
    for (const side of [0, 1] as const) {
      const start = performance.now();
      run[side]();
      spent[side].push((performance.now() - start) / 1000);
    }
  }
  const found = digests();
  for (const side of [0, 1] as const) {
    const took = spent[side].sort((a, b) => a - b);
    const who = ["generated", "hand"][side];
    console.log(name, size, who, found[side], took[0], took[Math.floor(took.length / 2)]);
  }
}

const [, , budget, ...jobs] = process.argv;
for (const job of jobs) {
  const [name, size] = job.split(":");
  measure(name!, Number(size), Number(budget));
}
