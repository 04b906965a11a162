//! The rules of the house that a machine can hold.

pub(crate) mod dependencies;
pub(crate) mod edges;
pub(crate) mod house_rules;
mod paths;
pub(crate) mod size;
