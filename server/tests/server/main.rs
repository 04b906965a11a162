//! Tests of the server over real sockets, in one binary so that it is linked once.
//!
//! They bring a small page of their own, so none of them needs the real one to be built.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up should stop loudly, at the line that failed"
)]
#![cfg_attr(feature = "proxy", expect(clippy::panic, reason = "for the same reason"))]

mod command_line;
mod export;
mod http;
mod support;

#[cfg(feature = "demo")]
mod demo;

#[cfg(feature = "proxy")]
mod handshake;
#[cfg(feature = "proxy")]
mod limits;
#[cfg(feature = "proxy")]
mod logs;
#[cfg(feature = "proxy")]
mod program;
#[cfg(feature = "proxy")]
mod proxy_support;
#[cfg(feature = "proxy")]
mod relay;
#[cfg(feature = "proxy")]
mod shutdown;
#[cfg(feature = "proxy")]
mod token_file;
