//! No authentication (section 7.2.1): nothing passes at all.

use super::{Scheme, SchemeProgress};
use crate::Credentials;
use crate::decode::Input;

#[derive(Debug)]
pub(super) struct NoAuthentication;

impl Scheme for NoAuthentication {
    fn advance(&mut self, _: &mut Input<'_>, _: &Credentials, _: &mut Vec<u8>) -> SchemeProgress {
        SchemeProgress::Done
    }
}
