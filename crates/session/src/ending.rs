//! From the ways in which a connection ends to what is told about it.

use crate::event::{Ending, LinkClose};

/// The ending of a link that was opened; `heard` tells that it has carried a byte from the server.
///
/// The codes from 4000 on are those of `porthole proxy`. nova-novncproxy has none: it accepts every link, looks at the
/// token then, and hangs up if it does not like it or cannot reach the VM, before anything was said.
pub(crate) fn from_close(close: LinkClose, heard: bool) -> Ending {
    let LinkClose { code, reason } = close;
    match code {
        1000 | 1005 => Ending::ClosedByServer,
        1001 => Ending::ProxyShutDown { reason },
        1006 if heard => Ending::Lost,
        4504 => Ending::Lost,
        1006 | 4401 => Ending::LinkRefused { reason },
        4403 => Ending::OriginRefused { reason },
        4500 => Ending::LinkUnchecked { reason },
        // websockify's word for a target that does not answer.
        1011 if !heard => Ending::DisplayUnreachable { reason },
        4502 => Ending::DisplayUnreachable { reason },
        4503 => Ending::TooManyConnections { reason },
        code => Ending::Closed { code, reason },
    }
}

/// The ending of a connection that cannot go on.
pub(crate) fn from_error(error: rfb::Error) -> Ending {
    match error {
        rfb::Error::Refused(refusal) => from_refusal(refusal),
        rfb::Error::Incompatible(weak @ rfb::Incompatible::TooWeak { .. }) => {
            Ending::TooWeak { what: weak.to_string() }
        }
        error => Ending::Protocol { what: error.to_string() },
    }
}

/// The ending of a connection that the server does not want.
pub(crate) fn from_refusal(refusal: rfb::Refusal) -> Ending {
    match refusal {
        rfb::Refusal::Password { reason } => {
            Ending::AuthenticationFailed { reason: reason.unwrap_or_default() }
        }
        refusal => Ending::ServerRefused { what: refusal.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_codes_have_meanings() {
        let reason = || "the proxy's words".to_owned();
        for (code, heard, expected) in [
            (1000, false, Ending::ClosedByServer),
            (1000, true, Ending::ClosedByServer),
            (1001, true, Ending::ProxyShutDown { reason: reason() }),
            (1005, true, Ending::ClosedByServer),
            (1006, false, Ending::LinkRefused { reason: reason() }),
            (1006, true, Ending::Lost),
            (1009, true, Ending::Closed { code: 1009, reason: reason() }),
            (1011, false, Ending::DisplayUnreachable { reason: reason() }),
            (1011, true, Ending::Closed { code: 1011, reason: reason() }),
            (4401, false, Ending::LinkRefused { reason: reason() }),
            (4403, false, Ending::OriginRefused { reason: reason() }),
            (4500, false, Ending::LinkUnchecked { reason: reason() }),
            (4502, false, Ending::DisplayUnreachable { reason: reason() }),
            (4503, false, Ending::TooManyConnections { reason: reason() }),
            (4504, false, Ending::Lost),
            (4504, true, Ending::Lost),
            (0, true, Ending::Closed { code: 0, reason: reason() }),
        ] {
            assert_eq!(from_close(LinkClose { code, reason: reason() }, heard), expected);
        }
    }

    #[test]
    fn a_servers_words_reach_the_user() {
        let reason = Some("wrong".to_owned());
        assert_eq!(
            from_error(rfb::Refusal::Password { reason: reason.clone() }.into()),
            Ending::AuthenticationFailed { reason: "wrong".to_owned() }
        );
        assert_eq!(
            from_error(rfb::Refusal::Password { reason: None }.into()),
            Ending::AuthenticationFailed { reason: String::new() }
        );
        assert_eq!(
            from_error(rfb::Refusal::Connection { reason }.into()),
            Ending::ServerRefused { what: "the server refused the connection: wrong".to_owned() }
        );
        let weak = rfb::Incompatible::TooWeak { minimum: rfb::Protection::Encryption };
        assert!(matches!(from_error(weak.into()), Ending::TooWeak { .. }));
        assert_eq!(
            from_error(rfb::InvalidMessage::UnknownServerMessage(77).into()),
            Ending::Protocol { what: "the server sent a message of the unknown type 77".to_owned() }
        );
    }
}
