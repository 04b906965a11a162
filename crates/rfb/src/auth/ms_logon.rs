//! MS-Logon II of `UltraVNC` ("MSLogonII Authentication"): credentials under DES, with a key of 64 bits that both sides have
//! agreed on. It hides nothing from anybody who cares.

use des::Des;
use des::cipher::{BlockCipherEncrypt, KeyInit};
use zeroize::Zeroizing;

use super::text::field;
use super::{Context, Random, Scheme, SchemeProgress, SecurityError, Wanted};
use crate::Error;
use crate::decode::Input;

/// How many bytes the name takes.
const USERNAME: usize = 256;
/// How many bytes the password takes.
const PASSWORD: usize = 64;

#[derive(Debug, Default)]
pub(super) struct MsLogon2 {
    group: Option<Group>,
}

/// What the server says first.
#[derive(Clone, Copy, Debug)]
struct Group {
    generator: u64,
    modulus: u64,
    public: u64,
}

impl Scheme for MsLogon2 {
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        if self.group.is_none() {
            self.group = Group::decode(input)?;
        }
        let Some(group) = self.group else {
            return Ok(SchemeProgress::NeedMore);
        };
        let Some(credentials) = context.credentials.username_and_password() else {
            return Ok(SchemeProgress::NeedCredentials(Wanted::USERNAME_AND_PASSWORD));
        };
        let random = context.random.as_mut().ok_or(SecurityError::DiffieHellman)?;
        group.answer(credentials, random, context.output);
        Ok(SchemeProgress::Done)
    }
}

impl Group {
    fn decode(input: &mut Input<'_>) -> Result<Option<Self>, SecurityError> {
        let Some(bytes) = input.take_array::<24>() else {
            return Ok(None);
        };
        let [generator, modulus, public] =
            std::array::from_fn(|at| u64::from_be_bytes(std::array::from_fn(|byte| bytes[8 * at + byte])));
        if modulus < 2 {
            return Err(SecurityError::DiffieHellman);
        }
        Ok(Some(Self { generator, modulus, public }))
    }

    fn answer(self, (username, password): (&str, &str), random: &mut Random, output: &mut Vec<u8>) {
        let private = Zeroizing::new(u64::from_be_bytes(random.array()));
        let key = Zeroizing::new(self.power(self.public, *private).to_be_bytes());
        output.extend(self.power(self.generator, *private).to_be_bytes());
        for field in
            [&mut *field::<USERNAME>(username, random), field::<PASSWORD>(password, random).as_mut_slice()]
        {
            encrypt(&key, field);
            output.extend_from_slice(field);
        }
    }

    /// A power in this group. It takes its time by the exponent's bits, but then a key that is broken anyway has no better
    /// to keep.
    fn power(self, base: u64, exponent: u64) -> u64 {
        let modulus = u128::from(self.modulus);
        let (mut base, mut power) = (u128::from(base) % modulus, 1);
        for bit in 0..u64::BITS {
            if exponent >> bit & 1 == 1 {
                power = power * base % modulus;
            }
            base = base * base % modulus;
        }
        u64::try_from(power).unwrap_or_default()
    }
}

/// DES in CBC mode, with the key for the first vector too, and turned round as VNC's DES has it.
fn encrypt(key: &[u8; 8], bytes: &mut [u8]) {
    let turned = Zeroizing::new(key.map(u8::reverse_bits));
    let cipher = Des::new((&*turned).into());
    let mut before = Zeroizing::new(*key);
    for block in bytes.as_chunks_mut::<8>().0 {
        for (byte, before) in block.iter_mut().zip(*before) {
            *byte ^= before;
        }
        cipher.encrypt_block(block.into());
        *before = *block;
    }
}
