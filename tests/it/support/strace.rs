//! The program under strace: a system call of it made to fail, or all that it wrote kept in a log.
//!
//! It needs a machine where one process may trace another. Where that is not so a test can't know anything,
//! and says so by failing; `HEALTHCENTER_TEST_NO_PTRACE=1`, which `tests/run` sets after it has said so in
//! its last lines, leaves it out.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether strace works here. Panics when it does not and nobody has said that this is known.
pub fn works() -> bool {
    if std::env::var_os("HEALTHCENTER_TEST_NO_PTRACE").is_some_and(|said| said == "1") {
        eprintln!("NOT RUN: no process may trace another here (HEALTHCENTER_TEST_NO_PTRACE=1)");
        return false;
    }
    let tried = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=getpid", "/bin/true"])
        .output();
    match tried {
        Ok(tried) if tried.status.success() => true,
        Ok(tried) => panic!(
            "strace may not trace here, so nothing can be proven: {}",
            String::from_utf8_lossy(&tried.stderr)
        ),
        Err(e) => panic!("strace is missing ({e}): apt-get install strace, or pass the tests by tests/run"),
    }
}

/// How strace is to watch.
pub struct Watch {
    /// Only calls on these files; on any when there are none.
    pub files: Vec<PathBuf>,
    /// Only these calls, `pwrite64,fsync`.
    pub calls: String,
    /// strace's own words for what is to go wrong, `fsync:error=EIO:when=2`.
    pub inject: Option<String>,
    /// Every byte that is written, in hexadecimal.
    pub bytes: bool,
}

/// `command` under strace, with its log in `log`. It ends as the command ends. Without `--seccomp-bpf`, which
/// is quicker and makes strace 6.1 miss a fault that is due at any call but the first.
pub fn under_strace(command: &Command, watch: &Watch, log: &Path) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-y", "-o"]).arg(log);
    strace.arg(format!("--trace={}", watch.calls));
    for file in &watch.files {
        strace.arg("-P").arg(file);
    }
    if let Some(inject) = &watch.inject {
        strace.arg(format!("--inject={inject}"));
    }
    if watch.bytes {
        strace.args(["-xx", "-s", "100000000"]);
    }
    wrapped(strace, command)
}

/// `command` where no file may grow beyond `bytes`: what crosses that line is written up to it and no
/// further, a short write as the kernel makes it, and the next write fails.
pub fn on_short_files(command: &Command, bytes: u64) -> Command {
    let mut limited = Command::new("/bin/sh");
    // Unless it is ignored the signal kills, before the call can fail.
    limited
        .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", "prlimit"])
        .arg(format!("--fsize={bytes}"));
    wrapped(limited, command)
}

fn wrapped(mut outer: Command, inner: &Command) -> Command {
    outer.arg("--").arg(inner.get_program()).args(inner.get_args());
    if let Some(folder) = inner.get_current_dir() {
        outer.current_dir(folder);
    }
    outer.env_clear();
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            outer.env(name, value);
        }
    }
    outer.stdin(std::process::Stdio::null());
    outer
}
