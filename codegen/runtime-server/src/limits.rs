//! How often somebody may call: the generic cell rate algorithm over a bounded, sharded memory.

use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use concierge_runtime::{LimitKey, LimitSpec, OperationSpec};

use self::shard::{Quota, Shard};
use crate::{Refusal, Stop};

mod shard;

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
    /// The one that refuses longer, with the tighter standing.
    fn longer(self, other: Option<Self>) -> Self {
        other.map_or(self, |other| Self {
            standing: self.standing.tighter(Some(other.standing)),
            retry_after_s: self.retry_after_s.max(other.retry_after_s),
        })
    }

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

/// The accounts of all limits.
pub(crate) struct Limiter {
    profile: Profile,
    hasher: RandomState,
    shards: Box<[Mutex<Shard>]>,
}

const SHARDS: usize = 64;

impl Limiter {
    pub(crate) fn new(profile: Profile, entries_max: usize) -> Self {
        // Fewer would leave no account to keep when one must go.
        let of_shard = (entries_max / SHARDS).max(4);
        Self {
            profile,
            hasher: RandomState::new(),
            shards: (0..SHARDS)
                .map(|_| Mutex::new(Shard::new(of_shard)))
                .collect(),
        }
    }

    /// Counts a call against every limit of this kind of subject, or, when one of them refuses it, against none.
    pub(crate) fn take(
        &self,
        spec: &'static OperationSpec,
        subject: Subject<'_>,
        now_ns: u64,
    ) -> Result<Option<Standing>, TooSoon> {
        let counting = || {
            let limits = spec.limits.iter().enumerate();
            limits.filter(|(_, limit)| subject.is_counted_by(limit.key))
        };
        if counting().next().is_none() {
            return Ok(None);
        }
        if self.profile == Profile::Open {
            return Ok(Some(Standing::OPEN));
        }
        let subject_hash = self.hasher.hash_one(subject.name());
        let accounts = || {
            counting().map(|(index, limit)| {
                let key = self.key(subject_hash, spec, index, limit);
                (Quota::new(limit, self.profile), key)
            })
        };
        // Looking first keeps a refused call from using up the limits beside the one that refuses it, and finds the one that refuses longest.
        let mut refused: Option<TooSoon> = None;
        for (quota, key) in accounts() {
            if let Err(too_soon) = self.shard(key).look(key, quota, now_ns) {
                refused = Some(too_soon.longer(refused));
            }
        }
        if let Some(too_soon) = refused {
            return Err(too_soon);
        }
        let mut tightest = None;
        for (quota, key) in accounts() {
            let standing = self.shard(key).take(key, quota, now_ns)?;
            tightest = Some(standing.tighter(tightest));
        }
        Ok(tightest)
    }

    fn shard(&self, key: u64) -> MutexGuard<'_, Shard> {
        let index = usize::try_from(key % SHARDS as u64).unwrap_or(0);
        self.shards[index]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a subject's calls are counted. Nobody outside knows the hasher's seed, so nobody can aim at another's account.
    fn key(
        &self,
        subject_hash: u64,
        spec: &'static OperationSpec,
        index: usize,
        limit: &LimitSpec,
    ) -> u64 {
        match limit.account {
            Some(name) => self.hasher.hash_one((subject_hash, name)),
            // Facts of an operation are statics, so their address tells them apart.
            None => self
                .hasher
                .hash_one((subject_hash, std::ptr::from_ref(spec).addr(), index)),
        }
    }
}

impl Subject<'_> {
    /// What tells it from every other subject.
    fn name(&self) -> (u8, u128, &str) {
        match *self {
            Self::Address(IpAddr::V4(address)) => (4, address.to_bits().into(), ""),
            Self::Address(IpAddr::V6(address)) => (6, address.to_bits() >> 64, ""),
            Self::Session(session) => (0, 0, session),
        }
    }

    fn is_counted_by(self, key: LimitKey) -> bool {
        matches!(
            (self, key),
            (Self::Address(_), LimitKey::Address) | (Self::Session(_), LimitKey::Session(_))
        )
    }
}
