//! Powers in a group of remainders, for the key exchanges of Apple and `UltraVNC`.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use zeroize::Zeroizing;

/// `base` to the power of `exponent`, modulo `modulus`; all big-endian, and the result as long as the modulus. None unless
/// the modulus is odd and above one.
///
/// The time it takes depends on the lengths alone. The exponent and the result, of which at least one is a secret, are
/// wiped wherever they have been.
pub fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let precision = bits(modulus).max(bits(base)).max(bits(exponent));
    let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, precision).ok();
    let odd = Odd::new(number(modulus)?).into_option().filter(|odd| odd.bits() > 1)?;
    let params = BoxedMontyParams::new_vartime(odd);
    let secret = Zeroizing::new(number(exponent)?);
    let base = BoxedMontyForm::new(number(base)?, &params);
    let power = Zeroizing::new(base.pow_bounded_exp(&secret, bits(exponent)));
    Some(last_bytes(&power, modulus.len()))
}

/// The number's last bytes, big-endian.
pub(super) fn last_bytes(number: &BoxedMontyForm, length: usize) -> Zeroizing<Vec<u8>> {
    let bytes = Zeroizing::new(Zeroizing::new(number.retrieve()).to_be_bytes());
    Zeroizing::new(bytes[bytes.len() - length..].to_vec())
}

/// A number's length in whole words, as every operand has to have.
fn bits(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX / 64).div_ceil(8).max(1) * 64
}

#[cfg(test)]
mod tests {
    use super::super::testing::{hex, unhex};
    use super::*;

    #[test]
    fn powers_are_those_of_arithmetic() {
        // Computed with Python's pow().
        let table = [
            ("02", "0a", "03e9", "0017"),
            ("05", "00", "61", "01"),
            ("ff", "01", "0d", "08"),
            ("00", "07", "0d", "00"),
            (
                "0123456789abcdef0123456789abcdef",
                "fedcba9876543210fedcba98765432100f",
                "ffffffffffffffffffffffffffffff61",
                "4a457f68f68625b615d1bd4c3f169a2d",
            ),
        ];
        for (base, exponent, modulus, expected) in table {
            let power = power(&unhex(base), &unhex(exponent), &unhex(modulus)).expect("odd");
            assert_eq!(hex(&power), expected, "{base} {exponent} {modulus}");
        }
    }

    #[test]
    fn there_are_no_powers_modulo_what_is_even_or_one() {
        for modulus in ["00", "01", "02", "0400", ""] {
            assert!(power(&[3], &[5], &unhex(modulus)).is_none(), "{modulus}");
        }
    }
}
