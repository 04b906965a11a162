//! The console's page: the Yew application around the viewer.
mod log;
mod parameters;

fn main() {}
