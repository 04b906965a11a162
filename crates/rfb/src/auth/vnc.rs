//! VNC authentication (section 7.2.2): the server's challenge, enciphered under the password.

use des::Des;
use des::cipher::{BlockCipherEncrypt, KeyInit};
use zeroize::Zeroizing;

use super::{Context, Scheme, SchemeProgress, Wanted};
use crate::Error;
use crate::decode::Input;

type Block = [u8; 16];

#[derive(Debug, Default)]
pub(super) struct VncAuthentication {
    challenge: Option<Block>,
}

impl Scheme for VncAuthentication {
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        let Some(challenge) = self.challenge.or_else(|| input.take_array()) else {
            return Ok(SchemeProgress::NeedMore);
        };
        self.challenge = Some(challenge);
        let Some(password) = &context.credentials.password else {
            return Ok(SchemeProgress::NeedCredentials(Wanted::PASSWORD));
        };
        context.output.extend(response(password, challenge));
        Ok(SchemeProgress::Done)
    }
}

/// What a client that knows the password answers to a challenge of sixteen bytes; a server compares.
///
/// The password's first eight bytes are the key; a shorter one is filled up with zeros. DES drops each byte's
/// lowest bit, whereas VNC has always dropped the highest and read the others backwards, so each byte is
/// turned round.
pub fn response(password: &str, challenge: [u8; 16]) -> [u8; 16] {
    let mut key = Zeroizing::new([0; 8]);
    for (key, byte) in key.iter_mut().zip(password.bytes()) {
        *key = byte.reverse_bits();
    }
    let cipher = Des::new((&*key).into());
    let mut response = challenge;
    for block in response.as_chunks_mut::<8>().0 {
        cipher.encrypt_block(block.into());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_those_of_other_clients() {
        let challenge = std::array::from_fn(|at| u8::try_from(at).expect("sixteen"));
        let table = [
            ("passwd", "e8399b58571e87ed8445c8716b6dd945"),
            ("", "491e890de9ace932838a49792f2213f3"),
            ("12345678", "83dd2b4dbd04367f28578fdd5b142740"),
            ("12345678 and what follows is ignored", "83dd2b4dbd04367f28578fdd5b142740"),
        ];
        for (password, expected) in table {
            let hex: String =
                response(password, challenge).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, expected, "{password:?}");
        }
    }
}
