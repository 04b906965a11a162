//! XVP authentication ("xvp Authentication"): whose machine is meant and by whom, and then VNC authentication.

use super::text::up_to;
use super::vnc::VncAuthentication;
use super::{Context, Scheme, SchemeProgress, Wanted};
use crate::Error;
use crate::decode::Input;

#[derive(Debug, Default)]
pub(super) struct Xvp {
    introduced: bool,
    vnc: VncAuthentication,
}

impl Scheme for Xvp {
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        if !self.introduced {
            let (Some(username), Some(_), Some(target)) =
                (&context.credentials.username, &context.credentials.password, &context.credentials.target)
            else {
                return Ok(SchemeProgress::NeedCredentials(Wanted::ALL));
            };
            introduce(username, target, context.output);
            self.introduced = true;
        }
        self.vnc.advance(input, context)
    }
}

/// Says who wants to see what. Each length has one byte; of what is longer, the server will not find the beginning.
fn introduce(username: &str, target: &str, output: &mut Vec<u8>) {
    let texts = [username, target].map(|text| up_to(usize::from(u8::MAX), text));
    output.extend(texts.map(|text| u8::try_from(text.len()).unwrap_or(u8::MAX)));
    texts.into_iter().for_each(|text| output.extend(text));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Client, credentials};
    use super::super::vnc_response;
    use super::*;

    #[test]
    fn name_and_target_come_before_the_challenge() {
        let who = || {
            let mut who = credentials("Zoë", "passwd");
            who.target = Some("vm-7".into());
            who
        };
        let expected = [b"\x04\x04Zo\xc3\xabvm-7".as_slice(), &vnc_response("passwd", [9; 16])].concat();
        for cut in 0..=16 {
            let (mut client, mut xvp) = (Client::new(who()), Xvp::default());
            let before = client.run(&mut xvp, &[9; 16][..cut]);
            let rest = client.rest(&[9; 16], cut);
            let outcome = if cut == 16 { before } else { client.run(&mut xvp, &rest) };
            assert_eq!(outcome, Ok(SchemeProgress::Done), "cut at {cut}");
            assert_eq!(client.output, expected, "cut at {cut}");
        }
    }

    #[test]
    fn what_is_missing_is_asked_for_before_anything_is_said() {
        let mut client = Client::new(credentials("alice", "passwd"));
        assert_eq!(client.run(&mut Xvp::default(), b""), Ok(SchemeProgress::NeedCredentials(Wanted::ALL)));
        assert!(client.output.is_empty());
    }
}
