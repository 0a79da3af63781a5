//! What the macros of this crate name, so that their users need not depend on it themselves.

pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
