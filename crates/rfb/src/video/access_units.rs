//! An H.264 byte stream, split into what decoders are fed with (ITU-T H.264, section 7.4.1.2 and annex B).

/// One frame and all that belongs to it, as it is in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessUnit<'a> {
    /// The bytes, start codes included.
    pub bytes: &'a [u8],
    /// Whether a decoder can begin with it.
    pub is_key: bool,
    /// What kind of stream begins here: the profile, its constraints and the level, if the frame comes with that.
    pub profile: Option<[u8; 3]>,
}

/// Types of units.
const SLICE: u8 = 1;
const LAST_SLICE_TYPE: u8 = 5;
const KEY_SLICE: u8 = 5;
const PARAMETERS: u8 = 7;

/// The frames of a stream, in order. What has no frame after it belongs to the one before; a stream without any frame has no
/// access unit.
///
/// All slices of a frame are taken for one frame by the number of their first macroblock, which begins at 0 and grows: the
/// order that real encoders use.
pub fn access_units(stream: &[u8]) -> Vec<AccessUnit<'_>> {
    let mut frames: Vec<AccessUnit<'_>> = Vec::new();
    let mut start = 0;
    let mut current: Option<AccessUnit<'_>> = None;
    let mut profile = None;
    for Unit { at, payload } in units(stream) {
        let Some((&header, body)) = payload.split_first() else { continue };
        let kind = header & 31;
        let is_slice = (SLICE..=LAST_SLICE_TYPE).contains(&kind);
        // The first field of a slice is a number of which zero alone begins with a one.
        let begins_frame = !is_slice || body.first().is_some_and(|byte| byte & 0x80 != 0);
        if let Some(frame) = current.take_if(|_| begins_frame) {
            frames.push(AccessUnit { bytes: &stream[start..at], ..frame });
            start = at;
        }
        if kind == PARAMETERS {
            profile = body.first_chunk().copied();
        }
        if is_slice && current.is_none() {
            current = Some(AccessUnit { bytes: &[], is_key: kind == KEY_SLICE, profile: profile.take() });
        }
    }
    match current {
        Some(frame) => frames.push(AccessUnit { bytes: &stream[start..], ..frame }),
        None => {
            if let Some(last) = frames.last_mut() {
                let begin = start - last.bytes.len();
                last.bytes = &stream[begin..];
            }
        }
    }
    frames
}

/// A unit and where its start code begins.
struct Unit<'a> {
    at: usize,
    payload: &'a [u8],
}

/// The units between start codes: two zeros and a one, with any number of zeros before.
fn units(stream: &[u8]) -> impl Iterator<Item = Unit<'_>> {
    let mut next = start_code(stream, 0);
    std::iter::from_fn(move || {
        let (at, begin) = next?;
        next = start_code(stream, begin);
        let end = next.map_or(stream.len(), |(at, _)| at);
        Some(Unit { at, payload: &stream[begin..end] })
    })
}

/// Where the next start code begins and ends.
fn start_code(stream: &[u8], from: usize) -> Option<(usize, usize)> {
    let code = from + stream.get(from..)?.windows(3).position(|bytes| bytes == [0, 0, 1])?;
    let zeros = stream[from..code].iter().rev().take_while(|&&byte| byte == 0).count();
    Some((code - zeros, code + 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three frames of 48 by 32 pixels, red, green and blue, by x264.
    const STREAM: &[u8] = include_bytes!("red-green-blue.h264");

    #[test]
    fn the_frames_of_a_real_stream_are_told_apart() {
        let frames = access_units(STREAM);
        let joined: Vec<u8> = frames.iter().flat_map(|frame| frame.bytes).copied().collect();
        assert_eq!(joined, STREAM);
        let facts: Vec<_> = frames.iter().map(|frame| (frame.is_key, frame.profile)).collect();
        assert_eq!(facts, [(true, Some([0x42, 0xc0, 0x0a])), (false, None), (false, None)]);
    }

    #[test]
    fn slices_of_one_frame_stay_together_and_what_precedes_a_frame_goes_with_it() {
        // Parameters, a frame of two slices, a delimiter, another frame, and an end of the sequence.
        let parts: [&[u8]; 7] = [
            &[0, 0, 0, 1, 0x67, 66, 0, 30],
            &[0, 0, 0, 1, 0x68, 1],
            &[0, 0, 1, 0x65, 0x80, 7],
            &[0, 0, 1, 0x65, 0x40, 7],
            &[0, 0, 0, 1, 0x09, 0x10],
            &[0, 0, 1, 0x41, 0x9a],
            &[0, 0, 1, 0x0a],
        ];
        let stream = parts.concat();
        let first = parts[..4].concat();
        let second = parts[4..].concat();
        assert_eq!(
            access_units(&stream),
            [
                AccessUnit { bytes: &first, is_key: true, profile: Some([66, 0, 30]) },
                AccessUnit { bytes: &second, is_key: false, profile: None },
            ]
        );
    }

    #[test]
    fn what_is_no_stream_has_no_frames() {
        for stream in [&[][..], &[0; 9], &[1, 2, 3], &[0, 0, 1], &[0, 0, 1, 0x67, 66], &[0, 0, 1, 0x65]] {
            let frames = access_units(stream);
            assert!(frames.iter().all(|frame| frame.bytes.len() <= stream.len()), "{stream:x?}");
        }
        assert_eq!(access_units(&[0, 0, 1, 0x67, 66, 0, 30]), []);
    }
}
