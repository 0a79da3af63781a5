//! The server's own tests, one binary for all of them.

mod auth;
mod background;
mod backup;
mod broken;
mod contract;
mod faults;
mod fixture;
mod house;
mod journeys;
mod limits;
mod logs;
mod native;
mod operations;
mod orphans;
mod pages;
mod personal;
mod process;
mod seeding;
mod settings;
mod statuses;
mod store;
