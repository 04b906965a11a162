//! The blocks of progressive scans, each of which adds bits to what the earlier ones told (ITU-T T.81, section G.1.2, and
//! figures G.3 to G.7).

use super::bits::{Bits, Broken};
use super::header::Scan;
use super::huffman::Code;

/// The mean, or the next bit of it.
pub(super) fn read_mean(
    bits: &mut Bits<'_>,
    constant: &Code,
    scan: &Scan,
    mean: &mut i32,
    block: &mut [i16; 64],
) -> Result<(), Broken> {
    bits.fill();
    if scan.bit_before > 0 {
        block[0] |= (bits.take(1) << scan.bit) as i16;
        return Ok(());
    }
    let entry = constant.look_up(bits.peek())?;
    *mean = mean.wrapping_add(entry.value(bits.peek()));
    bits.drop(entry.bits());
    block[0] = (*mean << scan.bit) as i16;
    Ok(())
}

/// The upper bits of other values. `run` is how many blocks in a row have no more of them.
pub(super) fn read_values(
    bits: &mut Bits<'_>,
    other: &Code,
    scan: &Scan,
    run: &mut u32,
    block: &mut [i16; 64],
) -> Result<(), Broken> {
    if *run > 0 {
        *run -= 1;
        return Ok(());
    }
    let mut at = scan.first;
    while at <= scan.last {
        bits.fill();
        let entry = other.look_up(bits.peek())?;
        let value = entry.value(bits.peek());
        bits.drop(entry.bits());
        match (entry.size(), entry.run()) {
            (0, 15) => at += 16,
            (0, length) => {
                // This block is the first of them.
                *run = (1 << length) + bits.take(length) - 1;
                break;
            }
            (_, zeros) => {
                at += zeros as usize;
                *block.get_mut(at).ok_or(Broken)? = (value << scan.bit) as i16;
                at += 1;
            }
        }
    }
    Ok(())
}

/// The next bit of other values: of those that are not zero so far it comes as it is, between those that cease to be.
pub(super) fn refine_values(
    bits: &mut Bits<'_>,
    other: &Code,
    scan: &Scan,
    run: &mut u32,
    block: &mut [i16; 64],
) -> Result<(), Broken> {
    let mut values = block[scan.first..=scan.last].iter_mut();
    while *run == 0 && values.len() > 0 {
        bits.fill();
        let entry = other.look_up(bits.peek())?;
        // A value that ceases to be zero is one bit, its sign.
        let value = (entry.value(bits.peek()).signum() << scan.bit) as i16;
        bits.drop(entry.bits());
        if entry.size() == 0 && entry.run() < 15 {
            *run = (1 << entry.run()) + bits.take(entry.run());
            break;
        }
        let mut zeros = entry.run();
        for known in values.by_ref() {
            if *known != 0 {
                refine(bits, scan, known);
            } else if zeros > 0 {
                zeros -= 1;
            } else {
                *known = value;
                break;
            }
        }
    }
    if *run > 0 {
        values.filter(|value| **value != 0).for_each(|value| refine(bits, scan, value));
        *run -= 1;
    }
    Ok(())
}

fn refine(bits: &mut Bits<'_>, scan: &Scan, value: &mut i16) {
    let bit = 1 << scan.bit;
    if bits.take(1) == 1 && *value & bit == 0 {
        *value = value.wrapping_add(bit * value.signum());
    }
}
