//! The eight programs as one would write them by hand, with the checks that the specs ask for.

use std::collections::{BTreeMap, HashSet};

/// What can go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    Overflow,
    IndexOutOfBounds,
    ContractViolation(&'static str),
    BadShape,
    BadCharacter(char),
    InvalidNumber,
    EmptyOrder,
}

pub type Result<T> = std::result::Result<T, Error>;

fn at<T: Copy>(xs: &[T], i: usize) -> Result<T> {
    xs.get(i).copied().ok_or(Error::IndexOutOfBounds)
}

fn add(a: i64, b: i64) -> Result<i64> {
    a.checked_add(b).ok_or(Error::Overflow)
}

fn demand(holds: bool, text: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::ContractViolation(text)) }
}

pub fn merge_sort(xs: &[i64]) -> Result<Vec<i64>> {
    if xs.len() <= 1 {
        return Ok(xs.to_vec());
    }
    let (left, right) = xs.split_at(xs.len() / 2);
    merge(&merge_sort(left)?, &merge_sort(right)?)
}

fn merge(left: &[i64], right: &[i64]) -> Result<Vec<i64>> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if at(left, i)? <= at(right, j)? {
            merged.push(at(left, i)?);
            i += 1;
        } else {
            merged.push(at(right, j)?);
            j += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    Ok(merged)
}

pub fn primes(limit: i64) -> Result<Vec<i64>> {
    demand((0..=100_000_000).contains(&limit), "limit")?;
    let mut crossed = HashSet::new();
    let mut found = Vec::new();
    for n in 2..=limit {
        if !crossed.contains(&n) {
            found.push(n);
            let mut m = n.checked_mul(n).ok_or(Error::Overflow)?;
            while m <= limit {
                crossed.insert(m);
                m = add(m, n)?;
            }
        }
    }
    Ok(found)
}

/// The same with an array of flags, which the spec language does not have.
pub fn primes_array(limit: i64) -> Result<Vec<i64>> {
    demand((0..=100_000_000).contains(&limit), "limit")?;
    let limit = limit as usize;
    let mut crossed = vec![false; limit + 1];
    let mut found = Vec::new();
    for n in 2..=limit {
        if !at(&crossed, n)? {
            found.push(n as i64);
            let mut m = n.checked_mul(n).ok_or(Error::Overflow)?;
            while m <= limit {
                crossed[m] = true;
                m += n;
            }
        }
    }
    Ok(found)
}

pub fn edit_distance(a: &str, b: &str) -> Result<i64> {
    let columns: Vec<char> = b.chars().collect();
    let mut row: Vec<i64> = (0..=columns.len() as i64).collect();
    for x in a.chars() {
        let mut next = Vec::with_capacity(row.len());
        next.push(add(at(&row, 0)?, 1)?);
        for (j, &y) in columns.iter().enumerate() {
            let cost = i64::from(x != y);
            let least = add(at(&next, j)?, 1)?.min(add(at(&row, j + 1)?, 1)?).min(add(at(&row, j)?, cost)?);
            next.push(least);
        }
        row = next;
    }
    at(&row, columns.len())
}

pub fn word_count(text: &str) -> Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    for word in text.to_ascii_lowercase().split(' ').filter(|w| !w.is_empty()) {
        let count = counts.entry(word.to_owned()).or_insert(0);
        *count = add(*count, 1)?;
    }
    Ok(counts)
}

pub fn product(a: &[Vec<i64>], b: &[Vec<i64>]) -> Result<Vec<Vec<i64>>> {
    if b.is_empty() || a.iter().any(|row| row.len() != b.len()) {
        return Err(Error::BadShape);
    }
    let mut made = Vec::with_capacity(a.len());
    for row in a {
        let mut line = Vec::with_capacity(b[0].len());
        for j in 0..b[0].len() {
            let mut total = 0;
            for (k, &x) in row.iter().enumerate() {
                let y = at(b.get(k).ok_or(Error::IndexOutOfBounds)?, j)?;
                total = add(total, x.checked_mul(y).ok_or(Error::Overflow)?)?;
            }
            line.push(total);
        }
        made.push(line);
    }
    Ok(made)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Number(i64),
    Name(String),
    Symbol(String),
}

pub fn tokenize(text: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            ' ' => flush(&mut tokens, &mut word)?,
            '+' | '-' | '*' | '/' | '(' | ')' => {
                flush(&mut tokens, &mut word)?;
                tokens.push(Token::Symbol(c.to_string()));
            }
            _ => return Err(Error::BadCharacter(c)),
        }
    }
    flush(&mut tokens, &mut word)?;
    Ok(tokens)
}

fn flush(tokens: &mut Vec<Token>, word: &mut String) -> Result<()> {
    let word = std::mem::take(word);
    match word.chars().next() {
        None => {}
        Some('0'..='9') => {
            if !word.bytes().all(|b| b.is_ascii_digit()) {
                return Err(Error::InvalidNumber);
            }
            tokens.push(Token::Number(word.parse().map_err(|_| Error::Overflow)?));
        }
        Some(_) => tokens.push(Token::Name(word)),
    }
    Ok(())
}

#[derive(Debug, Clone, Copy)]
pub struct Item {
    weight: i64,
    value: i64,
}

impl Item {
    pub fn new(weight: i64, value: i64) -> Result<Self> {
        demand((1..=1_000_000).contains(&weight), "weight")?;
        demand((0..=1_000_000).contains(&value), "value")?;
        Ok(Self { weight, value })
    }
}

pub fn best_value(items: &[Item], capacity: i64) -> Result<i64> {
    demand((0..=1_000_000).contains(&capacity), "capacity")?;
    let mut best = vec![0_i64; capacity as usize + 1];
    for item in items {
        let weight = item.weight as usize;
        let mut next = Vec::with_capacity(best.len());
        for (room, &value) in best.iter().enumerate() {
            next.push(if room < weight {
                value
            } else {
                value.max(add(at(&best, room - weight)?, item.value)?)
            });
        }
        best = next;
    }
    at(&best, capacity as usize)
}

const FREE_SHIPPING: f64 = 50.0;
const SHIPPING: f64 = 4.9;

#[derive(Debug, Clone)]
pub struct Line {
    #[allow(dead_code)]
    sku: String,
    price: f64,
    quantity: i64,
}

impl Line {
    pub fn new(sku: &str, price: f64, quantity: i64) -> Result<Self> {
        demand((0.0..1.0e9).contains(&price), "price")?;
        demand((0..1_000_000).contains(&quantity), "quantity")?;
        Ok(Self { sku: sku.to_owned(), price, quantity })
    }
}

#[derive(Debug, Clone)]
pub struct Order {
    pub customer: String,
    pub lines: Vec<Line>,
    pub coupon: Option<String>,
}

pub fn total(order: &Order) -> Result<f64> {
    if order.lines.is_empty() {
        return Err(Error::EmptyOrder);
    }
    let gross: f64 = order.lines.iter().map(|l| l.price * l.quantity as f64).sum();
    let off = match order.coupon.as_deref() {
        Some("HALF") => gross * 0.5,
        Some("TENTH") => gross * 0.1,
        _ => 0.0,
    };
    let net = gross - off;
    Ok(if net >= FREE_SHIPPING { net } else { net + SHIPPING })
}

pub fn totals(orders: &[Order]) -> Result<BTreeMap<String, f64>> {
    let mut owed = BTreeMap::new();
    for order in orders {
        *owed.entry(order.customer.clone()).or_insert(0.0) += total(order)?;
    }
    Ok(owed)
}
