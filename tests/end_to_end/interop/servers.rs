//! The servers of the matrix: how each is started, and how it is asked for its screen.

use std::path::Path;
use std::process::Command;

use porthole_tests::process::{Process, free_port, program, wait_for_equal, wait_for_port, wait_until};
use rfb::Credentials;

use super::wayland;
use crate::support::picture::Picture;
use crate::support::qemu::{PROMPT, Qemu};
use crate::support::x_client::XClient;
use crate::support::x_servers::XServer;

/// A running server. It stops when the value goes.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) version: String,
    pub(crate) security: &'static str,
    /// On the loopback interface.
    pub(crate) port: u16,
    pub(crate) credentials: Credentials,
    pub(crate) expected: Expected,
    /// What the server says its screen shows. It owns the processes.
    pub(crate) screenshot: Box<dyn FnMut() -> Picture>,
}

/// How a visit is expected to end.
pub(crate) enum Expected {
    Picture,
    /// With an error that has these words.
    Refusal(&'static str),
}

/// All of them, each started when its turn comes, in an empty directory.
pub(crate) const ALL: &[fn(&Path) -> Server] = &[
    |_| tigervnc("None", &[], no_credentials(), Expected::Picture),
    |directory| {
        let file = directory.join("password");
        // What `vncpasswd -f` writes for "password".
        std::fs::write(&file, [0xDB, 0xD8, 0x3C, 0xFD, 0x72, 0x7A, 0x14, 0x58]).unwrap();
        tigervnc("VncAuth", &["-PasswordFile", file.to_str().unwrap()], password(), Expected::Picture)
    },
    // A page has no way to do TLS on a stream of its own; `porthole proxy` and the browser bring theirs.
    |_| tigervnc("TLSNone", &[], no_credentials(), Expected::Refusal("not supported")),
    |_| tigervnc("TLSVnc", &[], password(), Expected::Refusal("not supported")),
    |_| x11vnc("None", &[], no_credentials()),
    |_| x11vnc("VncAuth", &["-passwd", PASSWORD], password()),
    |directory| qemu("QEMU", "None", directory, "", &[], no_credentials()),
    |directory| qemu("QEMU, password", "VncAuth", directory, ",password=on", &[], password()),
    |directory| qemu("QEMU, lossy", "None", directory, ",lossy=on", &[], no_credentials()),
    |directory| {
        let sound = ["-audiodev", "none,id=sound", "-device", "AC97,audiodev=sound"];
        qemu("QEMU, audio", "None", directory, ",audiodev=sound", &sound, no_credentials())
    },
    |directory| {
        let agent = [
            "-chardev",
            "qemu-vdagent,id=agent,name=vdagent,clipboard=on",
            "-device",
            "virtio-serial-pci",
            "-device",
            "virtserialport,chardev=agent,name=com.redhat.spice.0",
        ];
        qemu("QEMU, vdagent clipboard", "None", directory, "", &agent, no_credentials())
    },
    wayvnc,
    |directory| libvncserver("None", directory, no_credentials()),
    |directory| libvncserver("VncAuth", directory, password()),
];

const PASSWORD: &str = "password";

fn no_credentials() -> Credentials {
    Credentials::default()
}

fn password() -> Credentials {
    Credentials { username: None, password: Some(PASSWORD.to_owned()), target: None }
}

fn tigervnc(
    security: &'static str,
    options: &[&str],
    credentials: Credentials,
    expected: Expected,
) -> Server {
    let options = [&["-SecurityTypes", security], options].concat();
    let server = XServer::tigervnc("800x600", &options);
    Server {
        name: "Xtigervnc",
        version: version("Xtigervnc", "-version"),
        security,
        port: server.port,
        credentials,
        expected,
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
    directory: &Path,
    vnc: &str,
    options: &[&str],
    credentials: Credentials,
) -> Server {
    let mut machine = Qemu::boot_with(directory, vnc, options);
    if let Some(password) = &credentials.password {
        machine.set_password(password);
    }
    wait_for_equal("the screen of the booted guest", &PROMPT.to_owned(), || {
        machine.text().trim_end().to_owned()
    });
    Server {
        name,
        version: version("qemu-system-x86_64", "--version"),
        security,
        port: machine.port,
        credentials,
        expected: Expected::Picture,
        screenshot: Box::new(move || machine.screenshot()),
    }
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
