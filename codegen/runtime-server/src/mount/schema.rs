//! Schemas of the contract in dropshot's terms.
