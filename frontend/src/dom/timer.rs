//! Later.

use gloo_timers::callback::Timeout;

/// Calls back once after so many milliseconds.
pub(crate) fn after(milliseconds: u32, callback: impl FnOnce() + 'static) {
    Timeout::new(milliseconds, callback).forget();
}
