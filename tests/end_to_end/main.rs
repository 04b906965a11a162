//! The whole way, from an `access_url` to a screen and a keyboard: real VNC servers, the real binary, a real browser.
#![expect(clippy::unwrap_used, reason = "a test stops loudly where it cannot go on")]

mod support;

mod at_rest;
mod bar;
mod clipboard;
mod console;
mod embedding;
mod identity;
mod independent;
mod interop;
mod locks;
mod pointer_lock;
mod power;
mod qemu;
mod refusals;
mod resizing;
mod signing_in;
mod sound;
mod video;
