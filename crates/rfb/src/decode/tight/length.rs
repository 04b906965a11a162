//! Lengths of up to 22 bits, in one to three bytes.

use crate::decode::Input;

/// Reads a length, 4,194,303 at most; none if it has not all arrived.
pub(in crate::decode) fn read(input: &mut Input<'_>) -> Option<u32> {
    let mut length = 0;
    for (index, &byte) in input.rest().iter().take(3).enumerate() {
        // The third byte has no mark of continuation, so all of its bits count.
        let bits = if index < 2 { byte & 0x7f } else { byte };
        length |= u32::from(bits) << (7 * index);
        if index == 2 || byte & 0x80 == 0 {
            input.take(index + 1);
            return Some(length);
        }
    }
    input.want(input.remaining() + 1);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_as_many_bytes_as_they_need() {
        for (bytes, length) in [
            (&[0x00][..], 0),
            (&[0x7f], 127),
            (&[0x80, 0x01], 128),
            (&[0x90, 0x4e], 10_000),
            (&[0xff, 0x7f], 16_383),
            (&[0x80, 0x80, 0x01], 16_384),
            (&[0xff, 0xff, 0xff], 4_194_303),
        ] {
            let mut input = Input::new(bytes);
            assert_eq!(read(&mut input), Some(length), "{bytes:x?}");
            assert_eq!(input.remaining(), 0);
            let mut cut = Input::new(&bytes[..bytes.len() - 1]);
            assert_eq!(read(&mut cut), None);
            assert_eq!((cut.consumed(), cut.wanted()), (0, bytes.len()));
        }
    }
}
