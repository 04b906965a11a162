//! An RFB server that draws a synthetic desktop: the demo, the test peer and the source of benchmarks.
//!
//! It is made of three parts that also work apart:
//!
//! - a [`scene`] draws itself on a [`canvas`] and reacts to keys and the pointer: the demo's
//!   [`Desktop`](scene::Desktop), or a [`Film`](scene::Film) of given pictures;
//! - [`encode`] has the sending side of every encoding, in any client's pixel format;
//! - a [`server`] shows one scene to one client, sans-IO. Several clients each have a server and a scene of
//!   their own.
//!
//! [`serve`] drives servers over TCP with threads, for tests; an asynchronous program drives [`Server`]
//! itself, in the few lines that [`server`] describes.
//!
//! Nothing reads a clock or chance: the same input at the same times makes the same pixels, on every machine.

pub mod canvas;
pub mod encode;
pub mod scene;
pub mod serve;
pub mod server;

pub use server::{Config, Security, Server};
