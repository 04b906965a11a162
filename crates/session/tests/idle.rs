//! A session at rest costs nothing: no timer, no frame, nothing to send and no memory. A test program of its own, because
//! it counts what is allocated.

use std::time::Duration;

use allocation_counter::measure;
use desktop::scene::{Desktop, DesktopOptions};
use desktop::{Config, Server};
use session::{Command, Options, Session};

#[test]
fn a_session_at_rest_has_no_timer_wants_no_frame_and_allocates_nothing() {
    for continuous_updates in [false, true] {
        let (mut session, now) = at_rest(continuous_updates);
        assert!(session.framebuffer().is_some_and(|framebuffer| !framebuffer.pixels().is_empty()));
        assert_eq!(session.deadline(), None);
        assert!(!session.wants_frame());

        // Nothing calls it now. If something did, for an hour, at every frame, that would cost no memory either.
        let cost = measure(|| {
            for frame in 0..60 * 3600 {
                let now = now + Duration::from_micros(16_667) * frame;
                session.tick(now);
                session.frame(now);
                session.receive(&[], now);
                assert!(session.output().is_empty() && session.next_event().is_none());
                assert!(session.deadline().is_none() && !session.wants_frame());
            }
        });
        assert_eq!((cost.count_total, cost.bytes_total), (0, 0), "flowing: {continuous_updates}");
    }
}

/// A session whose server's desktop stands still, after all that there was to say has been said.
fn at_rest(continuous_updates: bool) -> (Session, Duration) {
    let scene = Desktop::new(DesktopOptions { animated: false, ..DesktopOptions::default() });
    let config = Config { continuous_updates, frame_interval: Duration::ZERO, ..Config::default() };
    let mut server = Server::new(config, Box::new(scene));
    let mut session = Session::new(Options::new("ws://proxy.example/"));
    let mut now = Duration::ZERO;
    session.start(now);
    session.link_opened(now);
    for round in 0..200 {
        now += Duration::from_millis(50);
        if round == 100 {
            // Something happens, and is over.
            session.command(Command::Text("a".to_owned()), now);
        }
        let mut from_server = Vec::new();
        server.poll(now, &mut from_server);
        session.receive(&from_server, now);
        while session.next_event().is_some() {}
        let said = std::mem::take(session.output());
        let mut answers = Vec::new();
        server.receive(&said, now, &mut answers).expect("a session makes sense");
        session.receive(&answers, now);
        while session.next_event().is_some() {}
    }
    (session, now)
}
