//! A Wayland desktop without a screen: sway shows a picture, wayvnc serves it, and grim takes the screenshot.

use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use porthole_tests::process::{Process, free_port, program, wait_for_port, wait_until};

use crate::support::picture::Picture;

/// A user and a group without any rights, for whom sway runs where the tests are run by root: it refuses to be root.
const NOBODY: u32 = 65534;

/// A running desktop.
pub(crate) struct Desktop {
    /// wayvnc's port, on the loopback interface.
    pub(crate) port: u16,
    directory: PathBuf,
    display: String,
    _processes: [Process; 2],
}

impl Desktop {
    /// Shows `picture` on a screen of its size; the files are put into `directory`.
    pub(crate) fn start(directory: &Path, picture: &Picture) -> Self {
        let wallpaper = directory.join("wallpaper.png");
        picture.write_png(&wallpaper);
        let configuration = directory.join("sway.conf");
        let (width, height) = (picture.width, picture.height);
        std::fs::write(
            &configuration,
            format!(
                "xwayland disable\noutput HEADLESS-1 {{\n  resolution {width}x{height}\n  bg {} fill\n}}\n",
                wallpaper.display()
            ),
        )
        .unwrap();
        // Wayland's programs want a directory for their sockets that is theirs alone.
        std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o700)).unwrap();
        let sway = Process::start(
            as_a_user(directory, "sway")
                .arg("--config")
                .arg(configuration)
                .env("WLR_BACKENDS", "headless")
                .env("WLR_RENDERER", "pixman")
                .env("WLR_LIBINPUT_NO_DEVICES", "1"),
        );
        let display = wait_until("sway", || socket(directory));
        let port = free_port();
        let wayvnc = Process::start(
            as_a_user(directory, "wayvnc")
                .env("WAYLAND_DISPLAY", &display)
                .args(["127.0.0.1", &port.to_string()]),
        );
        wait_for_port(port);
        Self { port, directory: directory.to_owned(), display, _processes: [wayvnc, sway] }
    }

    /// What grim says the screen shows.
    pub(crate) fn screenshot(&self) -> Picture {
        let mut grim = as_a_user(&self.directory, "grim");
        let taken = grim.env("WAYLAND_DISPLAY", &self.display).args(["-t", "ppm", "-"]).output().unwrap();
        Picture::from_ppm(&taken.stdout).expect("a PPM file")
    }
}

/// A command of somebody who is not root, with `directory` for home.
fn as_a_user(directory: &Path, name: &str) -> Command {
    let mut command = if rustix::process::geteuid().is_root() {
        chown(directory, Some(NOBODY), Some(NOBODY)).unwrap();
        let nobody = NOBODY.to_string();
        let mut command = Command::new(program("setpriv"));
        command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups"]).arg(program(name));
        command
    } else {
        Command::new(program(name))
    };
    command.env("XDG_RUNTIME_DIR", directory).env("HOME", directory);
    command
}

/// The name of the compositor's socket, once it has one.
fn socket(directory: &Path) -> Option<String> {
    let names =
        std::fs::read_dir(directory).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut sockets = names.filter(|name| name.starts_with("wayland-") && !name.ends_with(".lock"));
    sockets.next()
}
