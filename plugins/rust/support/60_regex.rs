//- part: regex
//- uses: std::ops::RangeInclusive
/// A regular expression as the program of an automaton, made from its pattern by the compiler.
pub struct Regex {
    /// The step at which a search begins.
    pub start: usize,
    /// The steps; the first one says that the pattern matches.
    pub steps: &'static [Step],
}

/// A step of an automaton.
#[allow(dead_code, reason = "a pattern need not have all of them")]
pub enum Step {
    /// The pattern matches.
    Accept,
    /// Reads a character of these ranges.
    Consume(&'static [RangeInclusive<char>], usize),
    /// Goes on at both steps.
    Split(usize, usize),
    /// Goes on at the beginning of the text.
    TextStart(usize),
    /// Goes on at the end of the text.
    TextEnd(usize),
    /// Goes on at the beginning of a line.
    LineStart(usize),
    /// Goes on at the end of a line.
    LineEnd(usize),
    /// Goes on at an end of an ASCII word.
    Word(usize),
    /// Goes on elsewhere.
    NoWord(usize),
}

impl Regex {
    /// Whether some part of the text matches; the time is linear in its length.
    pub fn is_match(&self, text: &str) -> bool {
        let mut before = None;
        let mut active = Vec::new();
        for after in text.chars().map(Some).chain([None]) {
            active.push(self.start);
            let places = std::mem::take(&mut active);
            for place in self.reachable(places, before, after) {
                match (&self.steps[place], after) {
                    (Step::Accept, _) => return true,
                    (Step::Consume(ranges, next), Some(c))
                        if ranges.iter().any(|range| range.contains(&c)) =>
                    {
                        active.push(*next);
                    }
                    _ => {}
                }
            }
            before = after;
        }
        false
    }

    /// All steps that are reached between two characters without reading one.
    fn reachable(
        &self,
        mut todo: Vec<usize>,
        before: Option<char>,
        after: Option<char>,
    ) -> Vec<usize> {
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        let edge = word(before) != word(after);
        let mut seen = vec![false; self.steps.len()];
        let mut found = Vec::new();
        while let Some(place) = todo.pop() {
            if std::mem::replace(&mut seen[place], true) {
                continue;
            }
            found.push(place);
            match self.steps[place] {
                Step::Split(first, second) => todo.extend([first, second]),
                Step::TextStart(next) if before.is_none() => todo.push(next),
                Step::TextEnd(next) if after.is_none() => todo.push(next),
                Step::LineStart(next) if matches!(before, None | Some('\n')) => todo.push(next),
                Step::LineEnd(next) if matches!(after, None | Some('\n')) => todo.push(next),
                Step::Word(next) if edge => todo.push(next),
                Step::NoWord(next) if !edge => todo.push(next),
                _ => {}
            }
        }
        found
    }
}
//- test
#[test]
fn an_automaton_finds_its_pattern() {
    // ^a(na)*$
    let steps = &[
        Step::Accept,
        Step::TextEnd(0),
        Step::Split(4, 1),
        Step::Consume(&['a'..='a'], 2),
        Step::Consume(&['n'..='n'], 3),
        Step::Consume(&['a'..='a'], 2),
        Step::TextStart(5),
    ];
    let regex = Regex { start: 6, steps };
    assert!(regex.is_match("a") && regex.is_match("anana"));
    assert!(!regex.is_match("banana") && !regex.is_match("anan") && !regex.is_match(""));
}

#[test]
fn an_automaton_knows_words_and_lines() {
    let regex = |step| [step, Step::Consume(&['b'..='b'], 0)];
    let find = |steps: [Step; 2], text| {
        let steps = Box::leak(Box::new([
            Step::Accept,
            steps.into_iter().next().unwrap(),
            Step::Consume(&['b'..='b'], 0),
        ]));
        Regex { start: 1, steps }.is_match(text)
    };
    assert!(find(regex(Step::Word(2)), "a b") && !find(regex(Step::Word(2)), "ab"));
    assert!(find(regex(Step::NoWord(2)), "ab") && !find(regex(Step::NoWord(2)), "a b"));
    assert!(
        find(regex(Step::LineStart(2)), "a\nb") && !find(regex(Step::TextStart(2)), "a\nb")
    );
    let end = Regex {
        start: 1,
        steps: &[
            Step::Accept,
            Step::Consume(&['b'..='b'], 2),
            Step::LineEnd(0),
        ],
    };
    assert!(end.is_match("b\na") && !end.is_match("ba"));
}
