//! AES in EAX mode: encryption that shows every change. Built from the ciphers' own modes rather than on a whole one, so
//! that the key is scheduled once instead of four times a message, and wiped.

use aes::cipher::{BlockCipherEncrypt, BlockSizeUser, InnerIvInit, KeyInit, StreamCipher};
use aes::cipher::{StreamCipherCoreWrapper, array::Array, consts::U16};
use aes::{Aes128, Aes256};
use cmac::{Cmac, Mac};
use ctr::{CtrCore, flavors::Ctr128BE};
use ctutils::CtEq;

/// Sixteen bytes: a nonce, or the proof that nothing was changed.
pub(super) type Block = [u8; 16];

/// A key of either length.
#[derive(Clone)]
pub(super) enum Cipher {
    Aes128(Box<Eax<Aes128>>),
    Aes256(Box<Eax<Aes256>>),
}

impl Cipher {
    /// A key of 16 bytes, or of 32.
    pub(super) fn new(key: &[u8]) -> Self {
        match <[u8; 32]>::try_from(key) {
            Ok(key) => Self::Aes256(Box::new(Eax::new(Aes256::new(&key.into())))),
            Err(_) => {
                let key = Array::from_fn(|at| key.get(at).copied().unwrap_or_default());
                Self::Aes128(Box::new(Eax::new(Aes128::new(&key))))
            }
        }
    }

    /// Encrypts `message` where it is, and returns the proof for it and the `header`.
    pub(super) fn seal(&self, nonce: &Block, header: &[u8], message: &mut [u8]) -> Block {
        match self {
            Self::Aes128(eax) => eax.seal(nonce, header, message),
            Self::Aes256(eax) => eax.seal(nonce, header, message),
        }
    }

    /// Decrypts `message` where it is, unless it or the `header` is not what was sealed.
    pub(super) fn open(&self, nonce: &Block, header: &[u8], message: &mut [u8], proof: &Block) -> bool {
        match self {
            Self::Aes128(eax) => eax.open(nonce, header, message, proof),
            Self::Aes256(eax) => eax.open(nonce, header, message, proof),
        }
    }
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher")
    }
}

/// EAX with a cipher whose key is scheduled.
#[derive(Clone)]
pub(super) struct Eax<C: BlockSizeUser<BlockSize = U16> + BlockCipherEncrypt> {
    cipher: C,
    mac: Cmac<C>,
}

impl<C: BlockSizeUser<BlockSize = U16> + BlockCipherEncrypt + Clone> Eax<C> {
    fn new(cipher: C) -> Self {
        Self { mac: cmac::digest::InnerInit::inner_init(cipher.clone()), cipher }
    }

    fn seal(&self, nonce: &Block, header: &[u8], message: &mut [u8]) -> Block {
        let start = self.omac(0, nonce);
        self.apply_keystream(&start, message);
        self.proof(start, header, message)
    }

    fn open(&self, nonce: &Block, header: &[u8], message: &mut [u8], proof: &Block) -> bool {
        let start = self.omac(0, nonce);
        let unchanged = self.proof(start, header, message).ct_eq(proof).to_bool();
        if unchanged {
            self.apply_keystream(&start, message);
        }
        unchanged
    }

    fn proof(&self, start: Block, header: &[u8], ciphertext: &[u8]) -> Block {
        let (header, ciphertext) = (self.omac(1, header), self.omac(2, ciphertext));
        std::array::from_fn(|at| start[at] ^ header[at] ^ ciphertext[at])
    }

    /// The message authentication code of a text of one of EAX's three kinds.
    fn omac(&self, kind: u8, text: &[u8]) -> Block {
        let mut prefix = [0; 16];
        prefix[15] = kind;
        self.mac.clone().chain_update(prefix).chain_update(text).finalize().into_bytes().into()
    }

    fn apply_keystream(&self, start: &Block, bytes: &mut [u8]) {
        let core = CtrCore::<_, Ctr128BE>::inner_iv_init(self.cipher.clone(), &Array::from(*start));
        StreamCipherCoreWrapper::from_core(core).apply_keystream(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{hex, unhex};
    use super::*;

    fn block(digits: &str) -> Block {
        unhex(digits).try_into().expect("sixteen bytes")
    }

    /// Message, key, nonce, header, and the ciphertext with its proof.
    const VECTORS: [[&str; 5]; 4] = [
        // The first, second and last-but-one of the EAX paper (Bellare, Rogaway, Wagner).
        [
            "",
            "233952dee4d5ed5f9b9c6d6ff80ff478",
            "62ec67f9c3a4a407fcb2a8c49031a8b3",
            "6bfb914fd07eae6b",
            "e037830e8389f27b025a2d6527e79d01",
        ],
        [
            "f7fb",
            "91945d3f4dcbee0bf45ef52255f095a4",
            "becaf043b0a23d843194ba972c66debd",
            "fa3bfd4806eb53fa",
            "19dd5c4c9331049d0bdab0277408f67967e5",
        ],
        [
            "ca40d7446e545ffaed3bd12a740a659ffbbb3ceab7",
            "8395fcf1e95bebd697bd010bc766aac3",
            "22e7add93cfc6393c57ec0b3c17d6b44",
            "126735fcc320d25a",
            "cb8920f87a6c75cff39627b56e3ed197c552d295a7cfc46afc253b4652b1af3795b124ab6e",
        ],
        // With a key of 256 bits, computed with PyCryptodome.
        [
            "68656c6c6f",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "00000000000000000000000000000000",
            "6162",
            "bd3889c9cb05152f88306bdd3c6675bd74cdf06ffb",
        ],
    ];

    #[test]
    fn messages_are_sealed_as_others_seal_them() {
        for [message, key, nonce, header, sealed] in VECTORS {
            let cipher = Cipher::new(&unhex(key));
            let mut bytes = unhex(message);
            let proof = cipher.seal(&block(nonce), &unhex(header), &mut bytes);
            assert_eq!(hex(&bytes) + &hex(&proof), sealed);
            assert!(cipher.open(&block(nonce), &unhex(header), &mut bytes, &proof));
            assert_eq!(hex(&bytes), message);
        }
    }

    #[test]
    fn whatever_is_changed_is_noticed() {
        let [message, key, nonce, header, _] = VECTORS[2];
        let (cipher, nonce, header) = (Cipher::new(&unhex(key)), block(nonce), unhex(header));
        let mut sealed = unhex(message);
        let proof = cipher.seal(&nonce, &header, &mut sealed);
        let open = |nonce: &Block, header: &[u8], mut sealed: Vec<u8>, proof: &Block| {
            cipher.open(nonce, header, &mut sealed, proof)
        };
        assert!(open(&nonce, &header, sealed.clone(), &proof));
        for at in 0..16 {
            let change = |mut block: Block| {
                block[at] ^= 1;
                block
            };
            assert!(!open(&change(nonce), &header, sealed.clone(), &proof));
            assert!(!open(&nonce, &header, sealed.clone(), &change(proof)));
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 0x80;
            assert!(!open(&nonce, &header, changed, &proof));
        }
        assert!(!open(&nonce, &header[1..], sealed.clone(), &proof));
        assert!(!open(&nonce, &header, sealed[1..].to_vec(), &proof));
    }
}
