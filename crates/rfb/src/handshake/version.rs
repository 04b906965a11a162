//! Which version of the protocol is spoken (section 7.1.1), and the repeater that may stand before the server.

use super::security::{ExpectDecision, ExpectSecurityTypes};
use super::{Context, Handshake, Next};
use crate::decode::Input;
use crate::wire::ProtocolVersion;
use crate::{Error, Incompatible};

/// The versions that exist, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V3_3,
    V3_7,
    V3_8,
}

/// The beginning: the server says its version.
#[derive(Debug, Default)]
pub(crate) struct ExpectVersion {
    /// Whether a repeater has been told already to whom this connection shall go.
    through_repeater: bool,
}

impl ExpectVersion {
    pub(super) fn step(self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        let Some(offered) = ProtocolVersion::decode(input)? else {
            return Ok(Next::Wait(Handshake::ExpectVersion(self)));
        };
        if offered == ProtocolVersion::REPEATER && !self.through_repeater {
            let id = context.config.repeater_id.as_ref().ok_or(Incompatible::Repeater)?;
            id.encode(context.output);
            return Ok(Next::State(Handshake::ExpectVersion(Self { through_repeater: true })));
        }
        let version = Version::understood_from(offered).ok_or(Incompatible::Version(offered))?;
        version.spoken().encode(context.output);
        Ok(Next::State(match version {
            Version::V3_3 => Handshake::ExpectDecision(ExpectDecision),
            Version::V3_7 | Version::V3_8 => Handshake::ExpectSecurityTypes(ExpectSecurityTypes { version }),
        }))
    }
}

impl Version {
    /// The version to speak with a server that says this one.
    ///
    /// Numbers between the versions that exist mean the one below (UltraVNC has sent 3.6, others 3.5, for
    /// 3.3), and numbers above 3.8 mean 3.8 (Apple sends 3.889, Intel AMT 4.0 and 4.1, RealVNC 5.0).
    fn understood_from(offered: ProtocolVersion) -> Option<Self> {
        if offered.major < 3 {
            None
        } else if offered < ProtocolVersion::V3_7 {
            Some(Self::V3_3)
        } else if offered < ProtocolVersion::V3_8 {
            Some(Self::V3_7)
        } else {
            Some(Self::V3_8)
        }
    }

    const fn spoken(self) -> ProtocolVersion {
        match self {
            Self::V3_3 => ProtocolVersion::V3_3,
            Self::V3_7 => ProtocolVersion::V3_7,
            Self::V3_8 => ProtocolVersion::V3_8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_versions_mean_the_one_below() {
        use Version::{V3_3, V3_7, V3_8};
        let table = [
            ((3, 3), Some(V3_3)),
            ((3, 5), Some(V3_3)),
            ((3, 6), Some(V3_3)),
            ((3, 7), Some(V3_7)),
            ((3, 8), Some(V3_8)),
            ((3, 889), Some(V3_8)),
            ((4, 0), Some(V3_8)),
            ((4, 1), Some(V3_8)),
            ((5, 0), Some(V3_8)),
            ((0, 1), None),
            ((2, 9), None),
        ];
        for ((major, minor), version) in table {
            assert_eq!(
                Version::understood_from(ProtocolVersion { major, minor }),
                version,
                "{major}.{minor}"
            );
        }
    }
}
