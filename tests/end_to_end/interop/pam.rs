//! Xtigervnc with users and passwords, which it asks PAM about. PAM's rules are files of the whole system; here they are put
//! where that one process sees them and no other.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use porthole_tests::process::program;

/// The one whom PAM lets in, with the password.
pub(crate) const USER: &str = "alice";

/// The name by which Xtigervnc finds the rules.
pub(crate) const SERVICE: &str = "porthole";

/// A command that starts Xtigervnc where PAM knows one user; none where a process cannot have a view of the file system of
/// its own.
pub(crate) fn xtigervnc(directory: &Path, password: &str) -> Option<Command> {
    unshare().arg("true").stderr(Stdio::null()).status().ok().filter(std::process::ExitStatus::success)?;
    let rules = directory.join("pam.d");
    std::fs::create_dir(&rules).unwrap();
    let check = directory.join("check");
    let script = format!("#!/bin/sh\n[ \"$PAM_USER\" = {USER} ] && [ \"$(tr -d '\\000')\" = {password} ]\n");
    std::fs::write(&check, script).unwrap();
    std::fs::set_permissions(&check, std::fs::Permissions::from_mode(0o700)).unwrap();
    let stack = format!(
        "auth required pam_exec.so quiet expose_authtok {}\naccount required pam_permit.so\n",
        check.display()
    );
    std::fs::write(rules.join(SERVICE), stack).unwrap();
    let mut command = unshare();
    command
        .args(["sh", "-c", "mount --bind \"$1\" /etc/pam.d && shift && exec \"$@\"", "sh"])
        .arg(rules)
        .arg(program("Xtigervnc"));
    Some(command)
}

/// Runs what follows with mounts of its own; where that takes being root, as a root of its own.
fn unshare() -> Command {
    let mut command = Command::new(program("unshare"));
    if !rustix::process::geteuid().is_root() {
        command.arg("--map-root-user");
    }
    command.arg("--mount");
    command
}
