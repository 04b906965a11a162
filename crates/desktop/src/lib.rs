//! An RFB server that draws a synthetic desktop: the demo, the test peer and the source of benchmarks.

pub mod canvas;
pub mod encode;
pub mod scene;
