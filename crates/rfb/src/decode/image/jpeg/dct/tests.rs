//! The transform beside the exact one.

use super::*;

/// A number that follows from another without any visible pattern.
fn scramble(seed: u32) -> u32 {
    let mut value = (seed ^ 61) ^ (seed >> 16);
    value = value.wrapping_mul(9);
    value ^= value >> 4;
    value = value.wrapping_mul(0x27d4_eb2d);
    value ^ (value >> 15)
}

/// The transform as its definition has it, forth or back.
fn exact(input: &[f64; 64], back: bool) -> [f64; 64] {
    let cosine = |n: usize, k: usize| {
        let scale = if k == 0 { (0.125f64).sqrt() } else { 0.5 };
        scale * ((2 * n + 1) as f64 * k as f64 * std::f64::consts::PI / 16.0).cos()
    };
    std::array::from_fn(|to| {
        (0..64)
            .map(|from| {
                let (n, k) = if back { (to, from) } else { (from, to) };
                input[from] * cosine(n / 8, k / 8) * cosine(n % 8, k % 8)
            })
            .sum()
    })
}

/// The samples of values in zigzag order, by this transform and by the exact one.
fn both(values: &[i32; 64], divisors: &[u16; 64]) -> ([u8; 64], [f64; 64]) {
    let steps = Steps::new(divisors);
    let mut block = [0; 64];
    steps.put_mean(values[0], &mut block);
    let mut reach = 0;
    let mut frequencies = [0.0; 64];
    for at in 0..64 {
        if at > 0 && values[at] != 0 {
            reach |= steps.put(at, values[at], &mut block);
        }
        let place = usize::from(ZIGZAG[at]);
        frequencies[place % 8 * 8 + place / 8] = f64::from(values[at]) * f64::from(divisors[at]);
    }
    let mut samples = [0; 64];
    invert(&block, reach, &mut samples, 8);
    (samples, exact(&frequencies, true).map(|sample| (sample + 128.0).clamp(0.0, 255.0)))
}

#[test]
fn the_zigzag_is_that_of_the_standard() {
    assert_eq!(ZIGZAG[..12], [0o00, 0o10, 0o01, 0o02, 0o11, 0o20, 0o30, 0o21, 0o12, 0o03, 0o04, 0o13]);
    assert_eq!(ZIGZAG[60..], [0o75, 0o76, 0o67, 0o77]);
    let mut sorted = ZIGZAG;
    sorted.sort_unstable();
    assert_eq!(sorted.to_vec(), (0..64).collect::<Vec<u8>>());
}

#[test]
fn samples_are_near_those_of_the_exact_transform() {
    let (mut total, mut count) = (0.0, 0);
    for seed in 0..3000 {
        // Pictures of noise, of black and white, and of soft slopes, coarsely divided and finely.
        let picture: [f64; 64] = std::array::from_fn(|at| {
            let noise = scramble(seed * 64 + at as u32);
            match seed % 3 {
                0 => f64::from(noise % 256),
                1 => f64::from(noise % 2 * 255),
                _ => f64::from(seed % 100 + (at as u32 % 8) * (seed % 11) + (at as u32 / 8) * (seed % 7)),
            }
        });
        let divisors: [u16; 64] =
            std::array::from_fn(|at| (1 + at as u32 * (scramble(seed) % 40) / 20).min(255) as u16);
        let frequencies = exact(&picture.map(|sample| sample - 128.0), false);
        let values = std::array::from_fn(|at| {
            let place = usize::from(ZIGZAG[at]);
            (frequencies[place % 8 * 8 + place / 8] / f64::from(divisors[at])).round() as i32
        });
        let (samples, expected) = both(&values, &divisors);
        for (sample, expected) in samples.into_iter().zip(expected) {
            let distance = (f64::from(sample) - expected).abs();
            assert!(distance < 1.5, "picture {seed}: {sample} for {expected}");
            total += distance;
            count += 1;
        }
    }
    // Rounding to whole numbers alone makes a quarter on average.
    assert!(total / f64::from(count) < 0.27, "{} on average", total / f64::from(count));
}

#[test]
fn a_block_of_few_values_is_near_the_exact_one_too() {
    for reach in [0, 1, 2, 5, 9] {
        for seed in 0..500 {
            let values = std::array::from_fn(|at| {
                let value = (scramble(seed * 64 + at as u32) % 121) as i32 - 60;
                if at <= reach { value } else { 0 }
            });
            let (samples, expected) = both(&values, &[3; 64]);
            for (sample, expected) in samples.into_iter().zip(expected) {
                assert!((f64::from(sample) - expected).abs() < 1.0, "{sample} for {expected}");
            }
        }
    }
}

#[test]
fn values_beyond_all_pictures_do_no_harm() {
    for seed in 0..200 {
        let values = std::array::from_fn(|at| scramble(seed * 64 + at as u32) as i32 >> (seed % 32));
        both(&values, &[u16::MAX; 64]);
    }
}
