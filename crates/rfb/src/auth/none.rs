//! No authentication (section 7.2.1): nothing passes at all.

use super::{Agreed, Context, Scheme, SchemeProgress};
use crate::Error;
use crate::decode::Input;

#[derive(Debug)]
pub(super) struct NoAuthentication;

impl Scheme for NoAuthentication {
    fn advance(&mut self, _: &mut Input<'_>, _: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        Ok(SchemeProgress::Done)
    }

    fn agreed(&mut self) -> Agreed {
        Agreed { authenticated: false, ..Agreed::default() }
    }
}
