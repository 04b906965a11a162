//! The end that the user asked for: it comes in time, whether the worker gets round to it or not.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use session::State;

/// How long the worker may take to end a session, in milliseconds. Ending is the work of a moment; but messages are
/// answered in turn, and a few bytes of a hostile server (a new size, a filled screen) can ask for much work.
const PATIENCE_MS: u32 = 3000;

/// Whether a session is to end, and until when it may.
#[derive(Default)]
pub(crate) struct Farewell {
    /// The session has ended: whoever asks for its end gets no further answer.
    over: Cell<bool>,
    deadline: RefCell<Option<Timeout>>,
}

impl Farewell {
    /// The user wants the end of the session. `give_up` is called if it has not come in time.
    pub(crate) fn ask(&self, give_up: impl FnOnce() + 'static) {
        let mut deadline = self.deadline.borrow_mut();
        if !self.over.get() && deadline.is_none() {
            *deadline = Some(Timeout::new(PATIENCE_MS, give_up));
        }
    }

    /// The user wants a session again, even if the one before has not ended yet.
    pub(crate) fn revoke(&self) {
        self.over.set(false);
        self.deadline.take();
    }

    /// The worker tells how the session is.
    pub(crate) fn told(&self, state: &State) {
        let over = matches!(state, State::Ended(_));
        self.over.set(over);
        if over {
            self.deadline.take();
        }
    }

    /// There is no worker any more that could answer.
    pub(crate) fn alone(&self) {
        self.over.set(true);
        self.deadline.take();
    }
}
