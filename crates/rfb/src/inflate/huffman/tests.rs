//! Tables beside the codes as section 3.2.2 of RFC 1951 numbers them.

use super::*;

/// Numbers that follow from one another without any visible pattern.
struct Random(u32);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end
    }

    /// The lengths of a complete code of so many symbols, of which others may lie between them.
    fn lengths(&mut self, used: usize, symbols: usize, longest: u8) -> Vec<u8> {
        let mut leaves = vec![1u8, 1];
        while leaves.len() < used {
            // Mostly the last, so that some codes are long.
            let at = if self.below(3) > 0 { leaves.len() - 1 } else { self.below(leaves.len()) };
            let splits = |&leaf: &u8| leaf < longest;
            let at = if splits(&leaves[at]) { Some(at) } else { leaves.iter().position(splits) };
            let Some(at) = at else {
                break;
            };
            leaves[at] += 1;
            leaves.push(leaves[at]);
        }
        leaves.resize(symbols, 0);
        for at in (1..symbols).rev() {
            leaves.swap(at, self.below(at + 1));
        }
        leaves
    }
}

/// The symbol that the next bits begin with, and the length of its code.
fn plain(lengths: &[u8], bits: u32) -> Option<(usize, u32)> {
    let (mut code, mut first) = (0u32, 0u32);
    for length in 1..=MAX_LENGTH as u32 {
        let of_length = || lengths.iter().enumerate().filter(|&(_, &of)| u32::from(of) == length);
        code = code << 1 | bits >> (length - 1) & 1;
        if let Some(number) = code.checked_sub(first)
            && let Some((symbol, _)) = of_length().nth(number as usize)
        {
            return Some((symbol, length));
        }
        first = (first + of_length().count() as u32) << 1;
    }
    None
}

/// Compares what all sequences of 15 bits mean.
fn check<const SIZE: usize, const BITS: u32>(code: &Code<SIZE, BITS>, lengths: &[u8]) {
    for bits in 0..1 << MAX_LENGTH {
        let (entry, before) = code.look_up(u64::from(bits));
        match plain(lengths, bits) {
            Some((symbol, length)) => {
                assert_eq!((entry >> 16) as usize, symbol, "{bits:b} of {lengths:?}");
                assert_eq!(before + (entry & 0xff), length, "{bits:b} of {lengths:?}");
            }
            None => assert_eq!(entry, SPECIAL | 1, "{bits:b} of {lengths:?}"),
        }
    }
}

/// What symbols mean when they mean themselves.
fn meanings(symbols: usize) -> Vec<u32> {
    (0..symbols as u32).map(|symbol| symbol << 16).collect()
}

fn check_random<const SIZE: usize, const BITS: u32>(symbols: usize, longest: u8) {
    // One set of tables for all, so that nothing of the last code may be left.
    let mut code = Code::<SIZE, BITS>::new();
    let mut random = Random(1);
    for round in 0..30 {
        let used = if round == 0 { symbols } else { 2 + random.below(symbols - 1) };
        let lengths = random.lengths(used, symbols, longest);
        assert_eq!(code.build(&lengths, &meanings(symbols), Completeness::Required), Ok(()));
        check(&code, &lengths);
    }
}

#[test]
fn every_bit_sequence_means_what_its_code_says() {
    check_random::<4096, 11>(286, 15);
    check_random::<512, 8>(30, 15);
    check_random::<128, 7>(19, 7);
}

#[test]
fn a_code_of_no_or_one_symbol_may_leave_bits_without_a_meaning() {
    let mut code = DistanceCode::new();
    let meanings = meanings(30);
    for lengths in [[0, 0, 0], [0, 1, 0]] {
        // Something to be left over.
        code.build(&[2, 2, 2, 2], &meanings, Completeness::Required).unwrap();
        assert_eq!(code.build(&lengths, &meanings, Completeness::Required), Err(BadCode));
        assert_eq!(code.build(&lengths, &meanings, Completeness::NotOfOne), Ok(()));
        check(&code, &lengths);
    }
}

#[test]
fn other_codes_with_too_few_or_too_many_symbols_are_refused() {
    let mut code = DistanceCode::new();
    for lengths in [&[1, 1, 1][..], &[2], &[1, 2], &[15; 30], &[1, 2, 2, 2]] {
        for completeness in [Completeness::Required, Completeness::NotOfOne] {
            assert_eq!(code.build(lengths, &meanings(30), completeness), Err(BadCode), "{lengths:?}");
        }
    }
}
