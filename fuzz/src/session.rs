//! A session: commands of the page, bytes of the server, links and time, in any order.

use std::time::Duration;

use session::{Command, Event, LinkClose, Options, Session};

/// How often a deadline that is kept may lead to another one at the same moment: a session that wants more spins.
const PATIENCE: usize = 10;

/// Reads steps until there are no more, each a byte for its kind and what that kind takes, and asserts that links are
/// opened and closed by turns, and that deadlines that are kept lead somewhere.
pub(crate) fn check(mut bytes: &[u8]) {
    let mut run =
        Run { session: Session::new(Options::new("ws://localhost/")), now: Duration::ZERO, link: false };
    run.session.start(run.now);
    run.settle();
    while let Some((kind, rest)) = bytes.split_first() {
        bytes = run.step(*kind, rest);
        run.settle();
    }
}

struct Run {
    session: Session,
    now: Duration,
    /// Whether a link was asked for and not closed.
    link: bool,
}

impl Run {
    /// Does one step and answers the bytes that it has left.
    fn step<'a>(&mut self, kind: u8, bytes: &'a [u8]) -> &'a [u8] {
        match kind % 8 {
            // Commands come as the page sends them to its worker.
            0..=2 => match postcard::take_from_bytes::<Command>(bytes) {
                Ok((command, rest)) => {
                    self.session.command(command, self.now);
                    rest
                }
                Err(_) => bytes.get(1..).unwrap_or_default(),
            },
            3 => {
                let (length, rest) = bytes.split_first().unwrap_or((&0, &[]));
                let (message, rest) = rest.split_at(usize::from(*length).min(rest.len()));
                if self.link {
                    self.session.receive(message, self.now);
                }
                rest
            }
            4 => {
                if self.link {
                    self.session.link_opened(self.now);
                }
                bytes
            }
            5 => {
                if std::mem::take(&mut self.link) {
                    let close = LinkClose { code: 1006, reason: String::new() };
                    self.session.link_closed(close, self.now);
                }
                bytes
            }
            6 => {
                self.session.frame(self.now);
                bytes
            }
            _ => {
                let (quarters, rest) = bytes.split_first().unwrap_or((&0, &[]));
                self.now += Duration::from_millis(250 * u64::from(*quarters));
                self.keep_deadline();
                rest
            }
        }
    }

    fn keep_deadline(&mut self) {
        for _ in 0..PATIENCE {
            if self.session.deadline().is_none_or(|deadline| deadline > self.now) {
                return;
            }
            self.session.tick(self.now);
            self.settle();
        }
        panic!("a deadline that is kept comes up again");
    }

    /// Does what the page would: takes the output and acts on the events.
    fn settle(&mut self) {
        self.session.output().clear();
        while let Some(event) = self.session.next_event() {
            match event {
                Event::OpenLink { .. } => {
                    assert!(!self.link, "a second link is opened");
                    self.link = true;
                }
                Event::CloseLink => {
                    assert!(self.link, "there is no link to close");
                    self.link = false;
                }
                _ => {}
            }
        }
    }
}
