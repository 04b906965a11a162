//! The capabilities that servers of the Tight kind list ("Tight Security Type").

use crate::decode::Input;

/// One thing that a server can do: only all of it together names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Its number, which another vendor's may have too.
    pub code: i32,
    /// Four letters of its vendor, and eight of its own.
    pub name: [u8; 12],
}

impl Capability {
    /// How many bytes a capability has.
    pub const LENGTH: usize = 16;

    /// Reads a capability; `None` while it is not complete.
    pub fn decode(input: &mut Input<'_>) -> Option<Self> {
        let bytes: [u8; Self::LENGTH] = input.take_array()?;
        let [a, b, c, d, name @ ..] = bytes;
        Some(Self { code: i32::from_be_bytes([a, b, c, d]), name })
    }

    /// Appends the capability.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend(self.code.to_be_bytes());
        output.extend(self.name);
    }
}

impl std::fmt::Display for Capability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name.escape_ascii(), self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capability_survives_the_wire() {
        let capability = Capability { code: -239, name: *b"TGHTRCHCURSR" };
        let mut bytes = Vec::new();
        capability.encode(&mut bytes);
        assert_eq!(bytes, b"\xff\xff\xff\x11TGHTRCHCURSR");
        assert_eq!(Capability::decode(&mut Input::new(&bytes)), Some(capability));
        assert_eq!(Capability::decode(&mut Input::new(&bytes[..15])), None);
        assert_eq!(capability.to_string(), "TGHTRCHCURSR (-239)");
    }
}
