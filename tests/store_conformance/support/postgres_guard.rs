//! The directory of a test server, and its end, which comes with the end of the test process.
//!
//! Rust drops no statics, and a test run ends by `kill -9` too, so the server cannot be stopped
//! from inside. A shell waits on a pipe whose other end only this process holds, and then stops
//! the server and removes the directory. The parent-death signal is no way out: it fires when the
//! *thread* that forked ends, and every test is a thread. What a power cut leaves behind is swept
//! by the next start; a lock on the directory, not a process id, tells the living from the dead.

use std::fs::{self, File};
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::postgres_programs::{Ids, stand_in_for_root};

const PREFIX: &str = "healthcenter-pg-";

/// At the end of its input, stops the server of directory `$1` at once and removes the directory.
/// (The server's file may hold the id of nobody, after a `kill -9` of the server.)
const SCRIPT: &str = r#"
cat >/dev/null
tries=0
while read -r pid <"$1/data/postmaster.pid" && kill -QUIT "$pid" && [ $tries -lt 200 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
rm -rf "$1"
"#;

/// Holds a server's directory; dropping it stops the server and waits until the directory is gone.
pub struct Guard {
    directory: PathBuf,
    user: Option<Ids>,
    shell: Child,
    _lock: File,
}

impl Guard {
    /// A new directory, watched over, after a sweep of those that dead test processes left.
    /// When we are root it belongs to the user that runs the server for us.
    pub fn new() -> Self {
        let unnamed = tempfile::Builder::new()
            .prefix("healthcenter-new-")
            .tempdir()
            .expect("a directory for the server")
            .keep();
        let owner = fs::metadata(&unnamed).expect("its owner").uid();
        let user = (owner == 0).then(stand_in_for_root);
        if let Some((uid, gid)) = user {
            chown(&unnamed, Some(uid), Some(gid)).expect("root gives the directory away");
        }
        sweep(&unnamed, user.map_or(owner, |(uid, _)| uid));
        // It gets the name that a sweep looks for only once it is locked.
        let lock = File::open(&unnamed).expect("the directory opens");
        lock.lock().expect("a lock nobody else knows of");
        let suffix = unnamed.to_string_lossy().replace("healthcenter-new-", PREFIX);
        let directory = PathBuf::from(suffix);
        fs::rename(&unnamed, &directory).expect("the directory gets its name");
        let shell = shell(&directory, Stdio::piped());
        Self {
            directory,
            user,
            shell,
            _lock: lock,
        }
    }

    /// The directory, which only the server's user can enter.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs a program in the directory as the server's user, and answers what it said when it
    /// failed. Nothing of our environment reaches it: a PGDATA or PGOPTIONS changes the server.
    /// It holds the shell's pipe as well, so an `initdb` that outlives us is waited for, not
    /// raced: in 1 of 4 kills during `initdb` it went on writing into the removed directory.
    pub fn run(&self, program: &Path, arguments: &[&str]) -> Result<(), String> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.directory)
            .process_group(i32::try_from(self.shell.id()).expect("a process id"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .stdin(self.pipe());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        let output = command
            .output()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        if output.status.success() {
            return Ok(());
        }
        Err(format!(
            "{} {}: {}\n{}{}",
            program.display(),
            arguments.join(" "),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ))
    }

    fn pipe(&self) -> Stdio {
        let input = self.shell.stdin.as_ref().expect("open until the drop");
        let copy = input.as_fd().try_clone_to_owned();
        copy.expect("a copy of the shell's pipe").into()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// Starts the shell of [`SCRIPT`] in a process group of its own, where Ctrl-C reaches neither it
/// nor the programs run beside it.
fn shell(directory: &Path, input: Stdio) -> Child {
    Command::new("/bin/sh")
        .args(["-c", SCRIPT, "healthcenter-pg-guard"])
        .arg(directory)
        .current_dir("/")
        .process_group(0)
        .stdin(input)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("/bin/sh")
}

/// Removes what dead test processes of the same user left beside `own`, and stops their servers.
fn sweep(own: &Path, owner: u32) {
    let neighbours = own.parent().and_then(|parent| fs::read_dir(parent).ok());
    for entry in neighbours.into_iter().flatten().flatten() {
        let named = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let of_owner = |found: fs::Metadata| found.is_dir() && found.uid() == owner;
        if !named || !entry.metadata().is_ok_and(of_owner) {
            continue;
        }
        let lock = File::open(entry.path());
        if lock.is_ok_and(|directory| directory.try_lock().is_ok()) {
            let _ = shell(&entry.path(), Stdio::null()).wait();
        }
    }
}
