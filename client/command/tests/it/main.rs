//! The command as a shell runs it: a process with its own environment, against a scripted server.

mod exit_codes;
mod guide;
mod help;
mod limits;
mod output;
mod profiles;
mod requests;
mod server;
mod shell;
mod stub;
