//! Runs generated and hand-written programs in turns; see bench/generated.py for the protocol.

mod hand;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

const PRIME: i64 = 2_147_483_647;

struct Random(i64);

impl Random {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0 * 48271 % PRIME;
        self.0 % limit
    }
}

struct Digest(i64);

impl Digest {
    fn int(&mut self, n: i64) {
        self.0 = (self.0 * 31 + n.rem_euclid(PRIME)) % PRIME;
    }

    fn text(&mut self, text: &str) {
        text.bytes().for_each(|b| self.int(i64::from(b)));
    }
}

fn digest(of: impl FnOnce(&mut Digest)) -> i64 {
    let mut made = Digest(7);
    of(&mut made);
    made.0
}

fn ints(values: &[i64]) -> i64 {
    digest(|d| values.iter().for_each(|&n| d.int(n)))
}

fn counts(found: &BTreeMap<String, i64>) -> i64 {
    digest(|d| {
        for (word, &count) in found {
            d.text(word);
            d.int(count);
        }
    })
}

fn money(found: &BTreeMap<String, f64>) -> i64 {
    digest(|d| {
        for (name, &sum) in found {
            d.text(name);
            d.int((sum * 1000.0) as i64);
        }
    })
}

fn text_of(random: &mut Random, size: i64) -> String {
    let letters = ['a', 'b', 'c', 'd', 'é'];
    (0..size).map(|_| letters[random.below(5) as usize]).collect()
}

fn word_of(mut number: i64) -> String {
    let mut letters = String::new();
    loop {
        letters.push((97 + (number % 26) as u8) as char);
        number /= 26;
        if number == 0 {
            return letters;
        }
    }
}

fn words(size: i64) -> String {
    let mut random = Random(1);
    let mut made = Vec::new();
    for _ in 0..size {
        let word = word_of(random.below(2000) * 37);
        made.push(if random.below(5) == 0 { word.to_uppercase() } else { word });
    }
    made.join(" ")
}

fn expression(size: i64) -> String {
    let mut random = Random(1);
    let mut made = String::new();
    for _ in 0..size {
        match random.below(3) {
            0 => made += &format!(" {}", word_of(random.below(5000))),
            1 => made += &format!(" {}", random.below(10000)),
            _ => made.push(['+', '-', '*', '/', '(', ')'][random.below(6) as usize]),
        }
    }
    made
}

fn rows(random: &mut Random, height: i64, width: i64) -> Vec<Vec<i64>> {
    (0..height).map(|_| (0..width).map(|_| random.below(1000)).collect()).collect()
}

fn items<T>(size: i64, make: impl Fn(i64, i64) -> T) -> Vec<T> {
    let mut random = Random(1);
    (0..size)
        .map(|_| {
            let weight = 1 + random.below(100);
            make(weight, random.below(1000))
        })
        .collect()
}

fn orders<L, O>(
    size: i64,
    line: impl Fn(f64, i64) -> L,
    order: impl Fn(String, Vec<L>, Option<String>) -> O,
) -> Vec<O> {
    let mut random = Random(1);
    let mut made = Vec::new();
    for _ in 0..size {
        let customer = format!("c{}", random.below(500));
        let coupon = [None, Some("HALF"), Some("TENTH"), Some("OTHER")][random.below(4) as usize];
        let mut lines = Vec::new();
        for _ in 0..1 + random.below(5) {
            let price = random.below(10000) as f64 / 100.0;
            lines.push(line(price, random.below(10)));
        }
        made.push(order(customer, lines, coupon.map(str::to_owned)));
    }
    made
}

/// Runs both in turns for `budget` seconds and prints a line each.
fn race<A, B>(
    job: (&str, i64, f64),
    generated: impl Fn() -> A,
    hand: impl Fn() -> B,
    digests: (impl Fn(&A) -> i64, impl Fn(&B) -> i64),
) {
    let (name, size, budget) = job;
    let found = (digests.0(&generated()), digests.1(&hand()));
    let mut spent = (Vec::new(), Vec::new());
    let begin = Instant::now();
    while begin.elapsed().as_secs_f64() < budget || spent.0.len() < 5 {
        let start = Instant::now();
        drop(black_box(generated()));
        spent.0.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        drop(black_box(hand()));
        spent.1.push(start.elapsed().as_secs_f64());
    }
    for (who, value, mut took) in [("generated", found.0, spent.0), ("hand", found.1, spent.1)] {
        took.sort_by(f64::total_cmp);
        println!("{name} {size} {who} {value} {:?} {:?}", took[0], took[took.len() / 2]);
    }
}

fn measure(name: &str, n: i64, budget: f64) {
    let job = (name, n, budget);
    let mut random = Random(1);
    match name {
        "sorting" => {
            let xs: Vec<i64> = (0..n).map(|_| random.below(1_000_000) - 500_000).collect();
            let xs = black_box(xs.as_slice());
            let sorted = (|v: &Vec<i64>| ints(v), |v: &Vec<i64>| ints(v));
            race(job, || sorting::merge_sort(xs).unwrap(), || hand::merge_sort(xs).unwrap(), sorted);
        }
        "sieve" => {
            let found = (|v: &Vec<i64>| ints(v), |v: &Vec<i64>| ints(v));
            race(job, || sieve::primes(n).unwrap(), || hand::primes(n).unwrap(), found);
        }
        "sieve_array" => {
            let found = (|v: &Vec<i64>| ints(v), |v: &Vec<i64>| ints(v));
            race(job, || sieve::primes(n).unwrap(), || hand::primes_array(n).unwrap(), found);
        }
        "distance" => {
            let (a, b) = (text_of(&mut random, n), text_of(&mut random, 100));
            let (a, b) = (black_box(a.as_str()), black_box(b.as_str()));
            race(
                job,
                || distance::edit_distance(a, b).unwrap(),
                || hand::edit_distance(a, b).unwrap(),
                (|&d: &i64| ints(&[d]), |&d: &i64| ints(&[d])),
            );
        }
        "words" => {
            let text = words(n);
            let text = black_box(text.as_str());
            let found = (counts, counts);
            race(job, || words::word_count(text).unwrap(), || hand::word_count(text).unwrap(), found);
        }
        "matrix" => {
            let (a, b) = (rows(&mut random, n, 24), rows(&mut random, 24, 24));
            let (a, b) = (black_box(a.as_slice()), black_box(b.as_slice()));
            let made = (|m: &Vec<Vec<i64>>| ints(&m.concat()), |m: &Vec<Vec<i64>>| ints(&m.concat()));
            race(job, || matrix::product(a, b).unwrap(), || hand::product(a, b).unwrap(), made);
        }
        "tokens" => {
            let text = expression(n);
            let text = black_box(text.as_str());
            race(
                job,
                || tokens::tokenize(text).unwrap(),
                || hand::tokenize(text).unwrap(),
                (our_tokens, their_tokens),
            );
        }
        "knapsack" => {
            let ours = items(n, |w, v| knapsack::Item::new(w, v).unwrap());
            let theirs = items(n, |w, v| hand::Item::new(w, v).unwrap());
            let (ours, theirs) = (black_box(ours.as_slice()), black_box(theirs.as_slice()));
            race(
                job,
                || knapsack::best_value(ours, 1000).unwrap(),
                || hand::best_value(theirs, 1000).unwrap(),
                (|&d: &i64| ints(&[d]), |&d: &i64| ints(&[d])),
            );
        }
        "orders" => {
            let ours = orders(
                n,
                |price, quantity| orders::Line::new("sku", price, quantity).unwrap(),
                |customer, lines, coupon| orders::Order { customer, lines, coupon },
            );
            let theirs = orders(
                n,
                |price, quantity| hand::Line::new("sku", price, quantity).unwrap(),
                |customer, lines, coupon| hand::Order { customer, lines, coupon },
            );
            let (ours, theirs) = (black_box(ours.as_slice()), black_box(theirs.as_slice()));
            let found = (money, money);
            race(job, || orders::totals(ours).unwrap(), || hand::totals(theirs).unwrap(), found);
        }
        _ => panic!("no program {name}"),
    }
}

fn our_tokens(found: &Vec<tokens::Token>) -> i64 {
    digest(|d| {
        for token in found {
            match token {
                tokens::Token::Number { value } => {
                    d.text("number");
                    d.int(*value);
                }
                tokens::Token::Name { value } => {
                    d.text("name");
                    d.text(value);
                }
                tokens::Token::Symbol { value } => {
                    d.text("symbol");
                    d.text(value);
                }
            }
        }
    })
}

fn their_tokens(found: &Vec<hand::Token>) -> i64 {
    digest(|d| {
        for token in found {
            match token {
                hand::Token::Number(value) => {
                    d.text("number");
                    d.int(*value);
                }
                hand::Token::Name(value) => {
                    d.text("name");
                    d.text(value);
                }
                hand::Token::Symbol(value) => {
                    d.text("symbol");
                    d.text(value);
                }
            }
        }
    })
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let budget = arguments[0].parse().unwrap();
    for job in &arguments[1..] {
        let (name, size) = job.split_once(':').unwrap();
        measure(name, size.parse().unwrap(), budget);
    }
}
