//! The client against a scripted server on a port of the system's choice.

mod calls;
mod stub;
