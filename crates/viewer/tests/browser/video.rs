//! H.264 in the browser's own decoder, where it has one.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use rfb::video::access_units;
use session::VideoPicture;
use viewer::{Video, video_is_supported};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::frame;

/// Three frames of 48 by 32 pixels, of which only the first can be begun with.
const STREAM: &[u8] = include_bytes!("../../../rfb/src/video/red-green-blue.h264");
const RED: [u8; 3] = [223, 30, 32];
const GREEN: [u8; 3] = [31, 190, 62];
const BLUE: [u8; 3] = [32, 62, 223];

/// A picture's number, and its pixels.
type Report = (u32, Option<Vec<u8>>);
type Reports = Rc<RefCell<VecDeque<Report>>>;

/// A decoder and what it has reported, or nothing in a browser without H.264.
struct Bench {
    video: Video,
    reports: Reports,
}

impl Bench {
    async fn new() -> Option<Self> {
        let supported = video_is_supported().await;
        // Chromium as Debian builds it has H.264, so that the tests that follow do test something.
        assert!(supported || !has_webcodecs(), "WebCodecs without H.264");
        let reports = Reports::default();
        let video = Video::new({
            let reports = Rc::clone(&reports);
            move |number, rgba| reports.borrow_mut().push_back((number, rgba.map(<[u8]>::to_vec)))
        });
        supported.then_some(Self { video, reports })
    }

    fn decode(&mut self, picture: VideoPicture) -> bool {
        self.video.decode(picture)
    }

    async fn report(&self) -> Report {
        loop {
            if let Some(report) = self.reports.borrow_mut().pop_front() {
                return report;
            }
            frame().await;
        }
    }

    /// Decodes a picture of 48 by 32 pixels.
    async fn pixels(&mut self, number: u32, context: u32, data: &[u8]) -> Option<Vec<u8>> {
        assert!(self.decode(picture(number, context, (48, 32), data)));
        let (reported, pixels) = self.report().await;
        assert_eq!(reported, number);
        pixels
    }
}

fn has_webcodecs() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"VideoDecoder".into()).unwrap()
}

fn picture(number: u32, context: u32, (width, height): (u16, u16), data: &[u8]) -> VideoPicture {
    VideoPicture { number, context, width, height, data: data.to_vec() }
}

fn frames() -> Vec<&'static [u8]> {
    access_units(STREAM).into_iter().map(|unit| unit.bytes).collect()
}

/// Asserts that every pixel is opaque and of nearly this colour: browsers differ in how they round.
fn assert_is(colour: [u8; 3], pixels: Option<Vec<u8>>) {
    let pixels = pixels.expect("a picture");
    assert_eq!(pixels.len(), 48 * 32 * 4);
    for pixel in pixels.chunks(4) {
        let distance = pixel.iter().zip(colour).map(|(a, b)| a.abs_diff(b)).max();
        assert!(distance <= Some(24) && pixel[3] == 255, "{pixel:?} for {colour:?}");
    }
}

#[wasm_bindgen_test]
async fn the_frames_of_a_stream_become_pixels_one_after_the_other() {
    let Some(mut bench) = Bench::new().await else { return };
    for (number, (frame, colour)) in (1..).zip(frames().into_iter().zip([RED, GREEN, BLUE])) {
        assert_is(colour, bench.pixels(number, 1, frame).await);
    }
}

#[wasm_bindgen_test]
async fn of_several_frames_the_last_is_shown_and_what_is_too_large_is_cut_off() {
    let Some(mut bench) = Bench::new().await else { return };
    assert_is(BLUE, bench.pixels(1, 1, STREAM).await);
    assert!(bench.decode(picture(2, 2, (40, 20), STREAM)));
    assert_eq!(bench.report().await.1.unwrap().len(), 40 * 20 * 4);
    assert!(bench.decode(picture(3, 3, (49, 32), STREAM)));
    assert_eq!(bench.report().await, (3, None));
}

#[wasm_bindgen_test]
async fn a_stream_cannot_begin_in_its_middle_and_begins_at_its_next_key_frame() {
    let Some(mut bench) = Bench::new().await else { return };
    let frames = frames();
    assert!(!bench.decode(picture(1, 1, (48, 32), frames[1])));
    assert!(!bench.decode(picture(2, 1, (48, 32), b"no stream")));
    assert_eq!(bench.video.decoders(), 0);
    let joined = [frames[1], frames[0], frames[2]].concat();
    assert!(bench.pixels(3, 1, &joined).await.is_some());
}

#[wasm_bindgen_test]
async fn a_damaged_frame_costs_a_picture_and_not_the_stream() {
    let Some(mut bench) = Bench::new().await else { return };
    assert_is(RED, bench.pixels(1, 1, frames()[0]).await);
    let mut damaged = frames()[1].to_vec();
    damaged.truncate(7);
    // Whether a decoder notices is its own affair; that the next key frame is shown is ours.
    if bench.decode(picture(2, 1, (48, 32), &damaged)) {
        for _ in 0..120 {
            frame().await;
        }
        bench.video.close(1);
        bench.reports.borrow_mut().clear();
    }
    assert_is(BLUE, bench.pixels(3, 1, STREAM).await);
}

#[wasm_bindgen_test]
async fn every_context_has_a_decoder_that_is_closed_with_it() {
    let Some(mut bench) = Bench::new().await else { return };
    for context in 1..=64 {
        assert_is(RED, bench.pixels(context, context, frames()[0]).await);
    }
    assert_eq!(bench.video.decoders(), 64);
    // Each goes on with its own stream.
    assert_is(GREEN, bench.pixels(65, 7, frames()[1]).await);
    bench.video.close(7);
    assert_eq!(bench.video.decoders(), 63);
    assert!(!bench.decode(picture(66, 7, (48, 32), frames()[2])));
    bench.video.close_all();
    assert_eq!(bench.video.decoders(), 0);
}

#[wasm_bindgen_test]
async fn nothing_is_reported_of_a_context_that_is_closed() {
    let Some(mut bench) = Bench::new().await else { return };
    assert!(bench.decode(picture(1, 1, (48, 32), STREAM)));
    bench.video.close(1);
    assert_is(BLUE, bench.pixels(2, 2, STREAM).await);
    assert!(bench.reports.borrow().is_empty());
}
