//! Whether updates come without being asked for ("ContinuousUpdates").

use rfb::Size;

/// What the server and the page make possible and want.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// The server has shown that it can.
    possible: bool,
    /// The server has stopped updates by itself.
    refused: bool,
    /// The size of the screen for which updates have been let flow.
    flowing: Option<Size>,
    /// How many of this side's wishes to stop have not been answered.
    stopping: u32,
}

impl Flow {
    /// The server can send updates without requests. It must know fences as well: by those it notices that this side
    /// cannot keep up, which otherwise nothing would tell it.
    pub(crate) fn set_possible(&mut self, possible: bool) {
        self.possible = possible;
    }

    /// Whether updates come without being asked for.
    pub(crate) fn is_on(&self) -> bool {
        self.flowing.is_some()
    }

    /// What to tell the server now: to let updates of a screen of this size flow, or to stop. A page that nobody sees
    /// wants few updates.
    pub(crate) fn take_change(&mut self, visible: bool, screen: Size) -> Option<bool> {
        if visible && self.possible && !self.refused {
            return (self.flowing.replace(screen) != Some(screen)).then_some(true);
        }
        self.flowing.take().map(|_| {
            self.stopping = self.stopping.saturating_add(1);
            false
        })
    }

    /// The server says that updates have stopped. Returns whether it has stopped them by itself; then they are not let
    /// flow again.
    pub(crate) fn ended(&mut self) -> bool {
        if self.stopping > 0 {
            self.stopping -= 1;
            return false;
        }
        if self.flowing.take().is_some() {
            self.refused = true;
            return true;
        }
        // The first one, which says that they can flow.
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size::new(640, 480);

    #[test]
    fn updates_flow_while_they_can_and_the_page_is_seen() {
        let mut flow = Flow::default();
        assert_eq!(flow.take_change(true, SCREEN), None);
        assert!(!flow.ended(), "the server shows that it can");
        flow.set_possible(true);
        assert_eq!(flow.take_change(false, SCREEN), None);
        assert_eq!(flow.take_change(true, SCREEN), Some(true));
        assert_eq!(flow.take_change(true, SCREEN), None);
        assert_eq!(flow.take_change(true, Size::new(800, 600)), Some(true));
        assert_eq!(flow.take_change(false, SCREEN), Some(false));
        assert_eq!(flow.take_change(false, SCREEN), None);
        assert_eq!(flow.take_change(true, SCREEN), Some(true));
        assert!(!flow.ended(), "this is the answer from before");
        assert!(flow.is_on());
    }

    #[test]
    fn a_server_that_stops_by_itself_is_asked_from_then_on() {
        let mut flow = Flow::default();
        flow.set_possible(true);
        flow.take_change(true, SCREEN);
        assert!(flow.ended());
        assert!(!flow.is_on());
        flow.set_possible(true);
        assert_eq!(flow.take_change(true, SCREEN), None);
    }
}
