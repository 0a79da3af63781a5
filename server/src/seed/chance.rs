//! Numbers that look like chance and are the same every time.

/// A sequence of numbers (SplitMix64). One per thing that is made, so that each can be made alone, in any order.
pub(super) struct Chance(u64);

impl Chance {
    /// The sequence of the thing with that place among the things of a kind.
    pub(super) fn of(seed_number: u64, kind: u64, at: u32) -> Self {
        let mut chance = Self(seed_number);
        let mixed = chance.next() ^ kind.rotate_left(32) ^ u64::from(at);
        let mut chance = Self(mixed);
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to below `end`; 0 when that is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let scaled = (self.next() >> 32) * u64::from(end);
        u32::try_from(scaled >> 32).unwrap_or_default()
    }

    /// Between two, both included.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = u32::try_from(last - first + 1).unwrap_or(u32::MAX);
        first + i64::from(self.below(span))
    }

    /// Whether something is so that is so in so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, of: &[T; N]) -> T {
        const { assert!(N > 0) };
        of[self.below(u32::try_from(N).unwrap_or(1)) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_differ_and_each_is_the_same_every_time() {
        let first = |seed_number, kind, at| Chance::of(seed_number, kind, at).next();
        let numbers = [
            first(1, 1, 0),
            first(1, 1, 1),
            first(1, 2, 0),
            first(2, 1, 0),
        ];
        for (at, number) in numbers.iter().enumerate() {
            assert!(!numbers[at + 1..].contains(number));
        }
        // Written down once: a change of this changes everybody's data.
        assert_eq!(first(1, 1, 0), FIRST);
    }

    const FIRST: u64 = 13_350_162_818_393_443_809;

    #[test]
    fn numbers_stay_inside_and_reach_both_ends() {
        let mut chance = Chance::of(7, 1, 0);
        let numbers: Vec<i64> = (0..1000).map(|_| chance.between(-3, 3)).collect();
        assert_eq!(
            (numbers.iter().min(), numbers.iter().max()),
            (Some(&-3), Some(&3))
        );
        let often = (0..10_000).filter(|_| chance.percent(25)).count();
        assert!((2300..2700).contains(&often), "{often}");
        assert_eq!(chance.below(0), 0);
    }
}
