//! Strings that match a pattern: a reader of the regular part of ECMA-262 expressions, and a sampler over what it read.
//!
//! Look-around and back-references are beyond it; a caller gets `None` and uses an example instead.

use super::Seed;

/// Letters to choose from where a pattern only says what may not stand.
const CHOICE: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_. ";

/// How many strings are tried for one length.
const ATTEMPTS: u32 = 8;

type Alternatives = Vec<Vec<Repeat>>;
type Ranges = Vec<(char, char)>;

struct Repeat {
    piece: Piece,
    min: u32,
    max: u32,
}

enum Piece {
    Literal(char),
    Set { ranges: Ranges, negated: bool },
    Group(Alternatives),
    Nothing,
}

/// A string that matches the pattern and has a length within bounds, if one was found.
pub(super) fn sample(
    pattern: &str,
    min_length: u64,
    max_length: u64,
    seed: &mut Seed,
) -> Option<String> {
    let mut reader = Reader {
        rest: pattern.chars().collect(),
        at: 0,
    };
    let alternatives = reader.alternatives()?;
    if reader.at != reader.rest.len() {
        return None;
    }
    let widest = u32::try_from(min_length)
        .unwrap_or(u32::MAX)
        .saturating_add(8)
        .min(2_000);
    // Not always the shortest, so that an array can find strings that differ.
    let first = u32::try_from(seed.below(4)).unwrap_or(0).min(widest);
    (first..=widest)
        .chain(0..first)
        .flat_map(|stretch| std::iter::repeat_n(stretch, ATTEMPTS as usize))
        .find_map(|stretch| {
            let mut out = String::new();
            write_one(&alternatives, stretch, seed, &mut out)?;
            let length = out.chars().count() as u64;
            (min_length..=max_length).contains(&length).then_some(out)
        })
}

fn write_one(
    alternatives: &Alternatives,
    stretch: u32,
    seed: &mut Seed,
    out: &mut String,
) -> Option<()> {
    for repeat in seed.pick(alternatives)? {
        let spare = u64::from(repeat.max.saturating_sub(repeat.min).min(stretch));
        let more = if spare == u64::from(stretch) {
            spare
        } else {
            seed.below(spare + 1)
        };
        for _ in 0..u64::from(repeat.min) + more {
            write_piece(&repeat.piece, stretch, seed, out)?;
        }
    }
    Some(())
}

fn write_piece(piece: &Piece, stretch: u32, seed: &mut Seed, out: &mut String) -> Option<()> {
    match piece {
        Piece::Nothing => {}
        Piece::Literal(letter) => out.push(*letter),
        Piece::Group(inner) => write_one(inner, stretch, seed, out)?,
        Piece::Set {
            ranges,
            negated: false,
        } => {
            let &(low, high) = seed.pick(ranges)?;
            let step = seed.below(u64::from(u32::from(high) - u32::from(low)) + 1);
            out.push(char::from_u32(u32::from(low) + u32::try_from(step).ok()?).unwrap_or(low));
        }
        Piece::Set {
            ranges,
            negated: true,
        } => {
            let allowed: Vec<char> = CHOICE
                .chars()
                .filter(|letter| !within(ranges, *letter))
                .collect();
            out.push(*seed.pick(&allowed)?);
        }
    }
    Some(())
}

fn within(ranges: &Ranges, letter: char) -> bool {
    ranges
        .iter()
        .any(|(low, high)| (*low..=*high).contains(&letter))
}

struct Reader {
    rest: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }

    fn alternatives(&mut self) -> Option<Alternatives> {
        let mut all = vec![self.sequence()?];
        while self.take('|') {
            all.push(self.sequence()?);
        }
        Some(all)
    }

    fn sequence(&mut self) -> Option<Vec<Repeat>> {
        let mut out = Vec::new();
        while let Some(letter) = self.peek() {
            if letter == '|' || letter == ')' {
                break;
            }
            let piece = self.piece()?;
            let (min, max) = self.quantifier()?;
            out.push(Repeat { piece, min, max });
        }
        Some(out)
    }

    fn piece(&mut self) -> Option<Piece> {
        match self.next()? {
            '^' | '$' => Some(Piece::Nothing),
            '.' => Some(Piece::Set {
                ranges: vec![('\n', '\n')],
                negated: true,
            }),
            '(' => self.group(),
            '[' => self.set(),
            '\\' => self.escape(),
            '*' | '+' | '?' => None,
            letter => Some(Piece::Literal(letter)),
        }
    }

    fn group(&mut self) -> Option<Piece> {
        if self.take('?') {
            match self.next()? {
                ':' => {}
                '<' if !matches!(self.peek(), Some('=' | '!')) => while self.next()? != '>' {},
                _ => return None,
            }
        }
        let inner = self.alternatives()?;
        self.take(')').then_some(Piece::Group(inner))
    }

    fn escape(&mut self) -> Option<Piece> {
        let letter = self.next()?;
        match letter {
            'b' => Some(Piece::Nothing),
            'B' | '1'..='9' | 'k' => None,
            _ => Some(match self.class(letter)? {
                (ranges, negated)
                    if ranges.len() == 1 && ranges[0].0 == ranges[0].1 && !negated =>
                {
                    Piece::Literal(ranges[0].0)
                }
                (ranges, negated) => Piece::Set { ranges, negated },
            }),
        }
    }

    /// What an escaped letter stands for, inside and outside of brackets.
    fn class(&mut self, letter: char) -> Option<(Ranges, bool)> {
        let word = vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
        let one = |letter: char| Some((vec![(letter, letter)], false));
        match letter {
            'd' => Some((vec![('0', '9')], false)),
            'D' => Some((vec![('0', '9')], true)),
            'w' => Some((word, false)),
            'W' => Some((word, true)),
            's' => one(' '),
            'S' => Some((vec![('\t', '\r'), (' ', ' ')], true)),
            't' => one('\t'),
            'n' => one('\n'),
            'r' => one('\r'),
            'x' => one(self.hex(2)?),
            'u' if self.take('{') => {
                let digits: String =
                    std::iter::from_fn(|| self.next().filter(|digit| *digit != '}')).collect();
                one(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?)
            }
            'u' => one(self.hex(4)?),
            'p' if self.take('{') => {
                let name: String =
                    std::iter::from_fn(|| self.next().filter(|letter| *letter != '}')).collect();
                if name.contains('N') {
                    Some((vec![('0', '9')], false))
                } else {
                    Some((vec![('a', 'z')], false))
                }
            }
            'p' | 'P' => None,
            other => one(other),
        }
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let text: String = (0..digits).map_while(|_| self.next()).collect();
        char::from_u32(u32::from_str_radix(&text, 16).ok()?)
    }

    fn set(&mut self) -> Option<Piece> {
        let negated = self.take('^');
        let mut ranges = Ranges::new();
        while !self.take(']') {
            let (low, is_class) = self.member()?;
            let is_range = self.peek() == Some('-')
                && self
                    .rest
                    .get(self.at + 1)
                    .is_some_and(|after| *after != ']');
            match low.as_slice() {
                [(low, _)] if !is_class && is_range => {
                    self.at += 1;
                    let (high, _) = self.member()?;
                    ranges.push((*low, high.first()?.1));
                }
                _ => ranges.extend(low),
            }
        }
        Some(Piece::Set { ranges, negated })
    }

    /// One letter or class inside brackets, and whether it was a class.
    fn member(&mut self) -> Option<(Ranges, bool)> {
        match self.next()? {
            '\\' => {
                let letter = self.next()?;
                let (ranges, negated) = self.class(letter)?;
                let is_class = ranges.iter().any(|(low, high)| low != high);
                (!negated).then_some((ranges, is_class))
            }
            letter => Some((vec![(letter, letter)], false)),
        }
    }

    fn quantifier(&mut self) -> Option<(u32, u32)> {
        let bounds = match self.peek() {
            Some('*') => (0, u32::MAX),
            Some('+') => (1, u32::MAX),
            Some('?') => (0, 1),
            Some('{') if self.rest.get(self.at + 1).is_some_and(char::is_ascii_digit) => {
                return self.braces();
            }
            _ => return Some((1, 1)),
        };
        self.at += 1;
        self.take('?');
        Some(bounds)
    }

    fn braces(&mut self) -> Option<(u32, u32)> {
        self.at += 1;
        let text: String =
            std::iter::from_fn(|| self.next().filter(|letter| *letter != '}')).collect();
        self.take('?');
        let min = text.split(',').next()?.parse().ok()?;
        let max = match text.split_once(',') {
            None => min,
            Some((_, "")) => u32::MAX,
            Some((_, max)) => max.parse().ok()?,
        };
        Some((min, max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_match_their_pattern() {
        let patterns = [
            "^v[0-9]+$",
            "^RMA-[0-9A-Z]{5,20}$",
            "^[A-Za-z0-9+/=_-]{10,}$",
            "^[a-z][a-z_]*(\\.[a-z_]+)+$",
            "^(?:one|two)?x{2}$",
            "^\\d{3}-\\w\\S[^a-z]$",
            "^[!-~]+$",
            "^[\\w.-]+@[a-z]{2,}\\.de$",
        ];
        for pattern in patterns {
            let judge = jsonschema::validator_for(
                &serde_json::json!({ "type": "string", "pattern": pattern }),
            )
            .expect("pattern");
            for start in 0..50 {
                let made = sample(pattern, 0, 60, &mut Seed::new(start)).expect(pattern);
                assert!(
                    judge.is_valid(&serde_json::json!(made)),
                    "{made} does not match {pattern}"
                );
            }
        }
    }

    #[test]
    fn lengths_are_kept() {
        for start in 0..50 {
            let made = sample("^[a-z]+$", 30, 34, &mut Seed::new(start)).expect("sample");
            assert!((30..=34).contains(&made.len()), "{made}");
        }
    }

    #[test]
    fn what_it_cannot_read_is_none() {
        for pattern in ["^(?=a)b$", "(a)\\1", "a(b"] {
            assert_eq!(sample(pattern, 0, 9, &mut Seed::new(1)), None, "{pattern}");
        }
    }
}
