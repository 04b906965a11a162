//! Decodes H.264: a decoder of the browser for each stream, in hardware first.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use js_sys::{Object, Uint8Array};
use rfb::video::{AccessUnit, access_units};
use session::VideoPicture;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::OffscreenCanvas;

use super::webcodecs::{EncodedVideoChunk, FrameContext, VideoDecoder, VideoFrame, config, object};

/// The decoders of one link. Dropping it closes them, and nothing of them is reported any more.
pub struct Video {
    streams: BTreeMap<u32, Rc<RefCell<Stream>>>,
    shared: Rc<Shared>,
}

struct Shared {
    on_picture: Box<OnPicture>,
    /// Whether a decoder in hardware has failed: then none is tried again.
    hardware_failed: Cell<bool>,
    /// Where frames become pixels; made for the first one.
    canvas: RefCell<Option<(OffscreenCanvas, FrameContext)>>,
}

/// Told what has become of a picture, by its number.
type OnPicture = dyn Fn(u32, Option<&[u8]>);

/// What belongs to one context.
struct Stream {
    shared: Rc<Shared>,
    this: Weak<RefCell<Self>>,
    decoder: Option<Decoder>,
    job: Option<Job>,
    /// The timestamp of the last frame: frames are numbered, since a screen's video has no clock.
    last_frame: u32,
}

/// A picture on its way through a decoder.
struct Job {
    picture: VideoPicture,
    /// The timestamp of the frame that is to be shown.
    shown_frame: u32,
}

/// A decoder of the browser. Dropping it closes it.
struct Decoder {
    decoder: VideoDecoder,
    profile: [u8; 3],
    hardware: bool,
    _on_frame: Closure<dyn FnMut(VideoFrame)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

impl Video {
    /// No decoder as yet. `on_picture` is called later, never from within a call of this: with a picture's number, and
    /// its pixels as RGBA bytes, or nothing if it cannot be decoded.
    pub fn new(on_picture: impl Fn(u32, Option<&[u8]>) + 'static) -> Self {
        let shared = Shared {
            on_picture: Box::new(on_picture),
            hardware_failed: Cell::new(false),
            canvas: RefCell::new(None),
        };
        Self { streams: BTreeMap::new(), shared: Rc::new(shared) }
    }

    /// Begins to decode a picture. False, and nothing is reported of it, if that is known to be in vain.
    #[must_use]
    pub fn decode(&mut self, picture: VideoPicture) -> bool {
        let shared = &self.shared;
        let stream = self.streams.entry(picture.context).or_insert_with(|| {
            Rc::new_cyclic(|this| {
                let (shared, this) = (Rc::clone(shared), this.clone());
                RefCell::new(Stream { shared, this, decoder: None, job: None, last_frame: 0 })
            })
        });
        stream.borrow_mut().feed(picture).is_ok()
    }

    /// Closes the decoder of a context. One that still had something to do has hung, and if it is one in hardware, the next
    /// ones are not.
    pub fn close(&mut self, context: u32) {
        if let Some(stream) = self.streams.remove(&context) {
            let stream = stream.borrow();
            let hardware = stream.decoder.as_ref().is_some_and(|decoder| decoder.hardware);
            if stream.job.is_some() && hardware {
                self.shared.hardware_failed.set(true);
            }
        }
    }

    /// Closes all decoders.
    pub fn close_all(&mut self) {
        self.streams.clear();
    }

    /// How many decoders there are.
    pub fn decoders(&self) -> usize {
        self.streams.values().filter(|stream| stream.borrow().decoder.is_some()).count()
    }
}

impl Stream {
    /// Hands a picture's frames to the decoder. Frames before the first that a decoder can begin with are passed over.
    fn feed(&mut self, picture: VideoPicture) -> Result<(), VideoPicture> {
        let mut fed = false;
        for unit in access_units(&picture.data) {
            if let (true, Some(profile)) = (unit.is_key, unit.profile)
                && self.decoder.as_ref().is_none_or(|decoder| decoder.profile != profile)
            {
                self.decoder = self.start(profile);
            }
            let Some(decoder) = &self.decoder else { continue };
            self.last_frame = self.last_frame.wrapping_add(1);
            if decoder.decode(&unit, self.last_frame).is_err() {
                self.decoder = None;
                return Err(picture);
            }
            fed = true;
        }
        if !fed {
            return Err(picture);
        }
        self.job = Some(Job { picture, shown_frame: self.last_frame });
        Ok(())
    }

    fn start(&self, profile: [u8; 3]) -> Option<Decoder> {
        let on_frame = Closure::new({
            let this = self.this.clone();
            move |frame: VideoFrame| {
                if let Some(stream) = this.upgrade() {
                    Self::frame(&stream, &frame);
                }
                frame.close();
            }
        });
        let on_error = Closure::new({
            let this = self.this.clone();
            move |error: JsValue| {
                if let Some(stream) = this.upgrade() {
                    Self::failed(&stream, &error);
                }
            }
        });
        let hardware = !self.shared.hardware_failed.get();
        let init = object(&[("output", on_frame.as_ref()), ("error", on_error.as_ref())]);
        let decoder = VideoDecoder::new(&init).ok()?;
        decoder.configure(&config(profile, Some(hardware))).ok()?;
        Some(Decoder { decoder, profile, hardware, _on_frame: on_frame, _on_error: on_error })
    }

    /// A frame has been decoded. Of several of one picture the last is shown.
    fn frame(this: &RefCell<Self>, frame: &VideoFrame) {
        let mut stream = this.borrow_mut();
        let is_shown = |job: &mut Job| frame.timestamp() >= f64::from(job.shown_frame);
        let Some(Job { picture, .. }) = stream.job.take_if(is_shown) else {
            return;
        };
        let shared = Rc::clone(&stream.shared);
        // Whoever is told may have the next picture to decode.
        drop(stream);
        let pixels = shared.pixels(frame, picture.width, picture.height);
        (shared.on_picture)(picture.number, pixels.as_deref());
    }

    /// The decoder has failed, and is closed. What hardware could not decode is tried without.
    fn failed(this: &RefCell<Self>, error: &JsValue) {
        let mut stream = this.borrow_mut();
        let hardware = stream.decoder.take().is_some_and(|decoder| decoder.hardware);
        let Some(Job { picture, .. }) = stream.job.take() else {
            return;
        };
        let number = picture.number;
        if hardware {
            stream.shared.hardware_failed.set(true);
            if stream.feed(picture).is_ok() {
                return;
            }
        }
        let shared = Rc::clone(&stream.shared);
        drop(stream);
        web_sys::console::warn_2(&"a picture could not be decoded:".into(), error);
        (shared.on_picture)(number, None);
    }
}

impl Shared {
    /// The pixels of a frame's upper left part; nothing if it is smaller, or if the browser cannot draw it.
    fn pixels(&self, frame: &VideoFrame, width: u16, height: u16) -> Option<Vec<u8>> {
        if frame.display_width() < u32::from(width) || frame.display_height() < u32::from(height) {
            return None;
        }
        let mut canvas = self.canvas.borrow_mut();
        if canvas.is_none() {
            *canvas = new_canvas();
        }
        let (canvas, context) = canvas.as_ref()?;
        let size = (u32::from(width), u32::from(height));
        if (canvas.width(), canvas.height()) != size {
            canvas.set_width(size.0);
            canvas.set_height(size.1);
        }
        context.draw_frame(frame, 0.0, 0.0).ok()?;
        let image = context.get_image_data(0.0, 0.0, width.into(), height.into()).ok()?;
        Some(image.data().0)
    }
}

/// A canvas that is read and not seen.
fn new_canvas() -> Option<(OffscreenCanvas, FrameContext)> {
    let canvas = OffscreenCanvas::new(1, 1).ok()?;
    let options: Object = object(&[("alpha", &false.into()), ("willReadFrequently", &true.into())]);
    let context = canvas.get_context_with_context_options("2d", &options).ok()??;
    Some((canvas, context.unchecked_into()))
}

impl Decoder {
    fn decode(&self, unit: &AccessUnit<'_>, timestamp: u32) -> Result<(), JsValue> {
        let kind = if unit.is_key { "key" } else { "delta" };
        let chunk = EncodedVideoChunk::new(&object(&[
            ("type", &kind.into()),
            ("timestamp", &timestamp.into()),
            ("data", &Uint8Array::from(unit.bytes)),
        ]))?;
        self.decoder.decode(&chunk)
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // It throws only if the browser has closed it.
        let _ = self.decoder.close();
    }
}
