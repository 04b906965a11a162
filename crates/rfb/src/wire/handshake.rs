//! The messages before a connection is up (sections 7.1 to 7.3).

use super::{DesktopName, InvalidPixelFormat, PixelFormat, arrived, put_size, put_string, size_at};
use super::{text_from_utf8_or_latin1, whole};
use crate::{InvalidMessage, Size, decode::Input};

/// The longest reason that is shown, in bytes. Of a longer one the beginning is read: the connection is over
/// anyway, and what the server has to say matters more than that it says too much.
pub const MAX_REASON: usize = 4096;

/// The twelve bytes "RFB xxx.yyy\n" with which both sides begin (section 7.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProtocolVersion {
    /// The number before the point.
    pub major: u16,
    /// The number after it.
    pub minor: u16,
}

impl ProtocolVersion {
    /// What an UltraVNC repeater says in a server's place (the registry knows it by no name).
    pub const REPEATER: Self = Self { major: 0, minor: 0 };
    /// Version 3.3.
    pub const V3_3: Self = Self { major: 3, minor: 3 };
    /// Version 3.7.
    pub const V3_7: Self = Self { major: 3, minor: 7 };
    /// Version 3.8.
    pub const V3_8: Self = Self { major: 3, minor: 8 };

    /// Reads a version.
    ///
    /// # Errors
    /// [`InvalidMessage::NotRfb`] shows what was said instead.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let bytes: [u8; 12] = arrived!(input.take_array());
        Self::parse(&bytes).map(Some).ok_or(InvalidMessage::NotRfb(bytes))
    }

    /// Appends the version. Numbers above 999, which no version has, would not fit their three digits.
    pub fn encode(self, output: &mut Vec<u8>) {
        let Self { major, minor } = self;
        output.extend(format!("RFB {major:03}.{minor:03}\n").as_bytes());
    }

    fn parse(bytes: &[u8; 12]) -> Option<Self> {
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u16, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
            })
        };
        let numbers = bytes.strip_prefix(b"RFB ")?.strip_suffix(b"\n")?;
        let (major, minor) = numbers.split_at(3);
        Some(Self { major: number(major)?, minor: number(minor.strip_prefix(b".")?)? })
    }
}

impl std::fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// Which of an UltraVNC repeater's servers a connection shall go to: a message of 250 bytes, the identifier behind `ID:`
/// and zeros after it, in answer to [`ProtocolVersion::REPEATER`]. The server's own version is what comes next.
#[derive(Clone, PartialEq, Eq)]
pub struct RepeaterId(String);

impl RepeaterId {
    /// The longest identifier, in characters: one zero ends it.
    pub const MAX_LENGTH: usize = Self::LENGTH - Self::PREFIX.len() - 1;
    const LENGTH: usize = 250;
    const PREFIX: &[u8] = b"ID:";

    /// An identifier, unless it is empty, longer than [`MAX_LENGTH`](Self::MAX_LENGTH) or not printable ASCII.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        (fits && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))).then_some(Self(text))
    }

    /// Appends the message.
    pub fn encode(&self, output: &mut Vec<u8>) {
        let end = output.len() + Self::LENGTH;
        output.extend(Self::PREFIX);
        output.extend(self.0.as_bytes());
        output.resize(end, 0);
    }
}

impl std::fmt::Debug for RepeaterId {
    /// Whoever knows an identifier reaches its server, so it is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RepeaterId(…)")
    }
}

/// How the two sides make sure of each other (section 7.1.2); displayed in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecurityType(pub u8);

impl SecurityType {
    /// Not a type: in its place a reason follows.
    pub const INVALID: Self = Self(0);
    /// No authentication.
    pub const NONE: Self = Self(1);
    /// A password of up to eight characters, proved by a challenge.
    pub const VNC_AUTHENTICATION: Self = Self(2);
    /// RA2: the server proves who it is by an RSA key, and the session is encrypted.
    pub const RSA_AES: Self = Self(5);
    /// RA2ne: the same, without encryption after the handshake.
    pub const RSA_AES_UNENCRYPTED: Self = Self(6);
    /// Tunnels and types of its own, and lists of what the server can do.
    pub const TIGHT: Self = Self(16);
    /// Sub-types, most of them within TLS.
    pub const VENCRYPT: Self = Self(19);
    /// VNC authentication at one of many machines.
    pub const XVP: Self = Self(22);
    /// A name and a password under a key that both sides agree on, as macOS has it.
    pub const APPLE_REMOTE_DESKTOP: Self = Self(30);
    /// A name and a password under a key too short to hide them, as `UltraVNC` has it.
    pub const MS_LOGON_II: Self = Self(113);
    /// RA2 with keys of 256 bits.
    pub const RSA_AES_256: Self = Self(129);
    /// RA2ne with keys of 256 bits.
    pub const RSA_AES_256_UNENCRYPTED: Self = Self(130);
}

impl std::fmt::Display for SecurityType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            1 => "None",
            2 => "VNC password",
            5 => "RSA-AES",
            6 => "RSA-AES without encryption",
            16 => "Tight",
            17 => "UltraVNC",
            18 => "TLS",
            19 => "VeNCrypt",
            20 => "SASL",
            21 => "MD5 hash",
            22 => "XVP",
            23 => "Secure Tunnel",
            24 => "Integrated SSH",
            30..=36 => "Apple Remote Desktop",
            113 => "UltraVNC MS-Logon II",
            129 => "RSA-AES-256",
            130 => "RSA-AES-256 without encryption",
            3..=15 | 128..=255 => return write!(f, "RealVNC (type {})", self.0),
            other => return write!(f, "type {other}"),
        })
    }
}

/// A server's list of the security types it has, from version 3.7 on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityTypes(pub Vec<SecurityType>);

impl SecurityTypes {
    /// Reads the list. When it is empty a [`Reason`] follows.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let [count] = arrived!(input.take_array());
            let types = arrived!(input.take(usize::from(count)));
            Ok(Some(Self(types.iter().copied().map(SecurityType).collect())))
        })
    }

    /// Appends the list; of more than 255 types, the first that many.
    pub fn encode(&self, output: &mut Vec<u8>) {
        let count = u8::try_from(self.0.len()).unwrap_or(u8::MAX);
        output.push(count);
        output.extend(self.0.iter().take(usize::from(count)).map(|security_type| security_type.0));
    }

    /// Reads the one type that a server of version 3.3 decides on, a word. When it is 0 a [`Reason`] follows.
    ///
    /// # Errors
    /// [`InvalidMessage::SecurityTypeOutOfRange`] if it is not the number of any type.
    pub fn decode_decided(input: &mut Input<'_>) -> Result<Option<SecurityType>, InvalidMessage> {
        let word = u32::from_be_bytes(arrived!(input.take_array()));
        let number = u8::try_from(word).map_err(|_| InvalidMessage::SecurityTypeOutOfRange(word))?;
        Ok(Some(SecurityType(number)))
    }

    /// Appends the one type that a server of version 3.3 decides on.
    pub fn encode_decided(security_type: SecurityType, output: &mut Vec<u8>) {
        output.extend(u32::from(security_type.0).to_be_bytes());
    }
}

/// Whether the security handshake succeeded (section 7.1.3). After a failure version 3.8 goes on with a
/// [`Reason`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityResult {
    /// It did.
    Accepted,
    /// It did not; also any number that is not defined.
    Failed,
    /// It was not even tried: there were too many attempts.
    TooManyAttempts,
}

impl SecurityResult {
    /// Reads the result.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        Ok(input.take_array().map(|bytes| match u32::from_be_bytes(bytes) {
            0 => Self::Accepted,
            2 => Self::TooManyAttempts,
            _ => Self::Failed,
        }))
    }

    /// Appends the result.
    pub fn encode(self, output: &mut Vec<u8>) {
        let status: u32 = match self {
            Self::Accepted => 0,
            Self::Failed => 1,
            Self::TooManyAttempts => 2,
        };
        output.extend(status.to_be_bytes());
    }
}

/// Why a server refuses, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(pub String);

impl Reason {
    /// Reads a reason, of one longer than [`MAX_REASON`] the beginning.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let length = u32::from_be_bytes(arrived!(input.take_array()));
            let bytes = arrived!(input.take(MAX_REASON.min(length as usize)));
            Ok(Some(Self(text_from_utf8_or_latin1(bytes))))
        })
    }

    /// Appends the reason.
    pub fn encode(&self, output: &mut Vec<u8>) {
        put_string(self.0.as_bytes(), output);
    }
}

/// The client's first word after the security handshake (section 7.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientInit {
    /// Whether other clients may stay.
    pub shared: bool,
}

impl ClientInit {
    /// Reads the message.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        Ok(input.take_array().map(|[shared]| Self { shared: shared != 0 }))
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.push(u8::from(self.shared));
    }
}

/// The server's answer: what there is to see (section 7.3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerInit {
    /// The framebuffer's size.
    pub size: Size,
    /// The server's own pixel format. One that cannot be read is not yet an error: the client may ask for
    /// another.
    pub pixel_format: Result<PixelFormat, InvalidPixelFormat>,
    /// The desktop's name.
    pub name: String,
}

impl ServerInit {
    /// Reads the message.
    ///
    /// # Errors
    /// [`InvalidMessage::NameTooLong`] beyond [`MAX_NAME`](super::MAX_NAME).
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let size: [u8; 4] = arrived!(input.take_array());
            let format: [u8; PixelFormat::LENGTH] = arrived!(input.take_array());
            let DesktopName(name) = arrived!(DesktopName::decode(input)?);
            Ok(Some(Self { size: size_at(&size, 0), pixel_format: PixelFormat::decode(&format), name }))
        })
    }

    /// Appends the message for a server of this size, format and name.
    pub fn encode(size: Size, pixel_format: PixelFormat, name: &str, output: &mut Vec<u8>) {
        put_size(size, output);
        pixel_format.encode(output);
        put_string(name.as_bytes(), output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_twelve_bytes() {
        let decode = |bytes: &[u8]| ProtocolVersion::decode(&mut Input::new(bytes));
        assert_eq!(decode(b"RFB 003.008"), Ok(None));
        assert_eq!(decode(b"RFB 003.889\n"), Ok(Some(ProtocolVersion { major: 3, minor: 889 })));
        for other in [b"SSH-2.0-Open", b"RFB 3.8     ", b"RFB 003.00x\n", b"RFB 003-008\n", b"rfb 003.008\n"]
        {
            assert_eq!(decode(other), Err(InvalidMessage::NotRfb(*other)));
        }
        let mut output = Vec::new();
        ProtocolVersion::V3_8.encode(&mut output);
        assert_eq!(output, b"RFB 003.008\n");
    }

    #[test]
    fn security_types_have_names() {
        let words: Vec<String> =
            [1, 2, 19, 13, 133, 77].iter().map(|&number| SecurityType(number).to_string()).collect();
        assert_eq!(
            words,
            ["None", "VNC password", "VeNCrypt", "RealVNC (type 13)", "RealVNC (type 133)", "type 77"]
        );
    }

    #[test]
    fn security_types_survive_the_wire() {
        let mut bytes = Vec::new();
        let list = SecurityTypes(vec![SecurityType::NONE, SecurityType::VNC_AUTHENTICATION]);
        list.encode(&mut bytes);
        SecurityTypes::encode_decided(SecurityType::NONE, &mut bytes);
        assert_eq!(bytes, [2, 1, 2, 0, 0, 0, 1]);
        let mut input = Input::new(&bytes);
        assert_eq!(SecurityTypes::decode(&mut input), Ok(Some(list)));
        assert_eq!(SecurityTypes::decode_decided(&mut input), Ok(Some(SecurityType::NONE)));
        assert_eq!(
            SecurityTypes::decode_decided(&mut Input::new(&[0, 0, 1, 0])),
            Err(InvalidMessage::SecurityTypeOutOfRange(256))
        );
    }

    #[test]
    fn the_beginning_of_an_endless_reason_is_read() {
        let mut bytes = vec![0xff; 4];
        bytes.extend([b'x'; MAX_REASON]);
        let reason = Reason::decode(&mut Input::new(&bytes));
        assert_eq!(reason, Ok(Some(Reason("x".repeat(MAX_REASON)))));
    }

    #[test]
    fn server_init_is_read_whole_or_not_at_all() {
        let mut bytes = Vec::new();
        ServerInit::encode(Size::new(800, 600), PixelFormat::RGB565, "Büro", &mut bytes);
        for cut in 0..bytes.len() {
            let mut input = Input::new(&bytes[..cut]);
            assert_eq!(ServerInit::decode(&mut input), Ok(None));
            assert_eq!(input.consumed(), 0);
        }
        let expected = ServerInit {
            size: Size::new(800, 600),
            pixel_format: Ok(PixelFormat::RGB565),
            name: "Büro".into(),
        };
        assert_eq!(ServerInit::decode(&mut Input::new(&bytes)), Ok(Some(expected)));
    }

    #[test]
    fn an_unreadable_pixel_format_is_left_to_the_client() {
        let mut bytes = Vec::new();
        ServerInit::encode(Size::new(8, 8), PixelFormat::BGRX, "", &mut bytes);
        bytes[4] = 24;
        let init = ServerInit::decode(&mut Input::new(&bytes)).expect("valid").expect("complete");
        assert_eq!(init.pixel_format, Err(InvalidPixelFormat::BitsPerPixel(24)));
    }
}
