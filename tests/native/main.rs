//! Tests that need no browser and no other program: recordings of real servers, random scenes, and inputs that once broke a decoder.

mod crashes;
mod differential;
mod recordings;
