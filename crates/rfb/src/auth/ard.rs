//! Apple Remote Desktop ("Diffie-Hellman Authentication"): credentials under AES, with a key that both sides have agreed
//! on. It hides them from those who only listen; who the server is, it does not tell.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::diffie_hellman::power;
use super::text::field;
use super::{Context, Random, Scheme, SchemeProgress, SecurityError, Wanted};
use crate::Error;
use crate::decode::Input;

/// The lengths of a prime, in bytes. Shorter ones hide nothing from today's computers (macOS has 128 bytes); longer ones
/// would keep this one busy for seconds.
const PRIME: std::ops::RangeInclusive<usize> = 128..=512;

/// How many bytes each of the two credentials takes.
const FIELD: usize = 64;

#[derive(Debug, Default)]
pub(super) struct AppleRemoteDesktop {
    group: Option<Group>,
}

/// What the server says first.
#[derive(Debug)]
struct Group {
    generator: [u8; 2],
    prime: Vec<u8>,
    public: Vec<u8>,
}

impl Scheme for AppleRemoteDesktop {
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        if self.group.is_none() {
            self.group = Group::decode(input)?;
        }
        let Some(group) = &self.group else {
            return Ok(SchemeProgress::NeedMore);
        };
        let Some(credentials) = context.credentials.username_and_password() else {
            return Ok(SchemeProgress::NeedCredentials(Wanted::USERNAME_AND_PASSWORD));
        };
        let random = context.random.as_mut().ok_or(SecurityError::DiffieHellman)?;
        group.answer(credentials, random, context.output)?;
        Ok(SchemeProgress::Done)
    }
}

impl Group {
    fn decode(input: &mut Input<'_>) -> Result<Option<Self>, SecurityError> {
        let start = input.consumed();
        let (Some(generator), Some(length)) = (input.take_array(), input.u16()) else {
            input.rewind(start);
            return Ok(None);
        };
        let length = usize::from(length);
        if !PRIME.contains(&length) {
            return Err(SecurityError::DiffieHellman);
        }
        let Some(numbers) = input.take(2 * length) else {
            input.rewind(start);
            return Ok(None);
        };
        let (prime, public) = numbers.split_at(length);
        let group = Self { generator, prime: prime.to_vec(), public: public.to_vec() };
        if group.is_sound() { Ok(Some(group)) } else { Err(SecurityError::DiffieHellman) }
    }

    /// Whether the prime is as long as it says, and neither it nor the server's number gives the secret away: powers of 0,
    /// 1 and -1 are known to everybody.
    fn is_sound(&self) -> bool {
        let Self { generator, prime, public } = self;
        let is_small =
            |number: &[u8]| number.iter().rev().skip(1).all(|&byte| byte == 0) && number.last() <= Some(&1);
        let mut last = prime.clone();
        let odd = last.last_mut().is_some_and(|byte| {
            *byte ^= 1;
            *byte & 1 == 0
        });
        odd && prime[0] != 0 && !is_small(generator) && !is_small(public) && *public < last
    }

    fn answer(
        &self,
        (username, password): (&str, &str),
        random: &mut Random,
        output: &mut Vec<u8>,
    ) -> Result<(), SecurityError> {
        let Self { generator, prime, public } = self;
        let mut private = Zeroizing::new(vec![0; prime.len()]);
        random.fill(&mut private);
        let power = |base: &[u8]| power(base, &private, prime).ok_or(SecurityError::DiffieHellman);
        let ours = power(generator)?;
        let shared = power(public)?;

        let key = Zeroizing::new(<[u8; 16]>::from(Md5::digest(&*shared)));
        let cipher = Aes128::new((&*key).into());
        for text in [username, password] {
            let mut field = field::<FIELD>(text, random);
            for block in field.as_chunks_mut::<16>().0 {
                cipher.encrypt_block(block.into());
            }
            output.extend(*field);
        }
        output.extend_from_slice(&ours);
        Ok(())
    }
}
