//! Data to try the concierge with. The same moment gives the same data; what is there already stays.

mod catalogue;
mod fill;
mod orders;
mod shortlists;

pub use catalogue::products;
pub use fill::fill;
pub use orders::{journey, orders};
pub use shortlists::shortlists;
