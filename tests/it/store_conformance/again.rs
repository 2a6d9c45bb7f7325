//! Cases that need a process of their own: a umask, another user, a kill. The test binary is started
//! again with one errand, which is a test that passes at once when nobody sent it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

const ERRAND: &str = "STORE_CONFORMANCE_ERRAND";
const SEPARATOR: &str = "\n";
const NOBODY: u32 = 65_534;

/// This binary on an errand.
pub struct Again {
    name: String,
    errand: String,
    binary: PathBuf,
    umask: String,
    user: Option<u32>,
    _copy: Option<TempDir>,
}

/// The errand of this name with these arguments.
pub fn again(name: &str, arguments: &[&str]) -> Again {
    Again {
        name: name.to_owned(),
        errand: [&[name], arguments].concat().join(SEPARATOR),
        binary: std::env::current_exe().unwrap(),
        umask: "022".into(),
        user: None,
        _copy: None,
    }
}

impl Again {
    /// With this umask.
    pub fn umask(mut self, umask: &str) -> Self {
        umask.clone_into(&mut self.umask);
        self
    }

    /// As nobody, when this is root, from a copy that nobody can reach.
    pub fn stepping_down(mut self) -> Self {
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            let folder = tempfile::tempdir().unwrap();
            fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
            let copy = folder.path().join("again");
            fs::copy(&self.binary, &copy).unwrap();
            self.binary = copy;
            self.user = Some(NOBODY);
            self._copy = Some(folder);
        }
        self
    }

    /// Starts it.
    pub fn start(&self) -> Child {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", &format!("umask {} && exec \"$0\" \"$@\"", self.umask)])
            .arg(&self.binary)
            .args(["--nocapture", "--test-threads=1", &format!("{}::", self.name)])
            .env(ERRAND, &self.errand)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command.spawn().unwrap()
    }

    /// Starts it, and sees that it comes to a good end.
    pub fn run(&self) {
        Self::succeeded(self.start());
    }

    /// Waits for the good end of one that was started.
    pub fn succeeded(child: Child) {
        let ended = child.wait_with_output().unwrap();
        let (said, complained) = (
            String::from_utf8_lossy(&ended.stdout),
            String::from_utf8_lossy(&ended.stderr),
        );
        assert!(
            ended.status.success() && said.contains(" 1 passed;"),
            "{}\n{said}\n{complained}",
            ended.status
        );
    }
}

/// What this process was sent for, if it is `name`.
pub fn sent_for(name: &str) -> Option<Vec<String>> {
    let errand = std::env::var(ERRAND).ok()?;
    let mut parts = errand.split(SEPARATOR).map(str::to_owned);
    (parts.next()? == name).then(|| parts.collect())
}

/// `errand! { fn name(argument, …) { … } }`: what [`again`] can be sent for.
macro_rules! errand {
    (fn $name:ident($($argument:ident),*) $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "an errand can do without the module around it")]
            use super::*;
            #[test]
            fn errand() {
                if let Some(arguments) = $crate::store_conformance::again::sent_for(stringify!($name)) {
                    let [$($argument),*] = arguments.as_slice() else { panic!("{arguments:?}") };
                    $body
                }
            }
        }
    };
}
pub(crate) use errand;
