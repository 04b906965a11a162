//! The lights of a keyboard, as the LED pseudo-encodings carry them.

use super::{arrived, whole};
use crate::{InvalidMessage, decode::Input};

/// Which lock keys' lights are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leds {
    /// Scroll Lock.
    pub scroll: bool,
    /// Num Lock.
    pub num: bool,
    /// Caps Lock.
    pub caps: bool,
}

impl Leds {
    const SCROLL: u8 = 1 << 0;
    const NUM: u8 = 1 << 1;
    const CAPS: u8 = 1 << 2;

    /// Reads what follows the header of an [`Encoding::LED_STATE`](super::Encoding::LED_STATE) rectangle.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let [bits] = arrived!(input.take_array());
            Ok(Some(Self::from_bits(bits)))
        })
    }

    /// Reads what follows the header of an [`Encoding::VMWARE_LED_STATE`](super::Encoding::VMWARE_LED_STATE)
    /// rectangle: the same bits in a longer number.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode_vmware(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let [_, _, _, bits] = arrived!(input.take_array());
            Ok(Some(Self::from_bits(bits)))
        })
    }

    /// Appends what follows the header of an [`Encoding::LED_STATE`](super::Encoding::LED_STATE) rectangle.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.push(self.bits());
    }

    /// Appends what follows the header of an [`Encoding::VMWARE_LED_STATE`](super::Encoding::VMWARE_LED_STATE)
    /// rectangle.
    pub fn encode_vmware(self, output: &mut Vec<u8>) {
        output.extend(u32::from(self.bits()).to_be_bytes());
    }

    const fn from_bits(bits: u8) -> Self {
        Self { scroll: bits & Self::SCROLL != 0, num: bits & Self::NUM != 0, caps: bits & Self::CAPS != 0 }
    }

    const fn bits(self) -> u8 {
        (if self.scroll { Self::SCROLL } else { 0 })
            | (if self.num { Self::NUM } else { 0 })
            | (if self.caps { Self::CAPS } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lights_are_the_bits_of_the_specification_and_others_are_ignored() {
        let (on, off) = (true, false);
        for (bits, scroll, num, caps) in
            [(0, off, off, off), (1, on, off, off), (2, off, on, off), (4, off, off, on), (0xfd, on, off, on)]
        {
            let leds = Leds { scroll, num, caps };
            assert_eq!(Leds::decode(&mut Input::new(&[bits])), Ok(Some(leds)));
            assert_eq!(Leds::decode_vmware(&mut Input::new(&[9, 9, 9, bits])), Ok(Some(leds)));
            let mut written = Vec::new();
            leds.encode(&mut written);
            leds.encode_vmware(&mut written);
            assert_eq!(written, [bits & 7, 0, 0, 0, bits & 7]);
        }
        assert_eq!(Leds::decode_vmware(&mut Input::new(&[0; 3])), Ok(None));
    }
}
