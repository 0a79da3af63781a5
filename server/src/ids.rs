//! Where ids come from.

use uuid::Uuid;

/// Where ids come from. Tests pass a source that repeats itself.
pub trait Ids: Send + Sync + 'static {
    /// 64 bits that nobody can guess.
    fn chance(&self) -> u64;

    /// An id that no other row has; later ones sort after earlier ones.
    fn row_id(&self) -> String;
}

/// Ids from the operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn chance(&self) -> u64 {
        // The halves are mixed because six bits of a UUID are fixed.
        let (high, low) = Uuid::new_v4().as_u64_pair();
        high.rotate_left(32) ^ low
    }

    fn row_id(&self) -> String {
        Uuid::now_v7().to_string()
    }
}
