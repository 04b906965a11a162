//! A client and a server in one thread, with no network between them and a clock that the test turns.

use std::time::Duration;

use desktop::{Config, Server, scene::Scene};
use rfb::{Connection, Event};

/// A client's connection and the server that it talks to.
pub(crate) struct Pair {
    pub(crate) client: Connection,
    pub(crate) server: Server,
    pub(crate) now: Duration,
    pub(crate) events: Vec<Event>,
    /// How many bytes the client got.
    pub(crate) received: usize,
}

impl Pair {
    pub(crate) fn new(client: rfb::Config, config: Config, scene: Box<dyn Scene>) -> Self {
        Self {
            client: Connection::new(client),
            server: Server::new(config, scene),
            now: Duration::ZERO,
            events: Vec::new(),
            received: 0,
        }
    }

    /// Connects and takes the first updates.
    pub(crate) fn connect(&mut self) -> &mut Self {
        self.exchange();
        assert!(
            self.events.iter().any(|event| matches!(event, Event::Connected { .. })),
            "{:?}",
            self.events
        );
        self.client.request_update(false);
        self.exchange();
        self
    }

    /// Lets bytes go to and fro until neither side has more to say at this time. The client asks for the next
    /// update when one begins.
    pub(crate) fn exchange(&mut self) -> &mut Self {
        let mut to_client = Vec::new();
        loop {
            self.server.poll(self.now, &mut to_client);
            self.received += to_client.len();
            let mut events = Vec::new();
            self.client.receive(&to_client, &mut events).expect("the server makes sense");
            for event in &events {
                if *event == Event::UpdateBegun {
                    self.client.request_update(true);
                }
            }
            let silent = to_client.is_empty() && self.client.output().is_empty();
            to_client.clear();
            self.events.append(&mut events);
            if silent {
                return self;
            }
            let to_server = std::mem::take(self.client.output());
            self.server.receive(&to_server, self.now, &mut to_client).expect("the client makes sense");
        }
    }

    /// Lets time pass, then bytes.
    pub(crate) fn wait(&mut self, time: Duration) -> &mut Self {
        self.now += time;
        self.exchange()
    }

    /// The events since the last call.
    pub(crate) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }
}
