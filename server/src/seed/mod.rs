//! Data to try the concierge with. The same moment, and the same number, give the same data; what is there already stays.

mod catalogue;
mod chance;
mod fill;
mod generated_orders;
mod generated_products;
mod grow;
mod orders;
mod shortlists;

pub use catalogue::products;
pub use fill::fill;
pub use grow::{Growth, grow};
pub use orders::{journey, orders};
pub use shortlists::shortlists;
