//! The contract's traits, implemented: translate, decide, persist, translate back. One file per tag.

mod analytics;
mod capsules;
mod health;
mod inspiration;
mod notifications;
mod orders;
mod products;
mod returns;
mod shortlists;
mod stylist;
