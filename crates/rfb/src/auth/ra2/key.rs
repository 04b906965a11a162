//! RSA keys, as far as this family of types needs them: a random number of 16 or 32 bytes is encrypted for the other
//! side, with the padding of PKCS #1 version 1.5.
//!
//! There is no general RSA here on purpose. The crates that have one cannot decrypt in constant time (RUSTSEC-2023-0071),
//! which the arithmetic below does.

use std::ops::RangeInclusive;
use std::sync::Arc;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero, Odd, Resize};
use crypto_primes::hazmat::{SetBits, SmallFactorsSieveFactory};
use crypto_primes::{Flavor, is_prime, sieve_and_find};
use ctutils::{Choice, CtEq, CtSelect};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::auth::diffie_hellman::last_bytes;
use crate::auth::{Random, SecurityError};
use crate::decode::Input;

/// The exponent of the keys made here, as of nearly all.
const EXPONENT: u32 = 65537;

/// One side's public key.
#[derive(Clone)]
pub struct RsaPublicKey {
    wire: Vec<u8>,
    /// The modulus' length in bytes.
    length: usize,
    modulus: BoxedMontyParams,
    exponent: u32,
}

impl RsaPublicKey {
    /// How many bits a key may have. Fewer can be broken, and more only keep the other side busy; TigerVNC has the same
    /// bounds.
    pub const BITS: RangeInclusive<u32> = 1024..=8192;

    /// Reads a key.
    ///
    /// # Errors
    /// [`SecurityError::KeyLength`] and [`SecurityError::PublicKey`].
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, SecurityError> {
        let start = input.consumed();
        let Some(bits) = input.u32() else {
            return Ok(None);
        };
        if !Self::BITS.contains(&bits) {
            return Err(SecurityError::KeyLength(bits));
        }
        let length = bits.div_ceil(8) as usize;
        let Some(numbers) = input.take(2 * length) else {
            input.rewind(start);
            return Ok(None);
        };
        let (modulus, exponent) = numbers.split_at(length);
        Self::new(bits, modulus, exponent).map(Some)
    }

    /// The key as it is sent: its length in bits, modulus and exponent.
    pub fn wire(&self) -> &[u8] {
        &self.wire
    }

    /// By what a person recognises the key.
    pub fn identity(&self) -> ServerIdentity {
        let mut short = [0; 8];
        short.copy_from_slice(&Sha1::digest(&self.wire)[..8]);
        ServerIdentity { fingerprint: Sha256::digest(&self.wire).into(), short }
    }

    /// Encrypts a suite's random number for the holder of the key; the result is as long as the modulus.
    pub fn encrypt(&self, number: &[u8], random: &mut Random) -> Vec<u8> {
        let mut padded = Zeroizing::new(vec![0; self.length]);
        let (padding, content) = padded.split_at_mut(self.length - number.len());
        content.copy_from_slice(number);
        let padding = &mut padding[1..self.length - number.len() - 1];
        random.fill(padding);
        for byte in padding.iter_mut() {
            while *byte == 0 {
                [*byte] = random.array();
            }
        }
        padding[0] = 2;
        std::mem::take(&mut *self.power(&padded, &BoxedUint::from(self.exponent), u32::BITS))
    }

    fn new(bits: u32, modulus: &[u8], exponent: &[u8]) -> Result<Self, SecurityError> {
        let number = BoxedUint::from_be_slice(modulus, precision(modulus.len()))
            .ok()
            .and_then(|number| Odd::new(number).into_option())
            .filter(|number| number.bits() >= *Self::BITS.start())
            .ok_or(SecurityError::PublicKey)?;
        let (zeros, &last) = exponent.split_last_chunk::<4>().ok_or(SecurityError::PublicKey)?;
        let short = u32::from_be_bytes(last);
        // A longer exponent would only take longer.
        if zeros.iter().any(|&byte| byte != 0) || short < 3 || short % 2 == 0 {
            return Err(SecurityError::PublicKey);
        }
        let wire = [&bits.to_be_bytes(), modulus, exponent].concat();
        let modulus_length = modulus.len();
        Ok(Self {
            wire,
            length: modulus_length,
            modulus: BoxedMontyParams::new_vartime(number),
            exponent: short,
        })
    }

    /// A power modulo this key's modulus, in a time that depends on the lengths alone.
    fn power(&self, base: &[u8], exponent: &BoxedUint, exponent_bits: u32) -> Zeroizing<Vec<u8>> {
        let base = BoxedUint::from_be_slice_truncated(base, self.modulus.bits_precision());
        let base = Zeroizing::new(BoxedMontyForm::new(base, &self.modulus));
        let power = Zeroizing::new(base.pow_bounded_exp(exponent, exponent_bits));
        last_bytes(&power, self.length)
    }
}

impl std::fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RsaPublicKey").field(&self.identity()).finish()
    }
}

/// By what a person recognises a server's key, whatever its name and address.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ServerIdentity {
    /// The SHA-256 hash of the key as it is sent.
    pub fingerprint: [u8; 32],
    /// The beginning of its SHA-1 hash, which other viewers show.
    pub short: [u8; 8],
}

impl std::fmt::Debug for ServerIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.short.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// One side's key, with its secret half. A copy is the same key, and the secret is wiped with the last one.
#[derive(Clone)]
pub struct RsaKeyPair(Arc<Pair>);

struct Pair {
    public: RsaPublicKey,
    private: BoxedUint,
}

impl RsaKeyPair {
    /// How many bits a client's own key has by default. It serves one session, so it need not outlive the century.
    pub const CLIENT_BITS: u32 = 2048;

    /// A new key of `bits` bits, a multiple of 128 within [`RsaPublicKey::BITS`] and brought there otherwise. It takes
    /// the time of finding two primes: for 2048 bits half a second in a browser, seldom more than one.
    pub fn generate(random: &mut Random, bits: u32) -> Self {
        let bits = bits.clamp(*RsaPublicKey::BITS.start(), *RsaPublicKey::BITS.end()) / 128 * 128;
        loop {
            // Two primes of this size share no factor with the exponent in all but one of some ten thousand cases.
            let (p, q) = (prime(random, bits / 2), prime(random, bits / 2));
            if let Some(pair) = Self::from_primes(&p, &q) {
                return pair;
            }
        }
    }

    /// The public half.
    pub fn public(&self) -> &RsaPublicKey {
        &self.0.public
    }

    /// Decrypts what [`RsaPublicKey::encrypt`] made of a number as long as `otherwise`. Anything else becomes `otherwise`,
    /// in the same time, so that nobody learns from the answer how far it was from being right.
    pub fn decrypt(&self, encrypted: &[u8], otherwise: &[u8]) -> Zeroizing<Vec<u8>> {
        let Pair { public, private } = &*self.0;
        let padded = public.power(encrypted, private, private.bits_precision());
        let (padding, content) = padded.split_at(padded.len() - otherwise.len());
        let (padding, end) = padding.split_at(padding.len() - 1);
        let good = padding[2..]
            .iter()
            .fold(padding[..2].ct_eq(&[0, 2]) & end[0].ct_eq(&0), |good: Choice, byte| good & byte.ct_ne(&0));
        let chosen =
            otherwise.iter().zip(content).map(|(otherwise, content)| otherwise.ct_select(content, good));
        Zeroizing::new(chosen.collect())
    }

    /// None if the two are the same, or the exponent does not fit them.
    pub(crate) fn from_primes(p: &BoxedUint, q: &BoxedUint) -> Option<Self> {
        if p == q {
            return None;
        }
        let one = BoxedUint::one_with_precision(p.bits_precision());
        let modulus = p.concatenating_mul(q);
        let mut phi = p.wrapping_sub(&one).concatenating_mul(&q.wrapping_sub(&one));
        let exponent = BoxedUint::from(EXPONENT).resize(phi.bits_precision());
        let private = exponent.invert_mod(&NonZero::new(phi.clone()).into_option()?).into_option();
        phi.zeroize();
        let bits = modulus.bits();
        let length = bits.div_ceil(8) as usize;
        let bytes = modulus.to_be_bytes();
        let mut exponent = vec![0; length];
        exponent[length - 4..].copy_from_slice(&EXPONENT.to_be_bytes());
        let public = RsaPublicKey::new(bits, &bytes[bytes.len() - length..], &exponent).ok()?;
        Some(Self(Arc::new(Pair { public, private: private? })))
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        self.private.zeroize();
    }
}

impl std::fmt::Debug for RsaKeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RsaKeyPair").field(&self.0.public.identity()).finish()
    }
}

/// A prime of just so many bits, whose two highest are set, so that the product of two has twice as many.
fn prime(random: &mut Random, bits: u32) -> Zeroizing<BoxedUint> {
    let sieve = SmallFactorsSieveFactory::new(Flavor::Any, bits, SetBits::TwoMsb)
        .expect("keys are long enough to have primes");
    let prime: Option<BoxedUint> =
        sieve_and_find(random, sieve, |_, candidate| is_prime(Flavor::Any, candidate))
            .expect("a number without bounds has room for a prime");
    Zeroizing::new(prime.expect("there is always another candidate"))
}

/// A number's length in whole words.
fn precision(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(8) * 64).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_has_its_length_and_decrypts_what_it_encrypts() {
        let mut random = Random::new(&[3; 32]);
        for bits in [0, 1100, 1280] {
            let pair = RsaKeyPair::generate(&mut random, bits);
            let public =
                RsaPublicKey::decode(&mut Input::new(pair.public().wire())).expect("sound").expect("whole");
            let said = u32::from_be_bytes(std::array::from_fn(|at| public.wire()[at]));
            assert_eq!(said, bits.max(1024) / 128 * 128);
            for number in [b"sixteen letters!".as_slice(), b"and thirty-two letters and dots."] {
                let encrypted = public.encrypt(number, &mut random);
                assert_eq!(pair.decrypt(&encrypted, &vec![0; number.len()]).as_slice(), number);
            }
        }
    }

    #[test]
    fn what_was_not_encrypted_for_the_key_becomes_something_else() {
        let mut random = Random::new(&[3; 32]);
        let pair = RsaKeyPair::generate(&mut random, 1024);
        let encrypted = pair.public().encrypt(b"sixteen letters!", &mut random);
        for at in [0, 64, 127] {
            let mut changed = encrypted.clone();
            changed[at] ^= 4;
            assert_eq!(pair.decrypt(&changed, &[9; 16]).as_slice(), [9; 16], "{at}");
        }
        // A number of the other length is none.
        assert_eq!(pair.decrypt(&encrypted, &[9; 32]).as_slice(), [9; 32]);
        assert_eq!(pair.decrypt(&[], &[9; 16]).as_slice(), [9; 16]);
        assert_eq!(pair.decrypt(&[0xff; 128], &[9; 16]).as_slice(), [9; 16]);
    }

    #[test]
    fn keys_that_nothing_can_be_encrypted_with_are_named() {
        let key = |bits: u32, modulus: &[u8], exponent: &[u8]| {
            let wire = [&bits.to_be_bytes(), modulus, exponent].concat();
            RsaPublicKey::decode(&mut Input::new(&wire)).map(|key| key.is_some())
        };
        let number = |length: usize, last: &[u8]| {
            let mut number = vec![0; length];
            number[length - last.len()..].copy_from_slice(last);
            number
        };
        let odd = vec![0xff; 128];
        let common = number(128, &[1, 0, 1]);
        let mut even = odd.clone();
        even[127] = 0xfe;
        let table = [
            (1024, &odd, &common, Ok(true)),
            (1017, &odd, &common, Err(SecurityError::KeyLength(1017))),
            (1025, &odd, &common, Ok(false)),
            (8193, &odd, &common, Err(SecurityError::KeyLength(8193))),
            (u32::MAX, &odd, &common, Err(SecurityError::KeyLength(u32::MAX))),
            (1024, &even, &common, Err(SecurityError::PublicKey)),
            (1024, &number(128, &[3]), &common, Err(SecurityError::PublicKey)),
            (1024, &odd, &number(128, &[1]), Err(SecurityError::PublicKey)),
            (1024, &odd, &number(128, &[4]), Err(SecurityError::PublicKey)),
            (1024, &odd, &number(128, &[1, 0, 0, 0, 1]), Err(SecurityError::PublicKey)),
        ];
        for (bits, modulus, exponent, expected) in table {
            assert_eq!(key(bits, modulus, exponent), expected, "{bits}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let pair = RsaKeyPair::generate(&mut Random::new(&[3; 32]), 1024);
        let shown = format!("{pair:?} {:?}", pair.public());
        assert!(shown.len() < 100, "{shown}");
    }
}
