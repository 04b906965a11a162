//! Programs that the operating system delivers: browser, driver, VNC servers, Node.js, a C++ compiler.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::Need;
use crate::command::find_program;
use crate::workspace::Workspace;

/// A program and the ways to get it.
struct Program {
    need: Need,
    /// Names it goes by; any of them will do. One with a slash is a file that has to be there.
    names: &'static [&'static str],
    debian: &'static str,
    ubuntu: &'static str,
    /// What to do on other systems.
    elsewhere: &'static str,
}

const BROWSERS: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const FIREFOXES: &[&str] = &["firefox-esr", "firefox"];

const PROGRAMS: &[Program] = &[
    Program {
        need: Need::Npm,
        names: &["npm"],
        debian: "npm",
        ubuntu: "npm",
        elsewhere: "Node.js 18 or later with npm, from https://nodejs.org",
    },
    Program {
        need: Need::Browser,
        names: BROWSERS,
        debian: "chromium",
        ubuntu: "chromium-browser",
        elsewhere: "Chromium or Google Chrome",
    },
    Program {
        need: Need::Browser,
        names: &["chromedriver"],
        debian: "chromium-driver",
        ubuntu: "chromium-chromedriver",
        elsewhere: "ChromeDriver of the browser's own version, from https://googlechromelabs.github.io/chrome-for-testing",
    },
    Program {
        need: Need::Firefox,
        names: FIREFOXES,
        debian: "firefox-esr",
        ubuntu: "firefox",
        elsewhere: "Firefox",
    },
    Program {
        need: Need::VncServers,
        names: &["Xtigervnc"],
        debian: "tigervnc-standalone-server",
        ubuntu: "tigervnc-standalone-server",
        elsewhere: "the TigerVNC server (the program Xtigervnc)",
    },
    Program {
        need: Need::VncServers,
        names: &["Xvfb"],
        debian: "xvfb",
        ubuntu: "xvfb",
        elsewhere: "the X server without a screen (the program Xvfb)",
    },
    Program {
        need: Need::VncServers,
        names: &["x11vnc"],
        debian: "x11vnc",
        ubuntu: "x11vnc",
        elsewhere: "x11vnc",
    },
    Program {
        need: Need::VncServers,
        names: &["qemu-system-x86_64"],
        debian: "qemu-system-x86",
        ubuntu: "qemu-system-x86",
        elsewhere: "QEMU for x86-64",
    },
    Program {
        need: Need::VncServers,
        names: &["websockify"],
        debian: "websockify",
        ubuntu: "websockify",
        elsewhere: "websockify, as `pipx install websockify`",
    },
    Program {
        need: Need::VncServers,
        names: &["wayvnc"],
        debian: "wayvnc",
        ubuntu: "wayvnc",
        elsewhere: "wayvnc",
    },
    Program {
        need: Need::VncServers,
        names: &["sway"],
        debian: "sway",
        ubuntu: "sway",
        elsewhere: "sway, the compositor that wayvnc is tested on",
    },
    Program {
        need: Need::VncServers,
        names: &["swaybg"],
        debian: "swaybg",
        ubuntu: "swaybg",
        elsewhere: "swaybg, which paints sway's background",
    },
    Program {
        need: Need::VncServers,
        names: &["grim"],
        debian: "grim",
        ubuntu: "grim",
        elsewhere: "grim, which takes screenshots of sway",
    },
    Program {
        need: Need::VncServers,
        names: &["/usr/include/rfb/rfb.h"],
        debian: "libvncserver-dev",
        ubuntu: "libvncserver-dev",
        elsewhere: "libvncserver with its headers",
    },
    Program {
        need: Need::Fuzzing,
        // What build scripts look for when no environment variable names another.
        names: &["c++"],
        debian: "g++",
        ubuntu: "g++",
        elsewhere: "a C++ compiler (the program c++)",
    },
];

/// Installs what is missing with apt where that is possible, and otherwise names each missing thing.
pub(super) fn prepare(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let missing = missing(workspace, needs);
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|program| program.names[0]).collect();
    let Some(apt) = Apt::find(workspace) else {
        bail!("{}", advice(&missing, "this system has no apt-get"));
    };
    if !apt.permitted {
        bail!("{}", advice(&missing, "installing packages takes root, or sudo without a password"));
    }
    println!("set-up: installing {} with apt-get (usually 1 to 3 minutes)", names.join(", "));
    apt.install(workspace, &missing)?;
    let missing = self::missing(workspace, needs);
    if missing.is_empty() { Ok(()) } else { bail!("{}", advice(&missing, "apt-get brought no such program")) }
}

/// The browser that tests drive.
pub(crate) fn browser(workspace: &Workspace) -> Option<PathBuf> {
    BROWSERS.iter().find_map(|name| find_program(name, workspace.path()))
}

/// The other browser, in which the tests see that the first is not the only one.
pub(crate) fn firefox(workspace: &Workspace) -> Option<PathBuf> {
    FIREFOXES.iter().find_map(|name| find_program(name, workspace.path()))
}

/// The driver that steers the browser.
pub(crate) fn browser_driver(workspace: &Workspace) -> Option<PathBuf> {
    find_program("chromedriver", workspace.path())
}

fn missing(workspace: &Workspace, needs: &[Need]) -> Vec<&'static Program> {
    let is_there = |name: &str| {
        if name.contains('/') {
            Path::new(name).is_file()
        } else {
            find_program(name, workspace.path()).is_some()
        }
    };
    let absent = |program: &&Program| !program.names.iter().any(|name| is_there(name));
    PROGRAMS.iter().filter(|program| needs.contains(&program.need)).filter(absent).collect()
}

fn advice(missing: &[&Program], why: &str) -> String {
    let mut advice = format!("some programs are missing, and {why}; please install:");
    for program in missing {
        advice.push_str(&format!(
            "\n  {}: {} (Debian package {}, Ubuntu package {})",
            program.names[0], program.elsewhere, program.debian, program.ubuntu
        ));
    }
    advice
}

/// Debian's and Ubuntu's package manager.
struct Apt {
    ubuntu: bool,
    /// Comes before the command: nothing for root, `sudo -n` otherwise.
    sudo: bool,
    permitted: bool,
}

impl Apt {
    fn find(workspace: &Workspace) -> Option<Self> {
        find_program("apt-get", workspace.path())?;
        let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
        let root = workspace.command("id").arg("-u").output().is_ok_and(|id| id.trim() == "0");
        let sudo = !root && workspace.command("sudo").args(["-n", "true"]).output().is_ok();
        Some(Self { ubuntu: is_ubuntu(&release), sudo, permitted: root || sudo })
    }

    fn install(&self, workspace: &Workspace, programs: &[&Program]) -> Result<()> {
        let packages =
            programs.iter().map(|program| if self.ubuntu { program.ubuntu } else { program.debian });
        self.command(workspace)
            .args(["update", "--quiet=2"])
            .hint("are the package mirrors reachable?")
            .run()?;
        self.command(workspace)
            .args(["install", "--yes", "--quiet=2", "--no-install-recommends"])
            .args(packages)
            .hint("`apt-get install` of the same packages by hand may say more")
            .run()
    }

    fn command(&self, workspace: &Workspace) -> crate::command::Run {
        let environment = ["DEBIAN_FRONTEND=noninteractive", "apt-get"];
        if self.sudo {
            workspace.command("sudo").args(["-n", "env"]).args(environment)
        } else {
            workspace.command("env").args(environment)
        }
    }
}

fn is_ubuntu(os_release: &str) -> bool {
    os_release
        .lines()
        .any(|line| matches!(line.trim(), "ID=ubuntu" | "ID_LIKE=ubuntu" | "ID_LIKE=\"ubuntu debian\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ubuntu_and_its_children_are_told_from_debian() {
        assert!(is_ubuntu("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_ubuntu("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_ubuntu("ID=debian\n"));
    }

    #[test]
    fn advice_names_each_missing_program_and_where_it_is_found() {
        let missing: Vec<_> = PROGRAMS.iter().filter(|program| program.need == Need::VncServers).collect();
        let advice = advice(&missing, "this system has no apt-get");
        for word in
            ["Xtigervnc", "qemu-system-x86_64", "pipx install websockify", "tigervnc-standalone-server"]
        {
            assert!(advice.contains(word), "{word} in {advice}");
        }
    }
}
