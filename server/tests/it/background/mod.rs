//! What the server does without being asked.

mod delivery;
mod pictures;
mod prices;
mod receiver;
mod relay;
mod retention;
mod scanner;
