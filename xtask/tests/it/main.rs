//! What holds for the whole workspace: its edges, its shape, and what a change of the contract asks for.

mod change;
mod contract;
mod corpus;
mod edges;
mod sources;
mod tidy;
