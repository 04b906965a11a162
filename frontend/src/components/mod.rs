//! What is to be seen: the state in, actions out, one component a file.

mod bar;
mod button;
mod card;
mod clipboard_panel;
mod confirm;
mod ended;
mod icon;
mod keys_panel;
mod offer;
mod power_panel;
mod progress;
mod remembered;
mod server_identity;
mod settings_panel;
mod sign_in;
mod sound_panel;
mod view;

pub(crate) use view::View;

use std::rc::Rc;

use yew::{Callback, Properties};

use crate::state::{Action, State};

/// What nearly every component is given.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: Rc<State>,
    pub(crate) on: Callback<Action>,
}

impl Props {
    /// A callback for any event that always means the same action.
    fn on<E>(&self, action: Action) -> Callback<E> {
        let on = self.on.clone();
        Callback::from(move |_| on.emit(action.clone()))
    }
}

#[cfg(test)]
mod tests;
