//! Serves the desktop to any VNC client: `serve [ADDRESS]`, by default 127.0.0.1:5999.

use std::{env, io, thread, time::UNIX_EPOCH};

use desktop::{
    Config, Server,
    scene::{Desktop, DesktopOptions},
    serve::Listener,
};

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:5999".to_owned());
    let listener = Listener::start(address, || {
        let wall_clock = UNIX_EPOCH.elapsed().unwrap_or_default();
        let scene = Desktop::new(DesktopOptions { wall_clock, ..DesktopOptions::default() });
        Server::new(Config::default(), Box::new(scene))
    })?;
    eprintln_address(&listener);
    loop {
        thread::park();
    }
}

#[expect(clippy::print_stderr, reason = "the user has to know where to connect")]
fn eprintln_address(listener: &Listener) {
    eprintln!("serving on {}", listener.address());
}
