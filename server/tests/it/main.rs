//! The server's own tests, one binary for all of them.

mod auth;
mod background;
mod backup;
mod broken;
mod contract;
mod faults;
mod fixture;
mod hostile;
mod house;
mod journeys;
mod limits;
mod logs;
mod native;
mod operations;
mod origins;
mod orphans;
mod pages;
mod personal;
mod process;
mod seeding;
mod settings;
mod statuses;
mod stopping;
mod store;
