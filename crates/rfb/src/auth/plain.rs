//! A name and a password in the open: "Plain subtype" of `VeNCrypt`, and the same message as "Tight Unix Login
//! Authentication".

use super::{Context, Scheme, SchemeProgress, Wanted};
use crate::Error;
use crate::decode::Input;

#[derive(Debug)]
pub(super) struct Plain;

impl Scheme for Plain {
    fn advance(&mut self, _: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        let Some((username, password)) = context.credentials.username_and_password() else {
            return Ok(SchemeProgress::NeedCredentials(Wanted::USERNAME_AND_PASSWORD));
        };
        // Bytes that moved to a larger place would leave a copy behind that nobody wipes.
        context.output.reserve(2 * size_of::<u32>() + username.len() + password.len());
        for text in [username, password] {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            context.output.extend(length.to_be_bytes());
        }
        for text in [username, password] {
            context.output.extend(text.as_bytes());
        }
        Ok(SchemeProgress::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Client, credentials};
    use super::*;

    #[test]
    fn both_lengths_come_before_both_texts() {
        let mut client = Client::new(credentials("Zoë", "geheim"));
        assert_eq!(client.run(&mut Plain, b""), Ok(SchemeProgress::Done));
        assert_eq!(client.output, b"\0\0\0\x04\0\0\0\x06Zo\xc3\xabgeheim");
    }
}
