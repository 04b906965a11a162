//! An RFB server that draws a synthetic desktop: the demo, the test peer and the source of benchmarks.

pub mod canvas;
pub mod encode;
pub mod scene;
pub mod serve;
pub mod server;

pub use server::{Config, Security, Server};
