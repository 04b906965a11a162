//! The QEMU audio messages, client's and server's, and the samples in them.

use super::{arrived, u16_at, u32_at};
use crate::InvalidMessage;
use crate::decode::Input;

/// The most sound that is taken in one message, in bytes: servers send some ten milliseconds at a time, and this is
/// over two seconds of the largest format. A longer piece is passed over.
pub const MAX_AUDIO_DATA: usize = 1 << 20;

/// The submessage of both sides.
pub(super) const SUBMESSAGE: u8 = 1;

/// How a sample is written. More than one byte are in little-endian order: the specification is silent, and QEMU sends
/// them so on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleFormat {
    /// 8 bits, silence is 128.
    U8,
    /// 8 bits with a sign.
    S8,
    /// 16 bits, silence is 32768.
    U16,
    /// 16 bits with a sign.
    S16,
    /// 32 bits, silence is 2³¹.
    U32,
    /// 32 bits with a sign.
    S32,
}

impl SampleFormat {
    /// All of them, by number.
    pub const ALL: [Self; 6] = [Self::U8, Self::S8, Self::U16, Self::S16, Self::U32, Self::S32];

    /// How many bytes a sample has.
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::S8 => 1,
            Self::U16 | Self::S16 => 2,
            Self::U32 | Self::S32 => 4,
        }
    }

    /// Reads samples, each from -1 to just below 1. Bytes that make no whole sample are left out.
    pub fn read(self, data: &[u8]) -> Vec<f32> {
        // As 32 bits with a sign, whatever the width and wherever silence is, and then a fraction of the largest.
        const FULL: f32 = 1.0 / 2_147_483_648.0;
        let samples = data.chunks_exact(self.bytes());
        let fraction = |sample: u32| sample.cast_signed() as f32 * FULL;
        match self {
            Self::U8 => samples.map(|s| fraction(u32::from(s[0]) << 24 ^ SIGN)).collect(),
            Self::S8 => samples.map(|s| fraction(u32::from(s[0]) << 24)).collect(),
            Self::U16 => samples.map(|s| fraction(u32::from_le_bytes([0, 0, s[0], s[1]]) ^ SIGN)).collect(),
            Self::S16 => samples.map(|s| fraction(u32::from_le_bytes([0, 0, s[0], s[1]]))).collect(),
            Self::U32 => {
                samples.map(|s| fraction(u32::from_le_bytes([s[0], s[1], s[2], s[3]]) ^ SIGN)).collect()
            }
            Self::S32 => samples.map(|s| fraction(u32::from_le_bytes([s[0], s[1], s[2], s[3]]))).collect(),
        }
    }

    /// Appends a sample, from -1 to 1; what is louder is cut off.
    pub fn write(self, sample: f32, output: &mut Vec<u8>) {
        // The conversion of floats to integers saturates.
        let sample = (f64::from(sample) * 2_147_483_648.0) as i32;
        let signed = sample.cast_unsigned();
        let bits = if matches!(self, Self::U8 | Self::U16 | Self::U32) { signed ^ SIGN } else { signed };
        output.extend(&bits.to_le_bytes()[4 - self.bytes()..]);
    }
}

/// The bit that tells the formats with a sign from those without.
const SIGN: u32 = 1 << 31;

/// How sound is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AudioFormat {
    /// How each sample is written.
    pub samples: SampleFormat,
    /// 1, or 2 for left and right, whose samples take turns.
    pub channels: u8,
    /// How many samples a channel has in a second. QEMU takes no more than 48000.
    pub frequency: u32,
}

impl AudioFormat {
    /// How many bytes the samples of all channels at one instant have.
    pub const fn frame_bytes(self) -> usize {
        self.samples.bytes() * self.channels as usize
    }
}

/// What a client says about sound ("QEMU Audio Client Message").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioRequest {
    /// Send what is to be heard.
    Enable,
    /// Send nothing any more.
    Disable,
    /// Send it in this way. To be said before [`Self::Enable`].
    SetFormat(AudioFormat),
}

impl AudioRequest {
    /// Reads what follows the submessage's type.
    pub(super) fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let operation = arrived!(input.u16());
        Ok(Some(match operation {
            0 => Self::Enable,
            1 => Self::Disable,
            2 => {
                let body: [u8; 6] = arrived!(input.take_array()); // sample format 1, channels 1, frequency 4
                let [sample_format, channels, ..] = body;
                let samples = SampleFormat::ALL.get(usize::from(sample_format)).copied();
                let (Some(samples), 1 | 2) = (samples, channels) else {
                    return Err(InvalidMessage::AudioFormat { sample_format, channels });
                };
                Self::SetFormat(AudioFormat { samples, channels, frequency: u32_at(&body, 2) })
            }
            other => return Err(InvalidMessage::UnknownAudioOperation(other)),
        }))
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([super::QEMU, SUBMESSAGE, 0]);
        match self {
            Self::Enable => output.push(0),
            Self::Disable => output.push(1),
            Self::SetFormat(AudioFormat { samples, channels, frequency }) => {
                output.extend([2, samples as u8, channels]);
                output.extend(frequency.to_be_bytes());
            }
        }
    }
}

/// What a server says about sound ("QEMU Audio Server Message").
#[derive(Clone, PartialEq, Eq)]
pub enum AudioMessage {
    /// Nothing is to be heard any more.
    End,
    /// Something is to be heard from now on.
    Begin,
    /// What is to be heard, in the client's format.
    Data(Vec<u8>),
    /// The header of a piece longer than [`MAX_AUDIO_DATA`]: its bytes are left in the stream for the caller to drop.
    TooLong {
        /// How many bytes follow.
        length: u32,
    },
}

impl AudioMessage {
    /// Reads what follows the message's type.
    pub(super) fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let header: [u8; 3] = arrived!(input.take_array()); // submessage 1, operation 2
        if header[0] != SUBMESSAGE {
            return Err(InvalidMessage::UnknownQemuMessage(header[0]));
        }
        Ok(match u16_at(&header, 1) {
            0 => Some(Self::End),
            1 => Some(Self::Begin),
            2 => {
                let length = arrived!(input.u32());
                if length as usize > MAX_AUDIO_DATA {
                    return Ok(Some(Self::TooLong { length }));
                }
                input.take(length as usize).map(|data| Self::Data(data.to_vec()))
            }
            other => return Err(InvalidMessage::UnknownAudioOperation(other)),
        })
    }

    /// Appends the message. After [`Self::TooLong`] the body is the caller's to send.
    pub fn encode(&self, output: &mut Vec<u8>) {
        output.extend([super::QEMU, SUBMESSAGE, 0]);
        match self {
            Self::End => output.push(0),
            Self::Begin => output.push(1),
            Self::Data(data) => {
                output.push(2);
                super::put_string(data, output);
            }
            Self::TooLong { length } => {
                output.push(2);
                output.extend(length.to_be_bytes());
            }
        }
    }
}

impl std::fmt::Debug for AudioMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::End => f.write_str("End"),
            Self::Begin => f.write_str("Begin"),
            Self::Data(data) => write!(f, "Data({} bytes)", data.len()),
            Self::TooLong { length } => write!(f, "TooLong({length} bytes)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ClientMessage, ServerMessage};
    use super::*;

    #[test]
    fn messages_are_the_bytes_of_the_specification_and_are_read_whole_or_not_at_all() {
        let format = AudioFormat { samples: SampleFormat::S16, channels: 2, frequency: 48_000 };
        let client: [(AudioRequest, &[u8]); 3] = [
            (AudioRequest::Enable, &[255, 1, 0, 0]),
            (AudioRequest::Disable, &[255, 1, 0, 1]),
            (AudioRequest::SetFormat(format), &[255, 1, 0, 2, 3, 2, 0, 0, 0xbb, 0x80]),
        ];
        for (request, bytes) in client {
            let mut output = Vec::new();
            request.encode(&mut output);
            assert_eq!(output, bytes, "{request:?}");
            for cut in 0..bytes.len() {
                assert_eq!(ClientMessage::decode(&mut Input::new(&bytes[..cut])), Ok(None));
            }
            let decoded = ClientMessage::decode(&mut Input::new(bytes));
            assert_eq!(decoded, Ok(Some(ClientMessage::Audio(request))));
        }
        let server: [(AudioMessage, &[u8]); 4] = [
            (AudioMessage::End, &[255, 1, 0, 0]),
            (AudioMessage::Begin, &[255, 1, 0, 1]),
            (AudioMessage::Data(vec![7, 8, 9]), &[255, 1, 0, 2, 0, 0, 0, 3, 7, 8, 9]),
            (AudioMessage::TooLong { length: 0x8000_0000 }, &[255, 1, 0, 2, 0x80, 0, 0, 0]),
        ];
        for (message, bytes) in server {
            let mut output = Vec::new();
            message.encode(&mut output);
            assert_eq!(output, bytes, "{message:?}");
            for cut in 0..bytes.len() {
                assert_eq!(ServerMessage::decode(&mut Input::new(&bytes[..cut])), Ok(None));
            }
            let decoded = ServerMessage::decode(&mut Input::new(bytes));
            assert_eq!(decoded, Ok(Some(ServerMessage::Audio(message))));
        }
    }

    #[test]
    fn what_nobody_should_say_is_named() {
        let client = |bytes: &[u8]| ClientMessage::decode(&mut Input::new(bytes));
        assert_eq!(client(&[255, 1, 0, 3]), Err(InvalidMessage::UnknownAudioOperation(3)));
        for (sample_format, channels) in [(6, 1), (0, 0), (0, 3)] {
            let error = InvalidMessage::AudioFormat { sample_format, channels };
            assert_eq!(client(&[255, 1, 0, 2, sample_format, channels, 0, 0, 0, 1]), Err(error));
        }
        let server = |bytes: &[u8]| ServerMessage::decode(&mut Input::new(bytes));
        assert_eq!(server(&[255, 1, 1, 0]), Err(InvalidMessage::UnknownAudioOperation(0x100)));
        assert_eq!(server(&[255, 0, 0, 0]), Err(InvalidMessage::UnknownQemuMessage(0)));
    }

    #[test]
    fn samples_of_all_six_formats_are_read() {
        let table: [(SampleFormat, &[u8], &[f32]); 6] = [
            (SampleFormat::U8, &[0, 0x80, 0xc0], &[-1.0, 0.0, 0.5]),
            (SampleFormat::S8, &[0x80, 0, 0x40], &[-1.0, 0.0, 0.5]),
            (SampleFormat::U16, &[0, 0, 0, 0x80, 0, 0xc0], &[-1.0, 0.0, 0.5]),
            (SampleFormat::S16, &[0, 0x80, 0, 0, 0, 0x40, 1], &[-1.0, 0.0, 0.5]),
            (SampleFormat::U32, &[0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0xc0], &[-1.0, 0.0, 0.5]),
            (SampleFormat::S32, &[0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x40], &[-1.0, 0.0, 0.5]),
        ];
        for (format, bytes, samples) in table {
            assert_eq!(format.read(bytes), samples, "{format:?}");
        }
    }

    #[test]
    fn samples_of_all_six_formats_survive_the_wire() {
        for format in SampleFormat::ALL {
            for sample in [-1.0, -0.5, 0.0, 0.25, 0.75] {
                let mut bytes = Vec::new();
                format.write(sample, &mut bytes);
                assert_eq!((bytes.len(), format.read(&bytes)), (format.bytes(), vec![sample]), "{format:?}");
            }
            let mut bytes = Vec::new();
            format.write(7.0, &mut bytes);
            let loudest = format.read(&bytes)[0];
            assert!(loudest > 0.99 && loudest <= 1.0, "{format:?}: {loudest}");
        }
    }
}
