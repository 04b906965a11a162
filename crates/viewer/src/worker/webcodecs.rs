//! What is used of WebCodecs, typed.
//!
//! web-sys has these types behind `--cfg=web_sys_unstable_apis`, which is a flag of the whole build and not of a crate: every
//! tool that compiles the page would have to be told, and one that was not would fail in puzzling ways. These are a dozen
//! functions.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// A decoder of one stream.
    pub(super) type VideoDecoder;

    /// A decoder that calls `init.output` with frames and `init.error` once.
    #[wasm_bindgen(constructor, catch)]
    pub(super) fn new(init: &Object) -> Result<VideoDecoder, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn configure(this: &VideoDecoder, config: &Object) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn decode(this: &VideoDecoder, chunk: &EncodedVideoChunk) -> Result<(), JsValue>;

    /// Throws if it is closed already.
    #[wasm_bindgen(method, catch)]
    pub(super) fn close(this: &VideoDecoder) -> Result<(), JsValue>;

    #[wasm_bindgen(static_method_of = VideoDecoder, js_name = isConfigSupported, catch)]
    fn is_config_supported(config: &Object) -> Result<Promise, JsValue>;

    /// What a decoder is fed with.
    pub(super) type EncodedVideoChunk;

    #[wasm_bindgen(constructor, catch)]
    pub(super) fn new(init: &Object) -> Result<EncodedVideoChunk, JsValue>;

    /// A picture that a decoder made. It holds on to memory of the decoder until it is closed.
    pub(super) type VideoFrame;

    #[wasm_bindgen(method, getter)]
    pub(super) fn timestamp(this: &VideoFrame) -> f64;

    #[wasm_bindgen(method, getter, js_name = displayWidth)]
    pub(super) fn display_width(this: &VideoFrame) -> u32;

    #[wasm_bindgen(method, getter, js_name = displayHeight)]
    pub(super) fn display_height(this: &VideoFrame) -> u32;

    #[wasm_bindgen(method)]
    pub(super) fn close(this: &VideoFrame);

    /// A context that draws frames.
    #[wasm_bindgen(extends = web_sys::OffscreenCanvasRenderingContext2d, js_name = OffscreenCanvasRenderingContext2D)]
    #[derive(Clone)]
    pub(super) type FrameContext;

    #[wasm_bindgen(method, js_name = drawImage, catch)]
    pub(super) fn draw_frame(this: &FrameContext, frame: &VideoFrame, x: f64, y: f64) -> Result<(), JsValue>;
}

/// A plain object of these properties.
pub(super) fn object(properties: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        let set = Reflect::set(&object, &JsValue::from_str(name), value);
        debug_assert!(set.is_ok(), "a fresh object takes any property");
    }
    object
}

/// How a decoder of H.264 is to work: frames as they come, without waiting for later ones; in hardware, or not.
pub(super) fn config([profile, constraints, level]: [u8; 3], hardware: Option<bool>) -> Object {
    let codec = format!("avc1.{profile:02X}{constraints:02X}{level:02X}");
    let acceleration = match hardware {
        None => "no-preference",
        Some(true) => "prefer-hardware",
        Some(false) => "prefer-software",
    };
    object(&[
        ("codec", &codec.into()),
        ("optimizeForLatency", &true.into()),
        ("hardwareAcceleration", &acceleration.into()),
    ])
}

/// Constrained baseline at level 3.1, which every decoder of H.264 has.
const COMMON_PROFILE: [u8; 3] = [0x42, 0xc0, 0x1f];

/// Whether this browser decodes H.264 here. It never does on a page that came by plain http.
pub async fn video_is_supported() -> bool {
    if !Reflect::has(&js_sys::global(), &"VideoDecoder".into()).unwrap_or(false) {
        return false;
    }
    let Ok(answer) = VideoDecoder::is_config_supported(&config(COMMON_PROFILE, None)) else {
        return false;
    };
    match JsFuture::from(answer).await {
        Ok(answer) => Reflect::get(answer.unchecked_ref::<Object>(), &"supported".into())
            .is_ok_and(|supported| supported.is_truthy()),
        Err(_) => false,
    }
}
