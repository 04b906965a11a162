//! One target for everybody: `--target`. Whoever reaches the proxy reaches it, token or not.

use super::{Resolving, Target, Token, TokenSource};

/// The source that always answers the same.
#[derive(Clone, Debug)]
pub struct SingleTarget(pub Target);

impl TokenSource for SingleTarget {
    fn resolve<'a>(&'a self, _token: Option<&'a Token>) -> Resolving<'a> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}
