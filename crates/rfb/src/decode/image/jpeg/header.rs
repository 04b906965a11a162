//! The segments of an image: what is said about it before its pixels (ITU-T T.81, annex B).

use crate::Size;
use crate::decode::DecodeError;

/// Markers (table B.1), without the 0xff before each.
pub(super) mod marker {
    pub(in super::super) const BASELINE: u8 = 0xc0;
    pub(in super::super) const EXTENDED: u8 = 0xc1;
    pub(in super::super) const PROGRESSIVE: u8 = 0xc2;
    pub(in super::super) const CODES: u8 = 0xc4;
    pub(in super::super) const END: u8 = 0xd9;
    pub(in super::super) const SCAN: u8 = 0xda;
    pub(in super::super) const STEPS: u8 = 0xdb;
    pub(in super::super) const RESTART_INTERVAL: u8 = 0xdd;
    pub(in super::super) const ADOBE: u8 = 0xee;

    /// The beginnings of frames that are decoded in ways of their own: lossless ones, hierarchical ones and those with
    /// arithmetic codes, which nobody uses.
    pub(in super::super) const fn is_of_other_frame(marker: u8) -> bool {
        matches!(marker, 0xc3 | 0xc5..=0xcb | 0xcd..=0xcf)
    }
}

/// What is wrong with an image.
pub(super) fn flaw(reason: &str) -> DecodeError {
    DecodeError::Jpeg(reason.to_owned())
}

fn breaks_off() -> DecodeError {
    flaw("it breaks off")
}

/// The segments of an image.
pub(super) struct Segments<'a>(&'a [u8]);

impl<'a> Segments<'a> {
    pub(super) fn of(jpeg: &'a [u8]) -> Result<Self, DecodeError> {
        jpeg.strip_prefix(&[0xff, 0xd8]).map(Self).ok_or_else(|| flaw("it does not begin as one"))
    }

    /// The next marker and what its segment holds. What stands before a marker and is none, such as a scan, is passed over.
    pub(super) fn next(&mut self) -> Result<(u8, &'a [u8]), DecodeError> {
        loop {
            let at = self.0.iter().position(|&byte| byte == 0xff).ok_or_else(breaks_off)?;
            let (&marker, rest) = self.0[at + 1..].split_first().ok_or_else(breaks_off)?;
            match marker {
                // It may stand before a marker, any number of times.
                0xff => self.0 = &self.0[at + 1..],
                // 0 makes the 0xff a byte of a scan.
                0x00 | 0x01 | 0xd0..=0xd8 => self.0 = rest,
                marker::END => {
                    self.0 = rest;
                    return Ok((marker, &[]));
                }
                _ => {
                    let (length, rest) = rest.split_first_chunk().ok_or_else(breaks_off)?;
                    // The length counts itself.
                    let length =
                        usize::from(u16::from_be_bytes(*length)).checked_sub(2).ok_or_else(breaks_off)?;
                    let (contents, rest) = rest.split_at_checked(length).ok_or_else(breaks_off)?;
                    self.0 = rest;
                    return Ok((marker, contents));
                }
            }
        }
    }

    /// What comes next.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }
}

/// What is said about an image as a whole (section B.2.2).
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) size: Size,
    /// Whether its scans refine each other.
    pub(super) progressive: bool,
    /// One, three or four.
    pub(super) components: Vec<Component>,
    /// The largest of the components' samplings.
    pub(super) horizontal: usize,
    pub(super) vertical: usize,
    /// How many minimum coded units there are in a row of them, and how many rows. Each has `horizontal` by `vertical`
    /// blocks of a component of full resolution.
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// Samples of one kind.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) id: u8,
    /// How many blocks a minimum coded unit has across and down, 1 to 4 each.
    pub(super) horizontal: usize,
    pub(super) vertical: usize,
    /// The number of its table of steps.
    pub(super) steps: usize,
    /// How many samples it has across and down.
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Frame {
    pub(super) fn read(marker: u8, segment: &[u8], rect: Size) -> Result<Self, DecodeError> {
        let &[precision, h1, h0, w1, w0, count, ref components @ ..] = segment else {
            return Err(flaw("its header cannot be understood"));
        };
        if precision != 8 {
            return Err(DecodeError::Jpeg(format!("its samples have {precision} bits")));
        }
        let size = Size::new(u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        if size != rect {
            let image = (usize::from(size.width), usize::from(size.height));
            return Err(DecodeError::JpegSize { image, rect });
        }
        let (components, rest) = components.as_chunks::<3>();
        if size.area() == 0
            || !matches!(count, 1 | 3 | 4)
            || components.len() != usize::from(count)
            || !rest.is_empty()
        {
            return Err(flaw("its header cannot be understood"));
        }
        // Of one component, a minimum coded unit is one block whatever is said (section A.2.2).
        let alone = components.len() == 1;
        let sampling = |number: u8| if alone { 1 } else { usize::from(number) };
        let across = |&[_, sampling_factors, _]: &[u8; 3]| sampling(sampling_factors >> 4);
        let down = |&[_, sampling_factors, _]: &[u8; 3]| sampling(sampling_factors & 15);
        let horizontal = components.iter().map(across).max().unwrap_or(1);
        let vertical = components.iter().map(down).max().unwrap_or(1);
        let whole =
            |sampling: usize, most: usize| (1..=4).contains(&sampling) && most.is_multiple_of(sampling);
        if !components.iter().all(|part| whole(across(part), horizontal) && whole(down(part), vertical)) {
            return Err(flaw("its colours are sampled in an unknown way"));
        }
        let [width, height] = [size.width, size.height].map(usize::from);
        let component = |part: &[u8; 3]| Component {
            id: part[0],
            horizontal: across(part),
            vertical: down(part),
            steps: usize::from(part[2]),
            width: (width * across(part)).div_ceil(horizontal),
            height: (height * down(part)).div_ceil(vertical),
        };
        Ok(Self {
            size,
            progressive: marker == marker::PROGRESSIVE,
            components: components.iter().map(component).collect(),
            horizontal,
            vertical,
            columns: width.div_ceil(8 * horizontal),
            rows: height.div_ceil(8 * vertical),
        })
    }
}

/// What is said about a scan (section B.2.3).
#[derive(Debug)]
pub(super) struct Scan {
    /// Which components it has, in the frame's order.
    pub(super) parts: Vec<Part>,
    /// The first and the last of the values that it has of each block, in zigzag order.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Which bit of the values was last known, 0 if none was, and which is known after it.
    pub(super) bit_before: u32,
    pub(super) bit: u32,
}

/// A component in a scan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Its place in the frame.
    pub(super) component: usize,
    /// The numbers of its codes.
    pub(super) constant: usize,
    pub(super) other: usize,
}

impl Scan {
    /// The most blocks of a minimum coded unit (section B.2.3).
    pub(super) const MAX_BLOCKS: usize = 10;

    pub(super) fn read(segment: &[u8], frame: &Frame) -> Result<Self, DecodeError> {
        let not_understood = || flaw("a scan of it cannot be understood");
        let (&count, rest) = segment.split_first().ok_or_else(not_understood)?;
        let (parts, rest) = rest.split_at_checked(2 * usize::from(count)).ok_or_else(not_understood)?;
        let &[first, last, bits] = rest else {
            return Err(not_understood());
        };
        let parts: Option<Vec<Part>> = parts
            .as_chunks()
            .0
            .iter()
            .map(|&[id, codes]| {
                let component = frame.components.iter().position(|component| component.id == id)?;
                let part =
                    Part { component, constant: usize::from(codes >> 4), other: usize::from(codes & 15) };
                (part.constant < 4 && part.other < 4).then_some(part)
            })
            .collect();
        let parts = parts.ok_or_else(not_understood)?;
        let blocks = |part: &Part| {
            let component = &frame.components[part.component];
            component.horizontal * component.vertical
        };
        let in_order = parts.is_sorted_by(|a, b| a.component < b.component);
        if parts.is_empty()
            || !in_order
            || (parts.len() > 1 && parts.iter().map(blocks).sum::<usize>() > Self::MAX_BLOCKS)
        {
            return Err(not_understood());
        }
        // Sequential scans have all of a block, whatever is said.
        let (first, last, bits) = if frame.progressive { (first, last, bits) } else { (0, 63, 0) };
        let scan = Self {
            parts,
            first: usize::from(first),
            last: usize::from(last),
            bit_before: u32::from(bits >> 4),
            bit: u32::from(bits & 15),
        };
        // Constant parts and others do not share a progressive scan, and others are of one component (section G.1.1.1).
        let constant = scan.first == 0 && scan.last == 0;
        let other = scan.first > 0 && scan.first <= scan.last && scan.last < 64 && scan.parts.len() == 1;
        if frame.progressive && !(constant || other) || scan.bit > 13 {
            return Err(not_understood());
        }
        Ok(scan)
    }
}
