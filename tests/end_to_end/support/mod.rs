//! The things a test starts, looks at and stops again.

pub(crate) mod page;
pub(crate) mod picture;
pub(crate) mod qemu;
pub(crate) mod tap;
pub(crate) mod websockify;
pub(crate) mod x_client;
pub(crate) mod x_clipboard;
pub(crate) mod x_servers;
