//! The servers of the matrix: how each is started, and how it is asked for its screen.

use std::path::Path;
use std::process::Command;

use porthole_tests::process::{Process, free_port, program, wait_for_port, wait_until};
use rfb::Credentials;

use super::{pam, wayland};
use crate::support::picture::Picture;
use crate::support::qemu::Qemu;
use crate::support::x_client::XClient;
use crate::support::x_servers::{XServer, password_file};

/// A running server. It stops when the value goes.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) version: String,
    pub(crate) security: &'static str,
    /// On the loopback interface.
    pub(crate) port: u16,
    pub(crate) credentials: Credentials,
    pub(crate) expected: Expected,
    /// What must be among the features and encodings seen.
    pub(crate) features: &'static [&'static str],
    /// The feature that each visit waits for, since it comes in its own time.
    pub(crate) awaited: Option<&'static str>,
    /// What the server says its screen shows. It owns the processes.
    pub(crate) screenshot: Box<dyn FnMut() -> Picture>,
}

/// How a visit is expected to end.
pub(crate) enum Expected {
    Picture,
    /// With an error that has these words.
    Refusal(&'static str),
    /// Not at all: this machine lacks what it takes.
    NotHere(&'static str),
}

/// All of them, each started when its turn comes, in an empty directory.
pub(crate) const ALL: &[fn(&Path) -> Server] = &[
    |_| tigervnc("None", &[], no_credentials(), Expected::Picture),
    |directory| vnc_auth(directory, PASSWORD, Expected::Picture),
    |directory| vnc_auth(directory, "another", Expected::Refusal("did not accept the password")),
    |directory| plain(directory, PASSWORD, Expected::Picture),
    |directory| plain(directory, "another", Expected::Refusal("did not accept the password")),
    // A page has no way to do TLS on a stream of its own; `porthole proxy` and the browser bring theirs.
    |_| tls("TLSNone"),
    |_| tls("TLSVnc"),
    |_| tls("TLSPlain"),
    |_| tls("X509None"),
    |_| tls("X509Vnc"),
    |_| tls("X509Plain"),
    |_| x11vnc("None", &[], no_credentials()),
    |_| x11vnc("VncAuth", &["-passwd", PASSWORD], password(PASSWORD)),
    |directory| qemu("QEMU", "None", at_its_prompt(Qemu::boot(directory)), &["LED state"]),
    |directory| {
        let mut machine = at_its_prompt(Qemu::boot_with(directory, ",password=on", &[]));
        machine.set_password(PASSWORD);
        let credentials = password(PASSWORD);
        Server { credentials, ..qemu("QEMU, password", "VncAuth", machine, &["LED state"]) }
    },
    |directory| qemu("QEMU, a picture", "None", Qemu::boot_painter(directory, ""), &[]),
    |directory| {
        // By itself it sends images only of what changes often.
        let machine = Qemu::boot_painter(directory, ",lossy=on,non-adaptive=on");
        qemu("QEMU, a picture, lossy", "None", machine, &["JPEG", "ZYWRLE"])
    },
    |directory| {
        let machine = at_its_prompt(Qemu::boot_beeping(directory, ",power-control=on"));
        qemu("QEMU, audio and power control", "None", machine, &["power", "sound"])
    },
    |directory| {
        let machine = at_its_prompt(Qemu::boot_with_agent(directory));
        let server = qemu("QEMU, vdagent clipboard", "None", machine, &["clipboard", "extended clipboard"]);
        Server { awaited: Some("clipboard"), ..server }
    },
    wayvnc,
    |directory| libvncserver("None", directory, no_credentials()),
    |directory| libvncserver("VncAuth", directory, password(PASSWORD)),
];

const PASSWORD: &str = "password";

fn no_credentials() -> Credentials {
    Credentials::default()
}

fn password(password: &str) -> Credentials {
    Credentials { username: None, password: Some(password.to_owned()), target: None }
}

fn name_and_password(password: &str) -> Credentials {
    Credentials { username: Some(pam::USER.to_owned()), password: Some(password.to_owned()), target: None }
}

fn vnc_auth(directory: &Path, given: &str, expected: Expected) -> Server {
    tigervnc("VncAuth", &["-PasswordFile", &password_file(directory)], password(given), expected)
}

/// With a user's name and password, sent as they are.
fn plain(directory: &Path, given: &str, expected: Expected) -> Server {
    let credentials = name_and_password(given);
    let Some(command) = pam::xtigervnc(directory, PASSWORD) else {
        return Server {
            expected: Expected::NotHere("it takes a process with mounts of its own"),
            ..tigervnc("Plain", &[], credentials, expected)
        };
    };
    let options = ["-SecurityTypes", "Plain", "-PAMService", pam::SERVICE, "-PlainUsers", pam::USER];
    tigervnc_on(XServer::tigervnc_by(command, "800x600", &options), "Plain", credentials, expected)
}

/// With TLS inside the connection, which is refused before anything of it is looked at.
fn tls(security: &'static str) -> Server {
    tigervnc(security, &[], name_and_password(PASSWORD), Expected::Refusal("TLS inside the connection"))
}

fn tigervnc(
    security: &'static str,
    options: &[&str],
    credentials: Credentials,
    expected: Expected,
) -> Server {
    let options = [&["-SecurityTypes", security], options].concat();
    tigervnc_on(XServer::tigervnc("800x600", &options), security, credentials, expected)
}

fn tigervnc_on(
    server: XServer,
    security: &'static str,
    credentials: Credentials,
    expected: Expected,
) -> Server {
    let features: &[&str] = match expected {
        Expected::Picture => &["continuous updates", "extended clipboard", "fences", "LED state"],
        Expected::Refusal(_) | Expected::NotHere(_) => &[],
    };
    Server {
        name: "Xtigervnc",
        version: version("Xtigervnc", "-version"),
        security,
        port: server.port,
        credentials,
        expected,
        features,
        awaited: None,
        screenshot: screenshot_of_x(server),
    }
}

fn x11vnc(security: &'static str, options: &[&str], credentials: Credentials) -> Server {
    let server = XServer::x11vnc_with("640x480", options);
    Server {
        name: "x11vnc",
        version: version("x11vnc", "-version"),
        security,
        port: server.port,
        credentials,
        expected: Expected::Picture,
        features: &["extended clipboard", "JPEG", "ZYWRLE"],
        awaited: None,
        screenshot: screenshot_of_x(server),
    }
}

fn screenshot_of_x(server: XServer) -> Box<dyn FnMut() -> Picture> {
    let client = XClient::cover(&server.display);
    Box::new(move || {
        let _running = &server;
        client.screenshot()
    })
}

fn qemu(
    name: &'static str,
    security: &'static str,
    mut machine: Qemu,
    features: &'static [&'static str],
) -> Server {
    Server {
        name,
        version: version("qemu-system-x86_64", "--version"),
        security,
        port: machine.port,
        credentials: no_credentials(),
        expected: Expected::Picture,
        features,
        awaited: None,
        screenshot: Box::new(move || machine.screenshot()),
    }
}

fn at_its_prompt(mut machine: Qemu) -> Qemu {
    machine.wait_for_prompt();
    machine
}

fn wayvnc(directory: &Path) -> Server {
    let desktop = wayland::Desktop::start(directory, &pattern(640, 480));
    Server {
        name: "wayvnc, on sway",
        version: version("wayvnc", "--version"),
        security: "None",
        port: desktop.port,
        credentials: no_credentials(),
        expected: Expected::Picture,
        features: &["QEMU extended key event"],
        awaited: None,
        screenshot: Box::new(move || desktop.screenshot()),
    }
}

/// A server of our own on libvncserver, since Debian has the library and no program.
fn libvncserver(security: &'static str, directory: &Path, credentials: Credentials) -> Server {
    let server = directory.join("server");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("end_to_end/interop/libvncserver.c");
    let compiled = Command::new(program("cc")).arg("-o").arg(&server).arg(source).arg("-lvncserver").status();
    assert!(compiled.unwrap().success(), "the server does not compile");
    let port = free_port();
    let mut command = Command::new(&server);
    command.args(["-listen", "127.0.0.1", "-rfbport", &port.to_string(), "-rfbportv6", "-1"]);
    if let Some(password) = &credentials.password {
        command.arg(password);
    }
    let process = Process::start(&mut command);
    wait_for_port(port);
    Server {
        name: "libvncserver",
        version: version(server.to_str().unwrap(), "--version"),
        security,
        port,
        credentials,
        expected: Expected::Picture,
        features: &["extended clipboard", "JPEG", "ZYWRLE"],
        awaited: None,
        screenshot: Box::new(move || {
            let _running = &process;
            pattern(640, 480)
        }),
    }
}

/// A picture in which every place differs from those around it. libvncserver.c draws the same.
fn pattern(width: usize, height: usize) -> Picture {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgb = places.flat_map(|(x, y)| [x * y / 7, x / 3, y].map(|part| (part % 256) as u8)).collect();
    Picture { width, height, rgb }
}

/// The first word that looks like a version in what a program says of itself.
fn version(name: &str, option: &str) -> String {
    let path = if name.contains('/') { name.into() } else { program(name) };
    let said = wait_until("a program's version", || Command::new(&path).arg(option).output().ok());
    let text = [said.stdout, said.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let is_version =
        |word: &&str| word.contains('.') && word.starts_with(|first: char| first.is_ascii_digit());
    text.split_whitespace().find(is_version).unwrap_or("unknown").to_owned()
}
