//! The bar, its panels, and who has the keyboard.

use session::Command;

use super::*;

#[test]
fn the_bar_goes_when_it_is_left_and_not_while_it_is_used() {
    let mut state = connected();
    state.update(Action::BarHovered(true));
    let idle = timer(&state.update(Action::BarFocused(false)));
    state.update(idle);
    assert!(state.bar.open, "hovered");

    let stale = timer(&state.update(Action::BarHovered(false)));
    state.update(Action::BarFocused(true));
    state.update(stale);
    assert!(state.bar.open, "focused");

    state.update(Action::Toggle(Panel::Keys));
    let idle = timer(&state.update(Action::BarFocused(false)));
    state.update(idle);
    assert!(state.bar.open, "a panel is open");

    state.update(Action::Toggle(Panel::Keys));
    let idle = timer(&state.update(Action::BarFocused(false)));
    state.update(idle);
    assert!(!state.bar.open, "left");

    assert_eq!(state.update(Action::OpenBar { focus: true }), [Effect::FocusBar]);
    assert!(state.bar.open);
    assert_eq!(state.update(Action::Leave), [Effect::FocusScreen]);
    assert!(!state.bar.open);
    state.update(Action::OpenBar { focus: false });
    state.update(Action::ScreenPressed);
    assert!(!state.bar.open);
}

#[test]
fn a_mouse_that_passes_by_does_not_open_the_bar_and_one_that_rests_does() {
    let mut state = connected();
    state.update(Action::ScreenPressed);
    let passing = timer(&state.update(Action::HandleHovered(true)));
    assert_eq!(state.update(Action::HandleHovered(false)), []);
    assert_eq!(state.update(passing.clone()), []);
    let resting = timer(&state.update(Action::HandleHovered(true)));
    assert_eq!(state.update(passing), []);
    assert!(!state.bar.open);
    state.update(resting);
    assert!(state.bar.open);
}

#[test]
fn one_panel_is_open_at_a_time() {
    let mut state = connected();
    state.update(Action::Toggle(Panel::Keys));
    state.update(Action::Toggle(Panel::Settings));
    assert_eq!(state.panel, Some(Panel::Settings));
    state.update(Action::Toggle(Panel::Settings));
    assert_eq!(state.panel, None);
}

#[test]
fn a_press_with_the_mouse_gives_the_keyboard_back_to_the_screen() {
    let mut state = connected();
    let keys = Command::ctrl_alt_del();
    assert_eq!(state.update(Action::Send(keys.clone())), [Effect::Command(keys.clone())]);
    state.update(Action::BarHovered(true));
    assert_eq!(state.update(Action::Send(keys.clone())), [Effect::Command(keys), Effect::FocusScreen]);
    assert_eq!(state.update(Action::SetPanning(true)), [Effect::Panning(true), Effect::FocusScreen]);
}

#[test]
fn a_framed_page_without_the_keyboard_is_deaf_while_it_shows_a_screen() {
    let mut state = connected();
    state.update(Action::ScreenFocused(false));
    assert!(!state.deaf());
    state.environment.framed = true;
    assert!(state.deaf());
    state.update(Action::BarFocused(true));
    assert!(!state.deaf());
    state.update(Action::BarFocused(false));
    state.update(Action::ScreenFocused(true));
    assert!(!state.deaf());
}
