//! Tests that need no browser and no other program: recordings of real servers, random scenes, and the oracles of the fuzz
//! targets.

mod crashes;
mod differential;
mod recordings;
