//! From the first byte to ServerInit (sections 7.1 to 7.3): one state a type, each of which becomes the next.

use ctutils::CtEq;
use rfb::{
    auth,
    decode::Input,
    wire::{ClientInit, ProtocolVersion, Reason, SecurityResult, SecurityType, SecurityTypes},
};

use super::{Config, Error, Security, encryption::Encryption, rsa_aes};

/// Why a client that gives another password is refused.
const WRONG_PASSWORD: &str = "The password is wrong";

/// What the server waits for.
#[derive(Clone)]
pub(super) enum Handshake {
    Version(AwaitVersion),
    Choice(AwaitChoice),
    Response(AwaitResponse),
    RsaAes(AwaitRsaAes),
    Init(AwaitInit),
}

/// What has become of a state.
pub(super) enum Step {
    /// It needs more bytes.
    Wait,
    /// It has become another, which may find its bytes already there.
    Next(Handshake),
    /// The same, and all that follows is encrypted.
    Encrypted(Handshake, Encryption),
    /// The client is in.
    Done,
}

/// The server has said its version.
#[derive(Clone, Copy, Debug)]
pub(super) struct AwaitVersion;

/// The server has offered its security types.
#[derive(Clone, Copy, Debug)]
pub(super) struct AwaitChoice {
    version: ProtocolVersion,
}

/// The server has sent its challenge.
#[derive(Clone, Copy, Debug)]
pub(super) struct AwaitResponse {
    version: ProtocolVersion,
}

/// The server has shown its key.
#[derive(Clone)]
pub(super) struct AwaitRsaAes {
    version: ProtocolVersion,
    state: rsa_aes::State,
}

/// The client has been accepted.
#[derive(Clone, Copy, Debug)]
pub(super) struct AwaitInit;

impl Handshake {
    /// Says the server's version.
    pub(super) fn begin(config: &Config, output: &mut Vec<u8>) -> Self {
        config.version.encode(output);
        Self::Version(AwaitVersion)
    }

    pub(super) fn advance(
        self,
        config: &Config,
        input: &mut Input<'_>,
        output: &mut Vec<u8>,
    ) -> Result<Step, Error> {
        let next = match self {
            Self::Version(state) => state.advance(config, input, output)?,
            Self::Choice(state) => state.advance(config, input, output)?,
            Self::Response(state) => state.advance(config, input, output)?,
            Self::RsaAes(state) => return state.advance(config, input, output),
            Self::Init(AwaitInit) => {
                return Ok(if ClientInit::decode(input)?.is_some() { Step::Done } else { Step::Wait });
            }
        };
        Ok(next.map_or(Step::Wait, Step::Next))
    }
}

impl AwaitVersion {
    fn advance(
        self,
        config: &Config,
        input: &mut Input<'_>,
        output: &mut Vec<u8>,
    ) -> Result<Option<Handshake>, Error> {
        let Some(theirs) = ProtocolVersion::decode(input)? else { return Ok(None) };
        let version = agreed(config.version, theirs);
        let offered = match &config.security {
            Security::None => SecurityType::NONE,
            Security::Password { .. } => SecurityType::VNC_AUTHENTICATION,
            Security::RsaAes(rsa_aes) => rsa_aes.security_type(),
            Security::Refuse(reason) => {
                if version == ProtocolVersion::V3_3 {
                    SecurityTypes::encode_decided(SecurityType::INVALID, output);
                } else {
                    SecurityTypes(Vec::new()).encode(output);
                }
                Reason(reason.clone()).encode(output);
                return Err(Error::Refused);
            }
        };
        if version == ProtocolVersion::V3_3 {
            SecurityTypes::encode_decided(offered, output);
            return Ok(Some(begin_security(config, version, output)));
        }
        SecurityTypes(vec![offered]).encode(output);
        Ok(Some(Handshake::Choice(AwaitChoice { version })))
    }
}

impl AwaitChoice {
    fn advance(
        self,
        config: &Config,
        input: &mut Input<'_>,
        output: &mut Vec<u8>,
    ) -> Result<Option<Handshake>, Error> {
        let Some(choice) = input.u8() else { return Ok(None) };
        let offered = match &config.security {
            Security::Password { .. } => SecurityType::VNC_AUTHENTICATION,
            Security::RsaAes(rsa_aes) => rsa_aes.security_type(),
            Security::None | Security::Refuse(_) => SecurityType::NONE,
        };
        if SecurityType(choice) != offered {
            fail(self.version, "This security type was not offered", output);
            return Err(Error::UnofferedSecurityType(choice));
        }
        Ok(Some(begin_security(config, self.version, output)))
    }
}

impl AwaitResponse {
    fn advance(
        self,
        config: &Config,
        input: &mut Input<'_>,
        output: &mut Vec<u8>,
    ) -> Result<Option<Handshake>, Error> {
        let Some(response) = input.take_array::<16>() else { return Ok(None) };
        let right = match &config.security {
            Security::Password { password, challenge } => {
                response.ct_eq(&auth::vnc_response(password, *challenge)).to_bool()
            }
            Security::None | Security::RsaAes(_) | Security::Refuse(_) => false,
        };
        if !right {
            fail(self.version, WRONG_PASSWORD, output);
            return Err(Error::WrongPassword);
        }
        SecurityResult::Accepted.encode(output);
        Ok(Some(Handshake::Init(AwaitInit)))
    }
}

impl AwaitRsaAes {
    fn advance(self, config: &Config, input: &mut Input<'_>, output: &mut Vec<u8>) -> Result<Step, Error> {
        let Self { version, state } = self;
        let Security::RsaAes(rsa_aes) = &config.security else { return Err(Error::Refused) };
        Ok(match rsa_aes.advance(state, version, input, output)? {
            None => Step::Wait,
            Some(rsa_aes::Step::Next(state)) => Step::Next(Handshake::RsaAes(Self { version, state })),
            Some(rsa_aes::Step::Done(None)) => Step::Next(Handshake::Init(AwaitInit)),
            Some(rsa_aes::Step::Done(Some((sealer, opener)))) => {
                Step::Encrypted(Handshake::Init(AwaitInit), Encryption { sealer, opener })
            }
        })
    }
}

/// The verdict about a client's credentials.
pub(super) fn result(version: ProtocolVersion, right: bool) -> Vec<u8> {
    let mut output = Vec::new();
    if right {
        SecurityResult::Accepted.encode(&mut output);
    } else {
        fail(version, WRONG_PASSWORD, &mut output);
    }
    output
}

/// Starts the security type that both sides know of by now.
fn begin_security(config: &Config, version: ProtocolVersion, output: &mut Vec<u8>) -> Handshake {
    if let Security::Password { challenge, .. } = &config.security {
        output.extend_from_slice(challenge);
        return Handshake::Response(AwaitResponse { version });
    }
    if let Security::RsaAes(rsa_aes) = &config.security {
        return Handshake::RsaAes(AwaitRsaAes { version, state: rsa_aes.begin(output) });
    }
    // Without authentication, older versions have no result.
    if version == ProtocolVersion::V3_8 {
        SecurityResult::Accepted.encode(output);
    }
    Handshake::Init(AwaitInit)
}

/// Says that the security handshake failed; older versions have no words for why.
fn fail(version: ProtocolVersion, reason: &str, output: &mut Vec<u8>) {
    SecurityResult::Failed.encode(output);
    if version == ProtocolVersion::V3_8 {
        Reason(reason.to_owned()).encode(output);
    }
}

/// The version to speak: the older of the two sides', of those that exist. What a client claims in between
/// means the one below (section 7.1.1).
fn agreed(ours: ProtocolVersion, theirs: ProtocolVersion) -> ProtocolVersion {
    [ProtocolVersion::V3_8, ProtocolVersion::V3_7]
        .into_iter()
        .find(|&version| version <= ours && version <= theirs)
        .unwrap_or(ProtocolVersion::V3_3)
}
