//! The four types of the family: how long their keys are, and whether the session is encrypted too.

use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::eax::Cipher;
use super::records::{Opener, Sealer};
use crate::auth::Random;

/// One type of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    strong: bool,
    encrypts_session: bool,
}

impl Suite {
    /// RA2, type 5: AES-128, for the whole session.
    pub const ENCRYPTED_128: Self = Self { strong: false, encrypts_session: true };
    /// RA2ne, type 6: AES-128, for the credentials alone.
    pub const PLAIN_128: Self = Self { strong: false, encrypts_session: false };
    /// RA2_256, type 129: AES-256, for the whole session.
    pub const ENCRYPTED_256: Self = Self { strong: true, encrypts_session: true };
    /// RA2ne_256, type 130: AES-256, for the credentials alone.
    pub const PLAIN_256: Self = Self { strong: true, encrypts_session: false };

    /// Whether everything after the handshake is encrypted.
    pub const fn encrypts_session(self) -> bool {
        self.encrypts_session
    }

    /// How many bytes each side's random number has: as many as the cipher's key, whatever the specification says.
    ///
    /// That speaks of 16 bytes for all four types, but TigerVNC (`CSecurityRSAAES`, `SSecurityRSAAES`), neatvnc
    /// (`challenge_len`) and UltraVNC (`RSAKEX`) draw 32 for the types with 256 bits, and accept nothing else.
    pub const fn number_length(self) -> usize {
        if self.strong { 32 } else { 16 }
    }

    /// A random number for one side.
    pub fn draw(self, random: &mut Random) -> Zeroizing<Vec<u8>> {
        let mut number = Zeroizing::new(vec![0; self.number_length()]);
        random.fill(&mut number);
        number
    }

    /// The hash by which one side proves which keys it has seen: 20 or 32 bytes.
    pub fn hash(self, first: &[u8], second: &[u8]) -> Vec<u8> {
        if self.strong {
            Sha256::new().chain_update(first).chain_update(second).finalize().to_vec()
        } else {
            Sha1::new().chain_update(first).chain_update(second).finalize().to_vec()
        }
    }

    /// The ciphers of both directions, for the side that has drawn `ours`.
    pub fn session(self, ours: &[u8], theirs: &[u8]) -> (Sealer, Opener) {
        (Sealer::new(self.cipher(theirs, ours)), Opener::new(self.cipher(ours, theirs)))
    }

    /// The cipher of one direction, from the random numbers of both sides.
    fn cipher(self, first: &[u8], second: &[u8]) -> Cipher {
        let key = Zeroizing::new(self.hash(first, second));
        Cipher::new(if self.strong { &key } else { &key[..16] })
    }
}
