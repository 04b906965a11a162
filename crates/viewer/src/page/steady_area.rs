//! The area that the session is told: the screen's own, but not what a virtual keyboard leaves of it while it is up.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use web_sys::{Document, Window};

use crate::layout::Area;

/// What a virtual keyboard comes up for.
const EDITABLE: &str = "textarea, input:not([type=checkbox], [type=radio], [type=range])";

/// How long a keyboard may take to go once nothing can be typed into, in milliseconds. Phones let it slide out in some 300.
const TIME_TO_GO_MS: u32 = 1000;

/// Passes areas on, so that the VM's screen does not change its size with each appearance of a virtual keyboard.
pub(crate) struct SteadyArea {
    window: Window,
    document: Document,
    tell: Box<dyn Fn(Area)>,
    latest: Cell<Option<Area>>,
    told: Cell<Option<Area>>,
    /// For the keyboard to go.
    wait: RefCell<Option<Timeout>>,
}

impl SteadyArea {
    pub(crate) fn new(window: &Window, document: &Document, tell: impl Fn(Area) + 'static) -> Rc<Self> {
        Rc::new(Self {
            window: window.clone(),
            document: document.clone(),
            tell: Box::new(tell),
            latest: Cell::new(None),
            told: Cell::new(None),
            wait: RefCell::default(),
        })
    }

    /// Watches where the focus goes, until what is returned is dropped.
    pub(crate) fn listen(this: &Rc<Self>) -> [EventListener; 2] {
        ["focusin", "focusout"].map(|name| {
            let steady = Rc::clone(this);
            EventListener::new(&this.document, name, move |_| Self::focus_moved(&steady))
        })
    }

    /// The screen has this area now.
    pub(crate) fn set(&self, area: Area) {
        self.latest.set(Some(area));
        self.settle();
    }

    fn focus_moved(this: &Rc<Self>) {
        if this.latest.get() != this.told.get() {
            // The keyboard is still there, and gives the room back by and by.
            let steady = Rc::downgrade(this);
            this.wait.replace(Some(Timeout::new(TIME_TO_GO_MS, move || {
                if let Some(steady) = steady.upgrade() {
                    steady.settle();
                }
            })));
        }
    }

    fn settle(&self) {
        let (latest, told) = (self.latest.get(), self.told.get());
        let Some(area) = latest.filter(|_| latest != told) else { return };
        if told.is_some_and(|told| area.is_lower_part_of(told)) && self.may_have_keyboard() {
            return;
        }
        self.told.set(latest);
        (self.tell)(area);
    }

    /// Whether a virtual keyboard may be up. There is no telling for sure; but it comes up only where fingers are the
    /// pointer, and for what can be typed into.
    fn may_have_keyboard(&self) -> bool {
        let touched = self.window.match_media("(pointer: coarse)").ok().flatten();
        let active = self.document.active_element();
        touched.is_some_and(|query| query.matches())
            && active.is_some_and(|element| element.matches(EDITABLE).unwrap_or(false))
    }
}
