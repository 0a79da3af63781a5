//! How often somebody may call: the generic cell rate algorithm over a bounded, sharded memory.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use concierge_runtime::{LimitKey, LimitSpec, OperationSpec};

use crate::{Refusal, Stop};

/// Which limits are in force.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Profile {
    /// Those of the contract.
    #[default]
    Declared,
    /// Those of the contract times a factor, at least one call each.
    Scaled(f64),
    /// None: the headers state a limit that nobody reaches.
    Open,
}

/// Where a caller stands with the tightest of its limits, as the `x-ratelimit-` headers say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Seconds until the limit is whole again.
    pub(crate) reset_s: u64,
}

impl Standing {
    const OPEN: Self = Self {
        limit: u32::MAX,
        remaining: u32::MAX,
        reset_s: 0,
    };

    /// The one with fewer calls left.
    pub(crate) fn tighter(self, other: Option<Self>) -> Self {
        match other {
            Some(other)
                if (other.remaining, u64::MAX - other.reset_s)
                    < (self.remaining, u64::MAX - self.reset_s) =>
            {
                other
            }
            _ => self,
        }
    }
}

/// A call that came too soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooSoon {
    pub(crate) standing: Standing,
    /// Seconds until it would be let through.
    pub(crate) retry_after_s: u64,
}

impl TooSoon {
    pub(crate) fn stop(self) -> Stop {
        Stop::refuse(
            429,
            Refusal::new("rate.limit", "too many requests").with_retry_after_s(self.retry_after_s),
        )
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    /// An address; of IPv6 the network that one customer gets.
    Address(IpAddr),
    /// A session.
    Session(&'a str),
}

/// The memory of all limits.
pub(crate) struct Limiter {
    profile: Profile,
    hasher: RandomState,
    shards: Box<[Mutex<Shard>]>,
    generation_max: usize,
}

/// Two generations: when the young one is full the old one is forgotten, so the memory is bounded without a sweep.
#[derive(Default)]
struct Shard {
    young: HashMap<u64, u64, Plain>,
    old: HashMap<u64, u64, Plain>,
}

const SHARDS: usize = 64;

impl Limiter {
    pub(crate) fn new(profile: Profile, entries_max: usize) -> Self {
        Self {
            profile,
            hasher: RandomState::new(),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            generation_max: (entries_max / SHARDS / 2).max(1),
        }
    }

    /// Counts a call against every limit of this kind of subject.
    pub(crate) fn take(
        &self,
        spec: &'static OperationSpec,
        subject: Subject<'_>,
        now_ns: u64,
    ) -> Result<Option<Standing>, TooSoon> {
        // Looking first keeps a refused call from using up the limits beside the one that refuses it.
        let counting = spec
            .limits
            .iter()
            .filter(|limit| subject.is_counted_by(limit.key))
            .count();
        if counting == 0 {
            return Ok(None);
        }
        let key = self.key(spec, subject);
        if counting > 1 && self.profile != Profile::Open {
            self.visit(spec, subject, key, |cell, quota| cell.look(quota, now_ns))?;
        }
        self.visit(spec, subject, key, |cell, quota| cell.take(quota, now_ns))
    }

    fn visit<F>(
        &self,
        spec: &'static OperationSpec,
        subject: Subject<'_>,
        subject_key: u64,
        mut visit: F,
    ) -> Result<Option<Standing>, TooSoon>
    where
        F: FnMut(&mut Cell<'_>, Quota) -> Result<Standing, TooSoon>,
    {
        let mut tightest = None;
        for (index, limit) in spec
            .limits
            .iter()
            .enumerate()
            .filter(|(_, limit)| subject.is_counted_by(limit.key))
        {
            let Some(quota) = Quota::new(limit, self.profile) else {
                tightest = Some(Standing::OPEN.tighter(tightest));
                continue;
            };
            // One hash serves all limits of a subject; an odd factor keeps its accounts apart.
            let key = subject_key.wrapping_add((index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let shard = &self.shards[usize::try_from(key % SHARDS as u64).unwrap_or(0)];
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let mut cell = Cell {
                shard: &mut shard,
                key,
                generation_max: self.generation_max,
            };
            tightest = Some(visit(&mut cell, quota)?.tighter(tightest));
        }
        Ok(tightest)
    }

    fn key(&self, spec: &'static OperationSpec, subject: Subject<'_>) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        // Facts of an operation are statics, so their address tells them apart.
        std::ptr::from_ref(spec).hash(&mut hasher);
        match subject {
            Subject::Address(IpAddr::V4(address)) => address.hash(&mut hasher),
            Subject::Address(IpAddr::V6(address)) => (address.to_bits() >> 64).hash(&mut hasher),
            Subject::Session(session) => session.hash(&mut hasher),
        }
        hasher.finish()
    }
}

impl Subject<'_> {
    fn is_counted_by(self, key: LimitKey) -> bool {
        matches!(
            (self, key),
            (Self::Address(_), LimitKey::Address) | (Self::Session(_), LimitKey::Session(_))
        )
    }
}

/// A limit in force.
#[derive(Clone, Copy)]
struct Quota {
    requests: u32,
    /// Time that one call costs.
    interval_ns: u64,
    window_ns: u64,
}

impl Quota {
    fn new(limit: &LimitSpec, profile: Profile) -> Option<Self> {
        let requests = match profile {
            Profile::Declared => limit.requests,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "float casts saturate"
            )]
            Profile::Scaled(factor) => (f64::from(limit.requests) * factor).round() as u32,
            Profile::Open => return None,
        };
        let requests = requests.max(1);
        let window_ns = u64::from(limit.window_s.max(1)) * 1_000_000_000;
        Some(Self {
            requests,
            interval_ns: (window_ns / u64::from(requests)).max(1),
            window_ns,
        })
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

/// One subject's account with one limit.
struct Cell<'a> {
    shard: &'a mut Shard,
    key: u64,
    generation_max: usize,
}

impl Cell<'_> {
    /// The moment until which earlier calls are paid for.
    fn paid_ns(&self) -> u64 {
        let paid = self
            .shard
            .young
            .get(&self.key)
            .or_else(|| self.shard.old.get(&self.key));
        paid.copied().unwrap_or(0)
    }

    fn look(&mut self, quota: Quota, now_ns: u64) -> Result<Standing, TooSoon> {
        let next_ns = self.next_ns(quota, now_ns)?;
        Ok(quota.standing(next_ns, now_ns))
    }

    fn take(&mut self, quota: Quota, now_ns: u64) -> Result<Standing, TooSoon> {
        let next_ns = self.next_ns(quota, now_ns)?;
        self.keep(next_ns);
        Ok(quota.standing(next_ns, now_ns))
    }

    /// The moment until which calls are paid for once this one is.
    fn next_ns(&mut self, quota: Quota, now_ns: u64) -> Result<u64, TooSoon> {
        let paid_ns = self.paid_ns();
        let next_ns = paid_ns.max(now_ns).saturating_add(quota.interval_ns);
        let wait_ns = next_ns
            .saturating_sub(now_ns)
            .saturating_sub(quota.window_ns);
        if wait_ns == 0 {
            return Ok(next_ns);
        }
        // Who keeps on calling must not wait in the old generation until it is forgotten.
        self.keep(paid_ns);
        Err(TooSoon {
            standing: quota.standing(paid_ns, now_ns),
            retry_after_s: wait_ns.div_ceil(1_000_000_000),
        })
    }

    fn keep(&mut self, paid_ns: u64) {
        if let Some(kept) = self.shard.young.get_mut(&self.key) {
            *kept = paid_ns;
            return;
        }
        if self.shard.young.len() >= self.generation_max {
            self.shard.old = std::mem::take(&mut self.shard.young);
        }
        self.shard.young.insert(self.key, paid_ns);
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
