//! Patterns that are a run of ASCII classes with counts, such as `^[A-Za-z0-9._-]{1,64}$`, matched in one walk without backtracking.

/// The classes of an anchored pattern in order.
#[derive(Debug)]
pub(super) struct Steps(Vec<Step>);

#[derive(Debug)]
struct Step {
    class: Class,
    min: usize,
    max: usize,
}

/// One entry per byte; bytes of non-ASCII characters are in no class.
type Class = Box<[bool; 256]>;

impl Steps {
    /// Reads a pattern; `None` when it needs an engine.
    pub(super) fn read(source: &str) -> Option<Self> {
        let mut rest = source.strip_prefix('^')?.strip_suffix('$')?.as_bytes();
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let class = read_class(&mut rest)?;
            let (min, max) = read_count(&mut rest)?;
            steps.push(Step { class, min, max });
        }
        is_unambiguous(&steps).then_some(Self(steps))
    }

    /// True when the whole value is a run of the steps.
    #[inline]
    pub(super) fn matches(&self, value: &[u8]) -> bool {
        let mut rest = value;
        for step in &self.0 {
            let within = &rest[..rest.len().min(step.max)];
            let taken = within
                .iter()
                .position(|byte| !step.class[usize::from(*byte)])
                .unwrap_or(within.len());
            if taken < step.min {
                return false;
            }
            rest = &rest[taken..];
        }
        rest.is_empty()
    }
}

/// Taking as much as possible at every step is exact when no later step could have taken the same byte.
fn is_unambiguous(steps: &[Step]) -> bool {
    for (index, step) in steps.iter().enumerate() {
        if step.min == step.max {
            continue;
        }
        for later in &steps[index + 1..] {
            if step
                .class
                .iter()
                .zip(later.class.iter())
                .any(|(a, b)| *a && *b)
            {
                return false;
            }
            if later.min > 0 {
                break;
            }
        }
    }
    true
}

fn read_class(rest: &mut &[u8]) -> Option<Class> {
    let mut class = Box::new([false; 256]);
    match take(rest)? {
        b'[' => read_members(rest, &mut class)?,
        b'\\' => add_escape(take(rest)?, &mut class)?,
        byte if is_literal(byte) => class[usize::from(byte)] = true,
        _ => return None,
    }
    Some(class)
}

fn read_members(rest: &mut &[u8], class: &mut Class) -> Option<()> {
    if rest.first() == Some(&b'^') {
        return None;
    }
    loop {
        let byte = match take(rest)? {
            b']' => return Some(()),
            b'\\' => {
                let escaped = take(rest)?;
                if matches!(escaped, b'd' | b'w') {
                    add_escape(escaped, class)?;
                    if rest.first() == Some(&b'-') && rest.get(1) != Some(&b']') {
                        return None;
                    }
                    continue;
                }
                is_escaped_literal(escaped).then_some(escaped)?
            }
            byte if byte.is_ascii() && byte != b'[' => byte,
            _ => return None,
        };
        let is_range = rest.first() == Some(&b'-') && rest.get(1).is_some_and(|next| *next != b']');
        let last = if is_range {
            read_range_end(rest)?
        } else {
            byte
        };
        if last < byte {
            return None;
        }
        class[usize::from(byte)..=usize::from(last)].fill(true);
    }
}

fn read_range_end(rest: &mut &[u8]) -> Option<u8> {
    take(rest)?;
    let last = take(rest)?;
    (last.is_ascii() && !matches!(last, b'\\' | b'[')).then_some(last)
}

fn add_escape(escaped: u8, class: &mut Class) -> Option<()> {
    match escaped {
        b'd' => class[usize::from(b'0')..=usize::from(b'9')].fill(true),
        b'w' => {
            for byte in 0..=127_u8 {
                class[usize::from(byte)] |= byte.is_ascii_alphanumeric() || byte == b'_';
            }
        }
        byte if is_escaped_literal(byte) => class[usize::from(byte)] = true,
        _ => return None,
    }
    Some(())
}

/// Least and most repetitions; a lazy count is left to the engine.
fn read_count(rest: &mut &[u8]) -> Option<(usize, usize)> {
    let count = match rest.first() {
        Some(b'+') => (1, usize::MAX),
        Some(b'*') => (0, usize::MAX),
        Some(b'?') => (0, 1),
        Some(b'{') => {
            let end = rest.iter().position(|byte| *byte == b'}')?;
            let count = read_bounds(std::str::from_utf8(&rest[1..end]).ok()?)?;
            *rest = &rest[end..];
            count
        }
        _ => return Some((1, 1)),
    };
    take(rest)?;
    (!matches!(rest.first(), Some(b'?' | b'+' | b'*' | b'{'))).then_some(count)
}

fn read_bounds(text: &str) -> Option<(usize, usize)> {
    let number = |digits: &str| {
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse::<usize>().ok())
            .flatten()
    };
    let (min, max) = match text.split_once(',') {
        None => (number(text)?, number(text)?),
        Some((min, "")) => (number(min)?, usize::MAX),
        Some((min, max)) => (number(min)?, number(max)?),
    };
    (min <= max).then_some((min, max))
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (first, others) = rest.split_first()?;
    *rest = others;
    Some(*first)
}

/// Stands for itself outside a class.
fn is_literal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" _-@:/,#%&=~!<>;'\"`".contains(&byte)
}

/// Stands for itself after a backslash.
fn is_escaped_literal(byte: u8) -> bool {
    b".*+?^$(){}[]|\\/-".contains(&byte)
}
