//! A session: commands of the page, bytes of the server, links and time, in any order.

use std::time::Duration;

use session::{
    Command, Credentials, Event, LinkClose, Options, Platform, Protection, ResizeMode, Session, VideoPicture,
};

/// How often a deadline that is kept may lead to another one at the same moment: a session that wants more spins.
const PATIENCE: usize = 10;

/// Pictures with more pixels cannot be decoded here, for that would only slow the search down.
const LARGEST_PICTURE: usize = 1 << 20;

/// Reads options from the first byte and then steps until there are no more, each a byte for its kind and what that kind
/// takes. Asserts that links are opened and closed by turns, and that
/// deadlines that are kept lead somewhere.
pub(crate) fn check(bytes: &[u8]) {
    let Some((choice, mut bytes)) = bytes.split_first() else {
        return;
    };
    let mut run = Run {
        session: Session::new(options(*choice)).with_seed(&[7; 32]),
        now: Duration::ZERO,
        link: false,
        picture: None,
    };
    if choice & 1 << 7 != 0 {
        run.session.offer_video(run.now);
    }
    run.session.start(run.now);
    run.settle();
    while let Some((kind, rest)) = bytes.split_first() {
        bytes = run.step(*kind, rest);
        run.settle();
    }
}

fn options(choice: u8) -> Options {
    let is_set = |bit: u8| choice & 1 << bit != 0;
    let known = || is_set(3).then(|| "known".to_owned());
    Options {
        view_only: is_set(0),
        reconnect: is_set(1).then_some(Duration::from_secs(1)),
        lossless: is_set(2),
        quality: if is_set(4) { 3 } else { 6 },
        credentials: Credentials { username: known(), password: known(), target: known() },
        resize: if is_set(4) { ResizeMode::Remote } else { ResizeMode::Off },
        minimum_protection: if is_set(5) { Protection::VerifiedServer } else { Protection::Nothing },
        show_dot: is_set(6),
        platform: if is_set(6) { Platform::Mac } else { Platform::Windows },
        ..Options::new("ws://localhost/")
    }
}

struct Run {
    session: Session,
    now: Duration,
    /// Whether a link was asked for and not closed.
    link: bool,
    /// The picture that was to be decoded last.
    picture: Option<VideoPicture>,
}

impl Run {
    /// Does one step and answers the bytes that it has left.
    fn step<'a>(&mut self, kind: u8, bytes: &'a [u8]) -> &'a [u8] {
        match kind % 9 {
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
            7 => {
                let (quarters, rest) = bytes.split_first().unwrap_or((&0, &[]));
                self.now += Duration::from_millis(250 * u64::from(*quarters));
                self.keep_deadline();
                rest
            }
            _ => {
                let (how, rest) = bytes.split_first().unwrap_or((&0, &[]));
                self.video_step(*how);
                rest
            }
        }
    }

    /// Offers video, or answers for the picture that was asked for last: in its turn, late or once more.
    fn video_step(&mut self, how: u8) {
        let Some(VideoPicture { number, width, height, .. }) = self.picture.clone() else {
            return self.session.offer_video(self.now);
        };
        let area = usize::from(width) * usize::from(height);
        let rgba = (how & 1 == 0 && area <= LARGEST_PICTURE).then(|| [how; 4].repeat(area));
        let number = number.wrapping_sub(u32::from(how >> 1 & 1));
        self.session.video_decoded(number, rgba.as_deref(), self.now);
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
                Event::DecodeVideo(picture) => self.picture = Some(picture),
                _ => {}
            }
        }
    }
}
