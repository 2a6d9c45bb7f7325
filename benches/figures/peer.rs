//! A job queue that others use, with the same texts and the same sink: graphile-worker on PostgreSQL, in batches, the
//! best of those measured elsewhere (6,000/s where the others drained 400 to 3,500). It needs node and npm.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::support::postgres::postgres_url;

/// Its program, installed once.
pub struct Peer {
    folder: PathBuf,
}

impl Peer {
    /// Installs what it needs; none on a machine without node, or where nothing can be fetched.
    pub fn install() -> Option<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peer");
        std::fs::create_dir_all(&folder).expect("a folder");
        for file in ["package.json", "package-lock.json", "drain.mjs"] {
            std::fs::copy(source.join(file), folder.join(file)).expect(file);
        }
        let installed = Command::new("npm")
            .args(["ci", "--silent", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .status();
        installed
            .is_ok_and(|status| status.success())
            .then_some(Self { folder })
    }

    /// Texts a second, from its start to its end.
    pub fn drain(&self, gateway: &str, messages: i64) -> f64 {
        let done = Command::new("node")
            .args(["drain.mjs", &postgres_url(), gateway, &messages.to_string()])
            .current_dir(&self.folder)
            .output()
            .expect("node");
        let said = String::from_utf8_lossy(&done.stdout);
        let line: serde_json::Value = serde_json::from_str(said.trim())
            .unwrap_or_else(|_| panic!("{said}{}", String::from_utf8_lossy(&done.stderr)));
        assert_eq!(line["sent"], messages);
        messages as f64 * 1_000.0 / line["milliseconds"].as_f64().expect("a time")
    }
}
