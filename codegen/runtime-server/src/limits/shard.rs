//! Accounts of the generic cell rate algorithm, in bounded memory.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use concierge_runtime::LimitSpec;

use super::{Profile, Standing, TooSoon};

/// A limit in force.
#[derive(Clone, Copy)]
pub(super) struct Quota {
    requests: u32,
    /// Time that one call costs.
    interval_ns: u64,
    window_ns: u64,
}

impl Quota {
    pub(super) fn new(limit: &LimitSpec, profile: Profile) -> Self {
        let requests = match profile {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "float casts saturate"
            )]
            Profile::Scaled(factor) => (f64::from(limit.requests) * factor).round() as u32,
            Profile::Declared | Profile::Open => limit.requests,
        };
        let requests = requests.max(1);
        let window_ns = u64::from(limit.window_s.max(1)) * 1_000_000_000;
        Self {
            requests,
            interval_ns: (window_ns / u64::from(requests)).max(1),
            window_ns,
        }
    }

    /// Where somebody stands whose calls are paid for until `paid_ns`.
    fn standing(self, paid_ns: u64, now_ns: u64) -> Standing {
        let owed_ns = paid_ns.saturating_sub(now_ns);
        let remaining = self.window_ns.saturating_sub(owed_ns) / self.interval_ns;
        let remaining = u32::try_from(remaining)
            .unwrap_or(u32::MAX)
            .min(self.requests);
        Standing {
            limit: self.requests,
            remaining,
            reset_s: owed_ns.div_ceil(1_000_000_000),
        }
    }
}

/// A part of all accounts, behind one lock.
pub(super) struct Shard {
    accounts: HashMap<u64, Account, Plain>,
    accounts_max: usize,
}

/// What one subject has used of one limit. One that owes nothing is as good as none.
#[derive(Clone, Copy)]
struct Account {
    /// Until when calls are paid for.
    paid_ns: u64,
    /// How far ahead of now that may be.
    window_ns: u64,
}

impl Account {
    /// How much of the limit is used, in 2^32 parts, and for how long that lasts.
    fn used(self, now_ns: u64) -> (u128, u64) {
        let owed_ns = self.paid_ns.saturating_sub(now_ns);
        let share = (u128::from(owed_ns) << 32) / u128::from(self.window_ns.max(1));
        (share, owed_ns)
    }
}

impl Shard {
    pub(super) fn new(accounts_max: usize) -> Self {
        Self {
            accounts: HashMap::default(),
            accounts_max,
        }
    }

    /// Where a subject would stand after one more call, without counting it.
    pub(super) fn look(&self, key: u64, quota: Quota, now_ns: u64) -> Result<Standing, TooSoon> {
        self.next_ns(key, quota, now_ns)
            .map(|paid_ns| quota.standing(paid_ns, now_ns))
    }

    /// Counts a call.
    pub(super) fn take(
        &mut self,
        key: u64,
        quota: Quota,
        now_ns: u64,
    ) -> Result<Standing, TooSoon> {
        let paid_ns = self.next_ns(key, quota, now_ns)?;
        let account = Account {
            paid_ns,
            window_ns: quota.window_ns,
        };
        if let Some(kept) = self.accounts.get_mut(&key) {
            *kept = account;
        } else {
            if self.accounts.len() >= self.accounts_max {
                self.make_room(now_ns);
            }
            self.accounts.insert(key, account);
        }
        Ok(quota.standing(paid_ns, now_ns))
    }

    /// The moment until which calls are paid for once this one is.
    fn next_ns(&self, key: u64, quota: Quota, now_ns: u64) -> Result<u64, TooSoon> {
        let paid_ns = self.accounts.get(&key).map_or(0, |account| account.paid_ns);
        let next_ns = paid_ns.max(now_ns).saturating_add(quota.interval_ns);
        let wait_ns = next_ns
            .saturating_sub(now_ns)
            .saturating_sub(quota.window_ns);
        if wait_ns == 0 {
            return Ok(next_ns);
        }
        Err(TooSoon {
            standing: quota.standing(paid_ns, now_ns),
            retry_after_s: wait_ns.div_ceil(1_000_000_000),
        })
    }

    /// Forgets accounts that owe nothing, and, where that is too few, those that have used least of their limit: whoever floods the memory with
    /// fresh accounts loses these, and keeps the one that it has exhausted.
    fn make_room(&mut self, now_ns: u64) {
        self.accounts.retain(|_, account| account.paid_ns > now_ns);
        let kept_max = self.accounts_max / 4 * 3;
        let Some(surplus) = self.accounts.len().checked_sub(kept_max).filter(|n| *n > 0) else {
            return;
        };
        let mut by_use: Vec<((u128, u64), u64)> = self
            .accounts
            .iter()
            .map(|(key, account)| (account.used(now_ns), *key))
            .collect();
        by_use.select_nth_unstable(surplus - 1);
        for (_, key) in &by_use[..surplus] {
            self.accounts.remove(key);
        }
    }
}

/// Keys are hashes already.
#[derive(Clone, Copy, Default)]
struct Plain;

struct PlainHasher(u64);

impl BuildHasher for Plain {
    type Hasher = PlainHasher;

    fn build_hasher(&self) -> PlainHasher {
        PlainHasher(0)
    }
}

impl Hasher for PlainHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        // The low bits chose the shard; the table wants other ones.
        self.0 = value.rotate_right(7);
    }
}

#[cfg(test)]
mod tests {
    use concierge_runtime::LimitKey;

    use super::*;

    const SECOND_NS: u64 = 1_000_000_000;

    fn quota(requests: u32, window_s: u32) -> Quota {
        let limit = LimitSpec {
            key: LimitKey::Address,
            requests,
            window_s,
            account: None,
        };
        Quota::new(&limit, Profile::Declared)
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut shard = Shard::new(64);
        for key in 0..10_000 {
            shard.take(key, quota(3, 60), key).expect("a first call");
            assert!(shard.accounts.len() <= 64);
        }
    }

    #[test]
    fn a_flood_of_fresh_accounts_does_not_wash_away_an_exhausted_one() {
        let mut shard = Shard::new(64);
        for _ in 0..60 {
            shard.take(u64::MAX, quota(60, 60), 0).expect("a call");
        }
        for key in 0..10_000 {
            // One call of three an hour is paid for much longer, and is still less of its limit.
            let _ = shard.take(key, quota(3, 3600), SECOND_NS / 2);
        }
        let refused = shard.take(u64::MAX, quota(60, 60), SECOND_NS / 2);
        assert_eq!(refused.expect_err("exhausted").retry_after_s, 1);
        shard
            .take(u64::MAX, quota(60, 60), SECOND_NS)
            .expect("its next call");
    }

    #[test]
    fn what_owes_nothing_goes_first() {
        let mut shard = Shard::new(4);
        for key in 0..4 {
            shard
                .take(key, quota(10, 1), key * SECOND_NS)
                .expect("a call");
        }
        // A second later the last one owes nothing either; nobody is worse off.
        shard.take(4, quota(10, 1), 5 * SECOND_NS).expect("a call");
        assert_eq!(shard.accounts.len(), 1);
    }
}
