//! The panel that shuts the machine down or starts it again, each only after another question.

use session::Power;
use yew::{Html, component, html};

use super::Props;
use crate::dom::focus::use_focus;
use crate::state::Action;

#[component]
pub(super) fn PowerPanel(props: &Props) -> Html {
    let texts = props.state.texts;
    html! {
        <section id="power-panel" class="panel" aria-labelledby="power-title">
            <h2 id="power-title">{ texts.power_title }</h2>
            if let Some(power) = props.state.machine.asked_power {
                <Question power={power} common={props.clone()} />
            } else {
                <div class="keys">
                    { for [Power::ShutDown, Power::Reboot, Power::Reset].map(|power| html! {
                        <button type="button" onclick={props.on(Action::AskPower(Some(power)))}>
                            { texts.power(power).name }
                        </button>
                    }) }
                </div>
                <p class="note">{ texts.power_help }</p>
            }
        </section>
    }
}

#[derive(PartialEq, yew::Properties)]
struct QuestionProps {
    power: Power,
    common: Props,
}

#[component]
fn Question(props: &QuestionProps) -> Html {
    let QuestionProps { power, common } = props;
    let texts = common.state.texts;
    let words = texts.power(*power);
    // The safe answer has the focus, so that a careless Enter does no harm.
    let first = use_focus();
    html! {
        <div role="alertdialog" aria-labelledby="power-question" aria-describedby="power-risk">
            <p id="power-question"><strong>{ words.question }</strong></p>
            <p id="power-risk" class="note">{ words.risk }</p>
            <div class="actions">
                <button ref={first} type="button" class="primary" onclick={common.on(Action::AskPower(None))}>
                    { texts.power_no }
                </button>
                <button type="button" class="danger" onclick={common.on(Action::SwitchPower(*power))}>
                    { words.name }
                </button>
            </div>
        </div>
    }
}
