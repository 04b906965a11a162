//! Sessions from outside: commands and a server's bytes in, events and exact bytes out.

mod clipboard;
mod desktop;
mod driver;
mod extensions;
mod keys;
mod life;
mod misuse;
mod pointer;
mod resize;
mod sound;
mod trust;
mod updates;
mod video;
