//! How large a contract may be, so that no input exhausts stack or memory.

use super::flaw::Flaw;

/// The most lists and maps inside each other.
pub(super) const DEPTH_MAX: usize = 512;

/// The largest file that is read, in bytes.
pub(super) const FILE_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// The finding for a file that nests too deeply.
pub(super) fn too_deep(offset: u32) -> Flaw {
    Flaw {
        rule: "depth",
        offset,
        message: format!("more than {DEPTH_MAX} lists and objects stand inside each other here"),
        fix: "flatten the structure",
    }
}

/// An offset in a file that is known to be smaller than `FILE_MAX_BYTES`.
pub(super) fn offset_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
