//! Open H.264: video that a decoder outside decodes ("Open H.264 Encoding").
//!
//! A stream belongs to a place on the screen, its *context*. The contexts are kept here: which there are, which is to go
//! when there are too many, and what each rectangle means to them. Pictures are decoded by whoever has a decoder, in a
//! browser WebCodecs; see [`Connection::finish_video`](crate::Connection::finish_video).

mod access_units;

pub use access_units::{AccessUnit, access_units};

use crate::decode::{DecodeError, Input};
use crate::{Rect, Size};

/// A stream's number, never used twice on a connection.
pub type VideoContext = u32;

/// A picture for the decoder of a context.
#[derive(Clone, PartialEq, Eq)]
pub struct VideoPicture {
    /// The picture's number, never used twice on a connection.
    pub number: u32,
    /// The stream that it belongs to. One that has not been seen before begins with this picture.
    pub context: VideoContext,
    /// The size to be shown; the decoded picture may be larger at the right and at the bottom.
    pub size: Size,
    /// One frame or several, of which the last one is shown: what [`access_units`](fn@access_units) splits.
    pub data: Vec<u8>,
}

impl std::fmt::Debug for VideoPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VideoPicture")
            .field("number", &self.number)
            .field("context", &self.context)
            .field("size", &self.size)
            .field("bytes", &self.data.len())
            .finish()
    }
}

/// The most bytes of one rectangle. A key frame of an 8K screen, at the highest level that H.264 has, takes less.
const MAX_LENGTH: usize = 8 << 20;

/// How many contexts there are at most, as the specification has it.
const MAX_CONTEXTS: usize = 64;

const RESET_CONTEXT: u32 = 1;
const RESET_ALL_CONTEXTS: u32 = 2;

/// The contexts of one connection.
#[derive(Debug, Default)]
pub(crate) struct Contexts {
    /// The one that has waited longest for a picture comes first.
    ///
    /// INVARIANT: there are at most [`MAX_CONTEXTS`], all with different places.
    contexts: Vec<(Rect, VideoContext)>,
    next_context: VideoContext,
    next_picture: u32,
}

/// What a rectangle brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// Contexts that are no more, before anything is decoded.
    pub(crate) closed: Vec<VideoContext>,
    /// The picture to decode, unless the rectangle only closes contexts.
    pub(crate) picture: Option<VideoPicture>,
}

impl Contexts {
    /// Reads the data of the rectangle at this place; nothing while it has not all arrived.
    pub(crate) fn read(
        &mut self,
        place: Rect,
        input: &mut Input<'_>,
    ) -> Result<Option<Arrival>, DecodeError> {
        let Some((&length, _)) = input.rest().split_first_chunk() else {
            input.want(HEADER);
            return Ok(None);
        };
        let length = u32::from_be_bytes(length) as usize;
        if length > MAX_LENGTH {
            return Err(DecodeError::VideoTooLong { length });
        }
        let Some((_, data)) = input.take(HEADER + length).and_then(<[u8]>::split_first_chunk::<4>) else {
            return Ok(None);
        };
        let Some((&flags, data)) = data.split_first_chunk() else {
            return Ok(None);
        };
        let mut closed = Vec::new();
        let flags = u32::from_be_bytes(flags);
        if flags & RESET_ALL_CONTEXTS != 0 {
            closed.extend(self.contexts.drain(..).map(|(_, context)| context));
        }
        if flags & RESET_CONTEXT != 0 {
            closed.extend(self.remove(place));
        }
        if data.is_empty() || place.is_empty() {
            return Ok(Some(Arrival { closed, picture: None }));
        }
        let context = match self.remove(place) {
            Some(context) => context,
            None => {
                if self.contexts.len() == MAX_CONTEXTS {
                    closed.push(self.contexts.remove(0).1);
                }
                self.next_context = self.next_context.wrapping_add(1);
                self.next_context
            }
        };
        self.contexts.push((place, context));
        self.next_picture = self.next_picture.wrapping_add(1);
        let picture =
            VideoPicture { number: self.next_picture, context, size: place.size(), data: data.to_vec() };
        Ok(Some(Arrival { closed, picture: Some(picture) }))
    }

    /// Forgets the context of this place.
    pub(crate) fn remove(&mut self, place: Rect) -> Option<VideoContext> {
        let index = self.contexts.iter().position(|(rect, _)| *rect == place)?;
        Some(self.contexts.remove(index).1)
    }
}

/// A rectangle's length and flags.
const HEADER: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Rect = Rect::new(8, 16, 48, 32);

    fn message(flags: u32, data: &[u8]) -> Vec<u8> {
        [&(data.len() as u32).to_be_bytes()[..], &flags.to_be_bytes(), data].concat()
    }

    /// What a rectangle brings that is cut at every byte.
    fn read(contexts: &mut Contexts, place: Rect, flags: u32, data: &[u8]) -> Arrival {
        let bytes = message(flags, data);
        for cut in 0..bytes.len() {
            let mut input = Input::new(&bytes[..cut]);
            assert_eq!(contexts.read(place, &mut input), Ok(None));
            assert_eq!(input.consumed(), 0);
            assert!(input.wanted() > cut);
        }
        contexts.read(place, &mut Input::new(&bytes)).unwrap().unwrap()
    }

    fn context(contexts: &mut Contexts, place: Rect) -> VideoContext {
        let arrival = read(contexts, place, 0, &[1]);
        assert_eq!(arrival.closed, []);
        arrival.picture.unwrap().context
    }

    #[test]
    fn a_place_keeps_its_context_and_every_picture_has_a_number() {
        let mut contexts = Contexts::default();
        let one = read(&mut contexts, PLACE, 0, &[1, 2, 3]).picture.unwrap();
        assert_eq!((one.size, one.data.as_slice()), (Size::new(48, 32), &[1, 2, 3][..]));
        let other = read(&mut contexts, Rect { x: 9, ..PLACE }, 0, &[4]).picture.unwrap();
        let again = read(&mut contexts, PLACE, 0, &[5]).picture.unwrap();
        assert_eq!(again.context, one.context);
        assert_ne!(other.context, one.context);
        assert!(one.number < other.number && other.number < again.number);
    }

    #[test]
    fn a_reset_closes_the_context_and_the_picture_begins_a_new_one() {
        let mut contexts = Contexts::default();
        let elsewhere = Rect { y: 0, ..PLACE };
        let (first, other) = (context(&mut contexts, PLACE), context(&mut contexts, elsewhere));
        let arrival = read(&mut contexts, PLACE, RESET_CONTEXT, &[1]);
        assert_eq!(arrival.closed, [first]);
        let second = arrival.picture.unwrap().context;
        assert_ne!(second, first);
        let arrival = read(&mut contexts, PLACE, RESET_ALL_CONTEXTS | RESET_CONTEXT | 0xf0, &[1]);
        assert_eq!(arrival.closed, [other, second]);
        assert!(arrival.picture.is_some());
    }

    #[test]
    fn a_rectangle_without_data_only_resets() {
        let mut contexts = Contexts::default();
        let first = context(&mut contexts, PLACE);
        let arrival = read(&mut contexts, PLACE, RESET_CONTEXT, &[]);
        assert_eq!(arrival, Arrival { closed: vec![first], picture: None });
        assert_eq!(read(&mut contexts, PLACE, 0, &[]), Arrival::default());
    }

    #[test]
    fn of_more_than_sixty_four_contexts_the_one_that_waited_longest_is_closed() {
        let mut contexts = Contexts::default();
        let place = |x: u16| Rect { x, ..PLACE };
        let numbers: Vec<VideoContext> = (0..64).map(|x| context(&mut contexts, place(x))).collect();
        // The first has had a picture since the second had its last.
        assert_eq!(context(&mut contexts, place(0)), numbers[0]);
        let arrival = read(&mut contexts, place(64), 0, &[1]);
        assert_eq!(arrival.closed, [numbers[1]]);
        assert_eq!(context(&mut contexts, place(0)), numbers[0]);
    }

    #[test]
    fn a_length_beyond_all_measure_is_refused_before_anything_is_kept() {
        let length = MAX_LENGTH + 1;
        let bytes = (length as u32).to_be_bytes();
        let refused = Contexts::default().read(PLACE, &mut Input::new(&bytes));
        assert_eq!(refused, Err(DecodeError::VideoTooLong { length }));
    }
}
