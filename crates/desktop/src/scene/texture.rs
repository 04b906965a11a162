//! Numbers that pictures are made of: waves and noise, the same on every machine.

use std::f32::consts::TAU;

/// The sine of an angle given in turns. The library's sine may differ between machines in its last bit; this
/// one cannot, and no pixel sees its error of a few millionths.
pub(crate) fn sine(turns: f32) -> f32 {
    let turns = turns - (turns + 0.5).floor();
    // Folded to a quarter turn to either side, where the series converges quickly.
    let folded = if turns > 0.25 {
        0.5 - turns
    } else if turns < -0.25 {
        -0.5 - turns
    } else {
        turns
    };
    let x = folded * TAU;
    let square = x * x;
    x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0))))
}

/// The cosine of an angle given in turns.
pub(crate) fn cosine(turns: f32) -> f32 {
    sine(turns + 0.25)
}

/// Smooth noise of 0 to 1 over the plane, which changes over distances of about 1.
pub(crate) fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, lower_share) = (smooth(x - left), smooth(y - top));
    let (left, top) = (left as i32, top as i32);
    let corner = |dx: i32, dy: i32| {
        let place = (left + dx).cast_unsigned().wrapping_mul(0x85eb_ca6b)
            ^ (top + dy).cast_unsigned().wrapping_mul(0xc2b2_ae35);
        (scramble(place ^ seed) >> 8) as f32 / 16_777_215.0
    };
    let between = |from: f32, to: f32, share: f32| from + (to - from) * share;
    between(
        between(corner(0, 0), corner(1, 0), right_share),
        between(corner(0, 1), corner(1, 1), right_share),
        lower_share,
    )
}

/// Noise with detail: each of the octaves is half as strong and twice as fine as the one before. Of 0 to 1.
pub(crate) fn detailed_noise(x: f32, y: f32, seed: u32, octaves: u32) -> f32 {
    let (mut sum, mut weight, mut scale, mut total) = (0.0, 1.0, 1.0, 0.0);
    for octave in 0..octaves {
        sum += weight * noise(x * scale, y * scale, seed.wrapping_add(octave * 0x9e37));
        total += weight;
        weight *= 0.5;
        scale *= 2.0;
    }
    sum / total
}

/// Eases from 0 to 1.
pub(crate) fn smooth(share: f32) -> f32 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// A number that looks unrelated to the one it is made from.
pub(crate) fn scramble(number: u32) -> u32 {
    let mut number = number ^ number >> 16;
    number = number.wrapping_mul(0x7feb_352d);
    number ^= number >> 15;
    number = number.wrapping_mul(0x846c_a68b);
    number ^ number >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sine_is_the_sine() {
        for step in -400..400 {
            let turns = step as f32 / 100.0;
            assert!((sine(turns) - (turns * TAU).sin()).abs() < 1e-4, "{turns}");
        }
    }

    #[test]
    fn noise_stays_within_its_bounds() {
        for step in 0..1000 {
            let value = detailed_noise(step as f32 * 0.37, step as f32 * -0.11, 7, 5);
            assert!((0.0..=1.0).contains(&value));
        }
    }
}
