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
        let (directory, lock) = new_directory();
        let owner = fs::metadata(&directory).expect("its owner").uid();
        let user = (owner == 0).then(stand_in_for_root);
        if let Some((uid, gid)) = user {
            chown(&directory, Some(uid), Some(gid)).expect("root gives the directory away");
        }
        let shell = shell(&directory, Stdio::piped());
        let guard = Self {
            directory,
            user,
            shell,
            _lock: lock,
        };
        guard.sweep(&[owner, user.map_or(owner, |(uid, _)| uid)]);
        guard
    }

    /// The directory, which only the server's user can enter.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs a program in the directory as the server's user, and answers what it said when it
    /// failed. Nothing of our environment reaches it: a PGDATA or PGOPTIONS changes the server.
    /// It holds the shell's pipe as well, so an `initdb` that outlives us is waited for, not
    /// raced: one of the first three kills found it writing into the directory being removed.
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

    /// Removes what dead test processes of these users left beside us, and stops their servers.
    fn sweep(&self, owners: &[u32]) {
        let neighbours = self.directory.parent().map(fs::read_dir);
        for entry in neighbours.into_iter().flatten().flatten().flatten() {
            let named = entry.file_name().to_string_lossy().starts_with(PREFIX);
            let ours = |found: fs::Metadata| found.is_dir() && owners.contains(&found.uid());
            if !named || !entry.metadata().is_ok_and(ours) {
                continue;
            }
            // Our own directory is locked as well, so it is passed over like any living one.
            if let Ok(left) = File::open(entry.path())
                && left.try_lock().is_ok()
            {
                let _ = shell(&entry.path(), Stdio::null()).wait();
            }
        }
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

/// A new directory and the lock on it. A sweep elsewhere may see it before it is locked and take
/// it for a dead one, so it counts only when it is still there under the lock.
fn new_directory() -> (PathBuf, File) {
    loop {
        let directory = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir()
            .expect("a directory for the server")
            .keep();
        if let Ok(lock) = File::open(&directory) {
            lock.lock().expect("a lock on the directory");
            if directory.exists() {
                return (directory, lock);
            }
        }
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
