//! Cutting a stream into pieces, as a network would.

/// The pieces of `bytes`, whose lengths follow from `seed`: 0 cuts into single bytes, small seeds cut finely, large
/// ones coarsely, and each differently.
pub(crate) fn pieces(seed: u8, bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let longest = 1 + usize::from(seed) * usize::from(seed) / 16;
    let mut state = u32::from(seed);
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // The constants of Numerical Recipes' generator; its upper bits are the better ones.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let length = 1 + (state >> 16) as usize % longest;
        let (piece, later) = rest.split_at(length.min(rest.len()));
        rest = later;
        Some(piece)
    })
}
