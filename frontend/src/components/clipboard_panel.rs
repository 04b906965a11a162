//! The panel in which both clipboards meet.

use yew::{Html, InputEvent, component, html, use_callback};

use super::Props;
use crate::dom::field;
use crate::dom::focus::use_focus;
use crate::state::Action;

#[component]
pub(super) fn ClipboardPanel(props: &Props) -> Html {
    let state = &*props.state;
    let texts = state.texts;
    let area = use_focus();
    let oninput = use_callback(props.on.clone(), |event: InputEvent, on| {
        on.emit(Action::EditClipboard(field::entered(&event)));
    });
    let copy = use_callback((props.on.clone(), area.clone()), |_, (on, area)| {
        on.emit(Action::Copied(field::copy(area)));
    });
    // What the protocol's plain clipboard carries, RFB section 7.5.6: Latin-1.
    let lossy = !state.clipboard.unicode && state.clipboard.shown().chars().any(|c| u32::from(c) > 0xff);
    html! {
        <section id="clipboard-panel" class="panel" aria-labelledby="clipboard-title">
            <h2 id="clipboard-title">{ texts.clipboard }</h2>
            <p id="clipboard-help">{ texts.clipboard_help }</p>
            if state.environment.clipboard {
                <p>{ texts.clipboard_shared }</p>
            } else {
                <p>{ texts.clipboard_apart }</p>
            }
            <textarea ref={area} rows="5" spellcheck="false" aria-label={texts.clipboard_label}
                aria-describedby="clipboard-help" value={state.clipboard.shown().to_owned()} {oninput} />
            if lossy {
                <p class="note" role="status">{ texts.clipboard_lossy }</p>
            }
            if state.clipboard.unseen && state.clipboard.draft.is_some() {
                <p class="note" role="status">
                    { texts.clipboard_newer }
                    <button type="button" onclick={props.on(Action::DropDraft)}>{ texts.clipboard_show_newer }</button>
                </p>
            }
            <div class="actions">
                <button type="button" class="primary" disabled={state.parameters.view_only}
                    onclick={props.on(Action::SendClipboard)}>
                    { texts.clipboard_send }
                </button>
                if state.environment.clipboard {
                    <button type="button" disabled={state.parameters.view_only}
                        onclick={props.on(Action::PasteClipboard)}>
                        { texts.clipboard_paste }
                    </button>
                }
                <button type="button" onclick={copy}>{ texts.clipboard_copy }</button>
            </div>
        </section>
    }
}
