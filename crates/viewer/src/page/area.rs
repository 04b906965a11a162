//! How much room an element has, in device pixels, as it changes.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    HtmlElement, ResizeObserver, ResizeObserverBoxOptions, ResizeObserverEntry, ResizeObserverOptions,
    ResizeObserverSize, Window,
};

use crate::layout::Area;

/// Watches an element's content box and the ratio of device pixels to CSS pixels until it is dropped.
pub(crate) struct AreaWatch {
    observer: ResizeObserver,
    _on_resize: Closure<dyn FnMut(Array)>,
    _ratio: Rc<RatioWatch>,
}

impl AreaWatch {
    /// Reports the present area soon, and each other one when it comes.
    pub(crate) fn new(
        window: &Window,
        element: &HtmlElement,
        on_area: impl Fn(Area) + 'static,
    ) -> Result<Self, JsValue> {
        let on_area = Rc::new(on_area);
        let on_resize = Closure::new({
            let (window, on_area) = (window.clone(), Rc::clone(&on_area));
            move |entries: Array| {
                if let Some(entry) = entries.iter().last() {
                    on_area(measure(&window, entry.unchecked_ref()));
                }
            }
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref())?;
        let options = ResizeObserverOptions::new();
        if knows_device_pixels() {
            // The browser's own rounding of this box, which at ratios such as 1.25 depends on where the box lies.
            options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
        }
        observer.observe_with_options(element, &options);
        // A ratio can change while the box in CSS pixels does not: the window went to another display.
        let ratio = RatioWatch::start(window.clone(), {
            let (window, element) = (window.clone(), element.clone());
            move || {
                let (width, height) = (element.client_width(), element.client_height());
                on_area(Area::from_css(width.into(), height.into(), window.device_pixel_ratio()));
            }
        });
        Ok(Self { observer, _on_resize: on_resize, _ratio: ratio })
    }
}

impl Drop for AreaWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn measure(window: &Window, entry: &ResizeObserverEntry) -> Area {
    let ratio = window.device_pixel_ratio();
    let css = entry.content_rect();
    let mut area = Area::from_css(css.width(), css.height(), ratio);
    if knows_device_pixels() {
        let device: ResizeObserverSize = entry.device_pixel_content_box_size().get(0).unchecked_into();
        let exact = Area::from_css(device.inline_size(), device.block_size(), 1.0);
        // The two differ by rounding only, except where a ratio is emulated, as developer tools do: then this box
        // knows nothing of it.
        if exact.width.abs_diff(area.width) <= 1 && exact.height.abs_diff(area.height) <= 1 {
            (area.width, area.height) = (exact.width, exact.height);
        }
    }
    area
}

/// Safari has no such box, and throws when asked for it.
fn knows_device_pixels() -> bool {
    let property = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    property(&js_sys::global(), "ResizeObserverEntry")
        .and_then(|entry| property(&entry, "prototype"))
        .is_some_and(|prototype| {
            Reflect::has(&prototype, &"devicePixelContentBoxSize".into()).unwrap_or(false)
        })
}

/// Notices a change of `devicePixelRatio`. There is no event for it: a media query for the present value stops
/// matching, and then one for the new value is needed.
struct RatioWatch {
    window: Window,
    on_change: Box<dyn Fn()>,
    listener: RefCell<Option<EventListener>>,
}

impl RatioWatch {
    fn start(window: Window, on_change: impl Fn() + 'static) -> Rc<Self> {
        let watch = Rc::new(Self { window, on_change: Box::new(on_change), listener: RefCell::default() });
        Self::arm(&watch);
        watch
    }

    fn arm(this: &Rc<Self>) {
        let query = format!("(resolution: {}dppx)", this.window.device_pixel_ratio());
        let listener = this.window.match_media(&query).ok().flatten().map(|media| {
            let watch: Weak<Self> = Rc::downgrade(this);
            EventListener::once(&media, "change", move |_| {
                if let Some(watch) = watch.upgrade() {
                    (watch.on_change)();
                    Self::arm(&watch);
                }
            })
        });
        this.listener.replace(listener);
    }
}
