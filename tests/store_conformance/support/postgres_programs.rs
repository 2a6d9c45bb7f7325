//! Where PostgreSQL's server programs are, and which user may run them.
//!
//! Debian keeps `initdb` and its kin off the PATH, one directory a major version, and PostgreSQL
//! refuses to run as root, which is what containers and CI are. A machine without a server is a
//! red test with the remedy in its message, never a test that is skipped and looks green.

use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

const VARIABLE: &str = "HEALTHCENTER_TEST_PG_BIN";
const DEBIAN: &str = "/usr/lib/postgresql";
const NEEDED: [&str; 3] = ["initdb", "postgres", "pg_ctl"];

/// The directory of PostgreSQL's server programs: the one named by `HEALTHCENTER_TEST_PG_BIN`, or
/// Debian's newest, or the first on the PATH. Panics with the remedy when there is none.
pub fn find() -> PathBuf {
    if let Some(named) = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        assert!(
            is_complete(&named),
            "{VARIABLE} is {}, which does not hold {}",
            named.display(),
            NEEDED.join(", ")
        );
        return named;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    newest_of_debian()
        .into_iter()
        .chain(std::env::split_paths(&path))
        .find(|directory| is_complete(directory))
        .unwrap_or_else(|| {
            panic!(
                "these tests need PostgreSQL's server programs ({}), found neither under {DEBIAN} \
                 nor on the PATH: run tests/run, which installs them, or `apt-get install \
                 postgresql`, or name their directory in {VARIABLE}",
                NEEDED.join(", ")
            )
        })
}

fn is_complete(directory: &Path) -> bool {
    NEEDED.iter().all(|name| directory.join(name).is_file())
}

/// Debian's directories, newest major version first (compared as numbers: 9 is older than 15).
fn newest_of_debian() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.split('.').next()?.parse();
            Some((major.ok()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, bin)| bin).collect()
}

/// A user and group id.
pub type Ids = (u32, u32);

/// The user that stands in for root: `postgres` where the package made one, else `nobody`.
pub fn stand_in_for_root() -> Ids {
    let passwd = read_to_string("/etc/passwd").expect("root reads /etc/passwd");
    let ids_of = |name: &str| -> Option<Ids> {
        let mut fields = passwd
            .lines()
            .map(|line| line.split(':'))
            .find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
        Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids_of("postgres")
        .or_else(|| ids_of("nobody"))
        .expect("PostgreSQL does not run as root, and /etc/passwd has neither postgres nor nobody")
}
