//! Random numbers from a seed: this crate draws none itself, and what it does with them can be repeated in tests.

use std::convert::Infallible;

use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use rand_core::{TryCryptoRng, TryRng};
use zeroize::{Zeroize, Zeroizing};

/// An endless row of random bytes: AES-256 in counter mode under the seed, from counter 0 on. Wiped when dropped,
/// and never shown.
#[derive(Clone)]
pub struct Random {
    cipher: Aes256,
    /// The number of the next block.
    counter: u128,
    block: [u8; 16],
    /// INVARIANT: `used <= 16`, so many bytes of the block have been given out.
    used: usize,
}

impl Random {
    /// How many bytes a seed has.
    pub const SEED: usize = 32;

    /// What follows from a seed. It comes from a source fit for cryptography, such as a browser's `getRandomValues`, and
    /// serves once: the same seed makes the same keys.
    pub fn new(seed: &[u8; Self::SEED]) -> Self {
        Self { cipher: Aes256::new(seed.into()), counter: 0, block: [0; 16], used: 16 }
    }

    /// A row of its own, for somebody else.
    #[must_use]
    pub fn branch(&mut self) -> Self {
        let mut seed = Zeroizing::new([0; Self::SEED]);
        self.fill(&mut *seed);
        Self::new(&seed)
    }

    /// Fills `bytes` with the next of the row.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.used == self.block.len() {
                self.block = self.counter.to_be_bytes();
                self.cipher.encrypt_block((&mut self.block).into());
                self.counter += 1;
                self.used = 0;
            }
            // What has been given out once is nowhere to be found any more.
            *byte = std::mem::take(&mut self.block[self.used]);
            self.used += 1;
        }
    }

    /// The next `N` bytes of the row.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        self.block.zeroize();
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.array()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.array()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Random {}

#[cfg(test)]
mod tests {
    use super::super::testing::hex;
    use super::*;

    #[test]
    fn the_row_is_that_of_aes_in_counter_mode() {
        // Computed with PyCryptodome: AES-256 in CTR mode over zeros.
        let seed = std::array::from_fn(|at| u8::try_from(at).expect("small"));
        let mut random = Random::new(&seed);
        assert_eq!(hex(&random.array::<5>()), "f29000b62a");
        assert_eq!(hex(&random.array::<27>()), "499fd0a9f39a6add2e7780f05d76ae4ab99fe5a6f69b3148c2363d");
    }

    #[test]
    fn a_branch_is_another_row() {
        let mut random = Random::new(&[7; 32]);
        let mut branch = random.branch();
        assert_ne!(branch.array::<16>(), random.array::<16>());
    }

    #[test]
    fn a_seed_is_not_shown() {
        assert_eq!(format!("{:?}", Random::new(&[7; 32])), "Random");
    }
}
