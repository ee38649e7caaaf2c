//- part: index
/// An index that is known to be inside of its list.
pub fn index(index: i64) -> usize {
    usize::try_from(index).expect("an index is never negative")
}
//- test
#[test]
fn index_is_the_number() {
    assert_eq!(["a", "b"][index(1)], "b");
}

//- part: at
/// The item at an index, if there is one.
pub fn at<T>(items: &[T], index: i64) -> Option<&T> {
    items.get(usize::try_from(index).ok()?)
}
//- test
#[test]
fn at_refuses_what_is_outside() {
    assert_eq!(
        [0, 2, 3, -1].map(|i| at(&[7, 8, 9], i)),
        [Some(&7), Some(&9), None, None]
    );
}

//- part: slice
/// The items from index `from` up to but not including `to`; `None` if there are not that many.
pub fn slice<T>(items: &[T], from: i64, to: i64) -> Option<&[T]> {
    items.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
}
//- test
#[test]
fn slice_refuses_what_is_outside() {
    assert_eq!(slice(&[1, 2, 3], 1, 3), Some(&[2, 3][..]));
    assert_eq!(slice(&[1, 2, 3], 3, 3), Some(&[][..]));
    assert_eq!(slice(&[1, 2, 3], -1, 1), None);
    assert_eq!(slice(&[1, 2, 3], 2, 1), None);
    assert_eq!(slice(&[1, 2, 3], 0, 4), None);
}

//- part: clamp
/// A count of items, at least none and at most all.
pub fn clamp(count: i64, len: usize) -> usize {
    usize::try_from(count.max(0)).map_or(len, |count| count.min(len))
}
//- test
#[test]
fn clamp_stays_inside() {
    assert_eq!([-1, 0, 2, i64::MAX].map(|n| clamp(n, 2)), [0, 0, 2, 2]);
}

//- part: distinct
/// The first of each group of equal items, in order.
pub fn distinct<T: Clone + PartialEq>(items: &[T]) -> Vec<T> {
    let mut out: Vec<T> = Vec::new();
    for item in items {
        if !out.contains(item) {
            out.push(item.clone());
        }
    }
    out
}
//- test
#[test]
fn distinct_keeps_the_first() {
    assert_eq!(distinct(&["b", "b", "c", "a", "c"]), ["b", "c", "a"]);
    assert_eq!(distinct(&[f64::NAN, f64::NAN]).len(), 2);
}

//- part: distinct_ordered
//- uses: std::collections::BTreeSet
/// The first of each group of equal items, in order.
pub fn distinct_ordered<T: Clone + Ord>(items: &[T]) -> Vec<T> {
    let mut seen = BTreeSet::new();
    items
        .iter()
        .filter(|item| seen.insert(*item))
        .cloned()
        .collect()
}
//- test
#[test]
fn distinct_ordered_keeps_the_first() {
    assert_eq!(
        distinct_ordered(&["b", "b", "c", "a", "c"]),
        ["b", "c", "a"]
    );
}

//- part: position
//- needs: int
/// The index of the first item that equals `value`, or -1.
pub fn position<T: PartialEq>(items: &[T], value: &T) -> i64 {
    items.iter().position(|item| item == value).map_or(-1, int)
}
//- test
#[test]
fn position_is_minus_one_where_there_is_none() {
    assert_eq!(position(&[5, 4, 3], &3), 2);
    assert_eq!(position(&[f64::NAN], &f64::NAN), -1);
}

//- part: checked_sum
/// Sums that notice an overflow.
pub trait CheckedSum: Iterator<Item = i64> + Sized {
    /// Sums from the left; `None` if that overflows.
    fn checked_sum(mut self) -> Option<i64> {
        self.try_fold(0, i64::checked_add)
    }
}

impl<I: Iterator<Item = i64>> CheckedSum for I {}
//- test
#[test]
fn checked_sum_notices_overflow() {
    assert_eq!([1, 2, 3].into_iter().checked_sum(), Some(6));
    assert_eq!([i64::MAX, 1, -1].into_iter().checked_sum(), None);
}

//- part: sorted
/// Sorting in a chain.
pub trait Sorted: Iterator + Sized {
    /// The items in ascending order.
    fn sorted(self) -> Vec<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut items: Vec<_> = self.collect();
        items.sort();
        items
    }
}

impl<I: Iterator> Sorted for I {}
//- test
#[test]
fn sorted_ascends() {
    assert_eq!([3, 1, 2].into_iter().sorted(), [1, 2, 3]);
}

//- part: sorted_by_key
/// Sorting by a key in a chain.
pub trait SortedByKey: Iterator + Sized {
    /// Sorts stably by a key that is computed once an item, in order.
    fn sorted_by_key<K: Ord>(self, mut key: impl FnMut(&Self::Item) -> K) -> Vec<Self::Item> {
        let mut keyed: Vec<_> = self.map(|item| (key(&item), item)).collect();
        keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
        keyed.into_iter().map(|(_, item)| item).collect()
    }
}

impl<I: Iterator> SortedByKey for I {}
//- test
#[test]
fn sorted_by_key_is_stable() {
    let sorted = [-2, 1, 2, -1].into_iter().sorted_by_key(|n: &i64| n.abs());
    assert_eq!(sorted, [1, -1, -2, 2]);
}

//- part: try_sorted_by_key
//- uses: crate::Result
/// Sorting in a chain by a key that may fail.
pub trait TrySortedByKey: Iterator + Sized {
    /// Sorts stably by a key that is computed once an item, in order; fails with the first.
    fn try_sorted_by_key<K: Ord>(
        self,
        mut key: impl FnMut(&Self::Item) -> Result<K>,
    ) -> Result<Vec<Self::Item>> {
        let mut keyed = self
            .map(|item| Ok((key(&item)?, item)))
            .collect::<Result<Vec<_>>>()?;
        keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(keyed.into_iter().map(|(_, item)| item).collect())
    }
}

impl<I: Iterator> TrySortedByKey for I {}
//- test
#[test]
fn try_sorted_by_key_is_stable() {
    let sorted = [-2, 1, 2, -1]
        .into_iter()
        .try_sorted_by_key(|n: &i64| Ok(n.abs()));
    assert_eq!(sorted, Ok(vec![1, -1, -2, 2]));
}

//- part: number_order
//- uses: std::cmp::Ordering
/// The order of keys that may hold NaN: those come last, equal to each other.
pub fn number_order<K: PartialOrd>(a: &K, b: &K) -> Ordering {
    let last = |key: &K| key.partial_cmp(key).is_none();
    match (last(a), last(b)) {
        (false, false) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (a, b) => a.cmp(&b),
    }
}
//- test
#[test]
fn number_order_puts_nan_last() {
    assert_eq!(number_order(&1.0, &f64::NAN), Ordering::Less);
    assert_eq!(number_order(&f64::NAN, &1.0), Ordering::Greater);
    assert_eq!(number_order(&f64::NAN, &f64::NAN), Ordering::Equal);
    assert_eq!(number_order(&2.0, &1.0), Ordering::Greater);
    assert_eq!(number_order(&(1, f64::NAN), &(2, 0.0)), Ordering::Greater);
}

//- part: try_sorted_by_number
//- needs: number_order
//- uses: crate::Result
/// Sorting by keys that may hold NaN and may fail, in a chain.
pub trait TrySortedByNumber: Iterator + Sized {
    /// Sorts stably by a key that is computed once an item, in order; fails with the first.
    fn try_sorted_by_number<K: PartialOrd>(
        self,
        mut key: impl FnMut(&Self::Item) -> Result<K>,
    ) -> Result<Vec<Self::Item>> {
        let mut keyed = self
            .map(|item| Ok((key(&item)?, item)))
            .collect::<Result<Vec<_>>>()?;
        keyed.sort_by(|(a, _), (b, _)| number_order(a, b));
        Ok(keyed.into_iter().map(|(_, item)| item).collect())
    }
}

impl<I: Iterator> TrySortedByNumber for I {}
//- test
#[test]
fn try_sorted_by_number_puts_nan_last() {
    let sorted = [(1, f64::NAN), (2, 4.0), (3, 1.0)]
        .into_iter()
        .try_sorted_by_number(|&(_, x)| Ok(x));
    let numbers = sorted.map(|pairs| pairs.into_iter().map(|(n, _)| n).collect());
    assert_eq!(numbers, Ok(vec![3, 2, 1]));
}

//- part: sorted_by_number
//- needs: number_order
/// Sorting by keys that may hold NaN, in a chain.
pub trait SortedByNumber: Iterator + Sized {
    /// Sorts stably by a key that is computed once an item; keys with NaN come last.
    fn sorted_by_number<K: PartialOrd>(
        self,
        mut key: impl FnMut(&Self::Item) -> K,
    ) -> Vec<Self::Item> {
        let mut keyed: Vec<_> = self.map(|item| (key(&item), item)).collect();
        keyed.sort_by(|(a, _), (b, _)| number_order(a, b));
        keyed.into_iter().map(|(_, item)| item).collect()
    }
}

impl<I: Iterator> SortedByNumber for I {}
//- test
#[test]
fn sorted_by_number_puts_nan_last() {
    let sorted = [f64::NAN, 1.0, 0.0, -0.0]
        .into_iter()
        .sorted_by_number(|&x| x);
    assert_eq!(sorted.map_text(), "0,-0,1,NaN");
    let pairs = [(1.0, f64::NAN), (2.0, 1.0), (1.0, 3.0)];
    let sorted = pairs.into_iter().sorted_by_number(|&pair| pair);
    assert_eq!(
        sorted
            .iter()
            .map(|pair| pair.0)
            .collect::<Vec<_>>()
            .map_text(),
        "1,2,1"
    );
}

#[cfg(test)]
trait MapText {
    fn map_text(&self) -> String;
}

impl MapText for Vec<f64> {
    fn map_text(&self) -> String {
        self.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(",")
    }
}

//- part: grouped_by
//- uses: std::collections::BTreeMap
/// Grouping in a chain.
pub trait GroupedBy: Iterator + Sized {
    /// The items by a key, in their order within each group.
    fn grouped_by<K: Ord>(
        self,
        mut key: impl FnMut(&Self::Item) -> K,
    ) -> BTreeMap<K, Vec<Self::Item>> {
        let mut groups: BTreeMap<K, Vec<Self::Item>> = BTreeMap::new();
        for item in self {
            groups.entry(key(&item)).or_default().push(item);
        }
        groups
    }
}

impl<I: Iterator> GroupedBy for I {}
//- test
#[test]
fn grouped_by_keeps_the_order() {
    let groups = [1, 2, 3].into_iter().grouped_by(|n| n % 2);
    assert_eq!(groups, BTreeMap::from([(0, vec![2]), (1, vec![1, 3])]));
}

//- part: max_by_first
/// The greatest in a chain.
pub trait MaxByFirst: Iterator + Sized {
    /// The first item with the greatest key.
    fn max_by_first<K: Ord>(self, mut key: impl FnMut(&Self::Item) -> K) -> Option<Self::Item> {
        self.map(|item| (key(&item), item))
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(|(_, item)| item)
    }
}

impl<I: Iterator> MaxByFirst for I {}
//- test
#[test]
fn max_by_first_takes_the_first_of_equals() {
    assert_eq!(
        ["a", "ccc", "ddd"].into_iter().max_by_first(|s| s.len()),
        Some("ccc")
    );
}

//- part: range_by
//- uses: crate::Error
//- uses: crate::Result
//- errors: InvalidArgument, Overflow
/// The numbers from `from` in steps, up to but not including `to`.
pub fn range_by(from: i64, to: i64, step: i64) -> Result<Vec<i64>> {
    if step == 0 {
        return Err(Error::InvalidArgument("a step of 0".into()));
    }
    let (from, to, step) = (i128::from(from), i128::from(to), i128::from(step));
    let count = ((to - from + step - step.signum()) / step).max(0);
    let count = i64::try_from(count).map_err(|_| Error::Overflow)?;
    Ok((0..i128::from(count))
        .filter_map(|n| i64::try_from(from + n * step).ok())
        .collect())
}
//- test
#[test]
fn range_by_counts_up_and_down() {
    assert_eq!(range_by(0, 10, 4), Ok(vec![0, 4, 8]));
    assert_eq!(range_by(5, 0, -2), Ok(vec![5, 3, 1]));
    assert_eq!(range_by(0, 10, -1), Ok(vec![]));
    assert_eq!(
        range_by(i64::MIN, i64::MAX, 1 << 62).map(|all| all.len()),
        Ok(4)
    );
    assert_eq!(range_by(i64::MIN, i64::MAX, 1), Err(Error::Overflow));
    assert!(matches!(range_by(0, 1, 0), Err(Error::InvalidArgument(_))));
}

//- part: range
/// The numbers from `from` up to but not including `to`; `None` if there are more than `i64::MAX`.
pub fn range(from: i64, to: i64) -> Option<std::ops::Range<i64>> {
    (from >= to || to.checked_sub(from).is_some()).then_some(from..to)
}
//- test
#[test]
fn range_refuses_too_many() {
    assert_eq!(range(2, 4), Some(2..4));
    assert_eq!(range(4, 2).map(Iterator::count), Some(0));
    assert_eq!(range(i64::MIN, i64::MAX), None);
}

//- part: take
//- needs: clamp
/// The first items, or as many as there are.
pub fn take<T>(items: &[T], count: i64) -> &[T] {
    &items[..clamp(count, items.len())]
}
//- test
#[test]
fn take_is_clamped() {
    assert_eq!([1, 9, -1].map(|n| take(&[5, 6], n).len()), [1, 2, 0]);
}

//- part: drop_items
//- needs: clamp
/// The items without the first ones.
pub fn drop_items<T>(items: &[T], count: i64) -> &[T] {
    &items[clamp(count, items.len())..]
}
//- test
#[test]
fn drop_items_is_clamped() {
    assert_eq!([1, 9, -1].map(|n| drop_items(&[5, 6], n).len()), [1, 0, 2]);
}

//- part: appended
/// The list with more items behind its own.
pub fn appended<T>(mut list: Vec<T>, more: impl IntoIterator<Item = T>) -> Vec<T> {
    list.extend(more);
    list
}
//- test
#[test]
fn appended_keeps_the_order() {
    assert_eq!(appended(vec![1], [3, 2]), [1, 3, 2]);
}

//- part: put
//- uses: std::collections::BTreeMap
/// The map with one entry more, or another value for its key.
pub fn put<K: Ord, V>(mut map: BTreeMap<K, V>, key: K, value: V) -> BTreeMap<K, V> {
    map.insert(key, value);
    map
}
//- test
#[test]
fn put_replaces() {
    assert_eq!(
        put(BTreeMap::from([(1, 2)]), 1, 3),
        BTreeMap::from([(1, 3)])
    );
}

//- part: without_key
//- uses: std::collections::BTreeMap
/// The map without a key.
pub fn without_key<K: Ord, V>(mut map: BTreeMap<K, V>, key: &K) -> BTreeMap<K, V> {
    map.remove(key);
    map
}
//- test
#[test]
fn without_key_takes_any_key() {
    assert_eq!(
        without_key(BTreeMap::from([(1, 2)]), &3),
        BTreeMap::from([(1, 2)])
    );
    assert!(without_key(BTreeMap::from([(1, 2)]), &1).is_empty());
}

//- part: with_item
//- uses: std::collections::BTreeSet
/// The set with one element more.
pub fn with_item<T: Ord>(mut set: BTreeSet<T>, item: T) -> BTreeSet<T> {
    set.insert(item);
    set
}
//- test
#[test]
fn with_item_adds_once() {
    assert_eq!(with_item(BTreeSet::from([1]), 1), BTreeSet::from([1]));
}

//- part: without_item
//- uses: std::collections::BTreeSet
/// The set without an element.
pub fn without_item<T: Ord>(mut set: BTreeSet<T>, item: &T) -> BTreeSet<T> {
    set.remove(item);
    set
}
//- test
#[test]
fn without_item_takes_any_item() {
    assert_eq!(without_item(BTreeSet::from([1]), &2), BTreeSet::from([1]));
}

//- part: unique_map
//- uses: std::collections::BTreeMap
/// The map of the entries; `None` if a key comes twice.
pub fn unique_map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> Option<BTreeMap<K, V>> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        if map.insert(key, value).is_some() {
            return None;
        }
    }
    Some(map)
}
//- test
#[test]
fn unique_map_notices_a_key_that_comes_twice() {
    assert_eq!(
        unique_map([(1, 2), (2, 3)]),
        Some(BTreeMap::from([(1, 2), (2, 3)]))
    );
    assert_eq!(unique_map([(1, 2), (1, 3)]), None);
}

//- part: set_at
/// Replaces the item at an index that is inside.
pub fn set_at<T>(items: &mut [T], index: i64, item: T) {
    if let Some(place) = usize::try_from(index).ok().and_then(|at| items.get_mut(at)) {
        *place = item;
    }
}
//- test
#[test]
fn set_at_replaces() {
    let mut items = [1, 2];
    set_at(&mut items, 1, 3);
    set_at(&mut items, 2, 4);
    assert_eq!(items, [1, 3]);
}

//- part: in_range
//- uses: std::ops::RangeInclusive
/// The number, if it lies in the range.
pub fn in_range(number: i64, range: RangeInclusive<i64>) -> Option<i64> {
    range.contains(&number).then_some(number)
}
//- test
#[test]
fn in_range_takes_both_ends() {
    assert_eq!(
        [-1, 0, 9, 10].map(|n| in_range(n, 0..=9)),
        [None, Some(0), Some(9), None]
    );
}

//- part: of_size
//- uses: crate::Error
//- uses: crate::Result
//- errors: ContractViolation
/// The items, if there are so many.
pub fn of_size<T>(items: Vec<T>, size: usize) -> Result<Vec<T>> {
    if items.len() == size {
        Ok(items)
    } else {
        Err(Error::ContractViolation("another number of items"))
    }
}
//- test
#[test]
fn of_size_counts() {
    assert_eq!(of_size(vec![1, 2], 2), Ok(vec![1, 2]));
    assert!(of_size(vec![1, 2], 3).is_err());
}

//- part: min_by_number
/// The least of items by a number.
pub trait MinByNumber: Iterator + Sized {
    /// The first of the items whose number is the least, or the first whose number is NaN.
    fn min_by_number(self, number: impl Fn(&Self::Item) -> f64) -> Option<Self::Item> {
        self.map(|item| (number(&item), item))
            .reduce(|best, next| {
                if !best.0.is_nan() && (next.0.is_nan() || next.0 < best.0) {
                    next
                } else {
                    best
                }
            })
            .map(|(_, item)| item)
    }
}

impl<I: Iterator> MinByNumber for I {}
//- test
#[test]
fn min_by_number_takes_the_first() {
    let items = [(1.0, 'a'), (2.0, 'b'), (1.0, 'c'), (2.0, 'd')];
    let found = items.into_iter().min_by_number(|item| item.0);
    assert_eq!(found, Some((1.0, 'a')));
    let strange = [1.0, f64::NAN, 0.0, 3.0].into_iter().min_by_number(|&n| n);
    assert!(strange.is_some_and(f64::is_nan));
    assert_eq!(std::iter::empty::<f64>().min_by_number(|&n| n), None);
}

//- part: max_by_number
/// The greatest of items by a number.
pub trait MaxByNumber: Iterator + Sized {
    /// The first of the items whose number is the greatest, or the first whose number is NaN.
    fn max_by_number(self, number: impl Fn(&Self::Item) -> f64) -> Option<Self::Item> {
        self.map(|item| (number(&item), item))
            .reduce(|best, next| {
                if !best.0.is_nan() && (next.0.is_nan() || next.0 > best.0) {
                    next
                } else {
                    best
                }
            })
            .map(|(_, item)| item)
    }
}

impl<I: Iterator> MaxByNumber for I {}
//- test
#[test]
fn max_by_number_takes_the_first() {
    let items = [(1.0, 'a'), (2.0, 'b'), (1.0, 'c'), (2.0, 'd')];
    let found = items.into_iter().max_by_number(|item| item.0);
    assert_eq!(found, Some((2.0, 'b')));
    let strange = [1.0, f64::NAN, 0.0, 3.0].into_iter().max_by_number(|&n| n);
    assert!(strange.is_some_and(f64::is_nan));
    assert_eq!(std::iter::empty::<f64>().max_by_number(|&n| n), None);
}
