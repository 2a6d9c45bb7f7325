//! The place of a SQLite file: made for its owner alone, on a disk of this machine, and known for ours
//! before it is opened.

use std::fs::Permissions;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::StoreError;

/// Marks our files, so that another program's database is never written to: "hlth".
pub const APPLICATION_ID: i64 = 0x686c_7468;

/// Names and phone numbers are in there: mode 0600 whatever the umask says. SQLite gives its journal the
/// mode of the file.
///
/// # Errors
/// [`StoreError::Unwritable`] when the file or its folder can't be made.
pub fn create(path: &Path) -> Result<(), StoreError> {
    if path.exists() {
        return Ok(());
    }
    let say = |e: std::io::Error| StoreError::Unwritable {
        path: path.display().to_string(),
        why: e.to_string(),
    };
    if let Some(folder) = path.parent() {
        create_folder(folder).map_err(say)?;
    }
    let created = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match created {
        Ok(file) => file.set_permissions(Permissions::from_mode(0o600)).map_err(say),
        // Somebody who started at the same instant was first.
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(say(e)),
    }
}

/// The folder with those above it that are missing, for the owner alone. Its name is flushed too: SQLite
/// flushes what is in a folder, and a folder that is gone after a power cut takes all of it along.
fn create_folder(folder: &Path) -> std::io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    create_folder(above)?;
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {
            std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
            std::fs::File::open(above)?.sync_all()
        }
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(e),
    }
}

/// Whether the file bears our mark in its header: bytes 68 to 71, where SQLite keeps the application id.
/// One that does needs no closer look. A new one may still have its mark in the journal.
pub fn is_marked(path: &Path) -> bool {
    let mut header = [0; 72];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    let id = [header[68], header[69], header[70], header[71]];
    read.is_ok() && i64::from(u32::from_be_bytes(id)) == APPLICATION_ID
}

/// SQLite's locks and shared memory do not reach across a network: two machines would each write as if
/// they were alone.
///
/// # Errors
/// [`StoreError::NetworkDisk`].
pub fn refuse_network(path: &Path) -> Result<(), StoreError> {
    // What can't be asked is left to the opening to judge.
    let Ok(found) = rustix::fs::statfs(path) else {
        return Ok(());
    };
    match network_name(found.f_type) {
        Some(name) => Err(StoreError::NetworkDisk {
            path: path.display().to_string(),
            name,
        }),
        None => Ok(()),
    }
}

/// The network file systems by their magic numbers (statfs(2), linux/magic.h).
const fn network_name(magic: i64) -> Option<&'static str> {
    match magic {
        0x6969 => Some("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x00c3_6400 => Some("Ceph"),
        0x5346_414f => Some("AFS"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_of_this_machine_is_fine_and_a_share_is_not() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(refuse_network(folder.path()), Ok(()));
        assert_eq!(
            [0x6969, 0xff53_4d42, 0xef53].map(network_name),
            [Some("NFS"), Some("SMB"), None]
        );
    }

    #[test]
    fn our_mark_is_read_from_the_header() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(!is_marked(file.path()));
        let database = rusqlite::Connection::open(file.path()).unwrap();
        database.execute_batch("CREATE TABLE t (x)").unwrap();
        assert!(!is_marked(file.path()));
        database.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        assert!(is_marked(file.path()));
    }
}
