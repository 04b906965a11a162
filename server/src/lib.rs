//! The server of Porthole: it delivers the console's page and, as a proxy, connects the page to
//! the display servers of virtual machines.
//!
//! ```text
//!                 ┌ web     tiny_http ┐
//! browser ── HTTP ┤                   ├─ assets: one table of files, one set of rules
//!                 └ proxy   hyper     ┘
//! browser ── WebSocket ── proxy: token ► Origin ► target ► relay ── TCP ── display server
//! ```
//!
//! `web` and `export` are the static part: they block, and need neither an async runtime nor TLS.
//! The features `proxy` and `demo` add the rest. This library exists for the program `porthole`
//! and for the tests; it promises no stable interface to anyone else.

pub mod assets;
pub mod cli;
#[cfg(feature = "demo")]
pub mod demo;
pub mod embed;
pub mod export;
pub mod listen;
pub mod logs;
#[cfg(feature = "proxy")]
pub mod proxy;
pub mod web;
