//! The blocks of sequential scans (ITU-T T.81, section F.2.2).

use super::bits::{Bits, Broken};
use super::dct::{Block, Steps};
use super::huffman::Code;

/// Reads the block after the one whose mean was `mean`, into `block`, which is all zero; returns the places of its values
/// but for the first, joined by or.
#[inline(always)]
pub(super) fn read(
    bits: &mut Bits<'_>,
    constant: &Code,
    other: &Code,
    steps: &Steps,
    mean: &mut i32,
    block: &mut Block,
) -> Result<u32, Broken> {
    let mut next = *bits;
    next.fill();
    let entry = constant.look_up(next.peek())?;
    *mean = mean.wrapping_add(entry.value(next.peek()));
    next.drop(entry.bits());
    steps.put_mean(*mean, block);
    let mut reach = 0;
    let mut at = 1;
    while at < 64 {
        next.fill();
        let entry = other.look_up(next.peek())?;
        if entry.size() == 0 {
            next.drop(entry.bits());
            if entry.run() < 15 {
                break;
            }
            at += 16;
            continue;
        }
        at += entry.run() as usize;
        reach |= steps.put(at, entry.value(next.peek()), block);
        next.drop(entry.bits());
        at += 1;
    }
    *bits = next;
    Ok(reach)
}
