//! Every operation through the service in process.

mod health;
mod inspiration;
mod keyed;
mod products;
mod refusals;
mod returns;
