//! The page's files and the rules by which every server of this crate delivers them.
//!
//! A [`Page`] is a table of files by name; a [`Site`] is a page together with what the operator
//! decided about it, and turns a [`Request`] into a [`Reply`] without touching a socket. There is
//! no directory behind it, so there is none to climb out of.

mod media_type;
mod page;
mod policy;
mod request;
mod site;

pub(crate) use page::hex_sha256;
pub use page::{Asset, Coding, File, Page, Variant, is_html};
pub use policy::FrameAncestor;
pub use request::Request;
pub use site::{MountPoint, Reply, Site};

/// The files that belong to the operator: defaults for the page's settings, and settings that
/// its user cannot change.
pub const OPERATOR_FILES: [&str; 2] = ["defaults.json", "mandatory.json"];

/// What an operator's file says when the operator says nothing.
pub const NO_SETTINGS: &[u8] = b"{}\n";
