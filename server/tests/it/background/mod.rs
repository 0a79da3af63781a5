//! What the server does without being asked.

mod pictures;
mod prices;
mod retention;
mod scanner;
