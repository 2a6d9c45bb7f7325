//! The file that a backup grows in. It has the backup's name only once it is whole and on the disk, so
//! whatever is called `FILE` can be restored, and a backup that was killed leaves `FILE.partial` at most.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::BackupError;
use crate::store::{DatabaseUrl, StoreError};

/// A file on its way; without [`Partial::publish`] it goes away again.
pub struct Partial {
    path: PathBuf,
    target: PathBuf,
    /// Locked as long as it is ours.
    file: File,
    published: bool,
}

impl Partial {
    /// An empty `FILE.partial`, for the owner alone. What a killed backup has left there is taken over.
    ///
    /// # Errors
    /// [`BackupError::UnderWay`] while another process writes it, or [`BackupError::File`].
    pub fn create(target: &Path) -> Result<Self, BackupError> {
        let say = |e| io_fault(target, &e);
        if target.is_dir() {
            return Err(say(io::ErrorKind::IsADirectory.into()));
        }
        let path = beside(target, ".partial");
        loop {
            let file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&path)
                .map_err(say)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(BackupError::UnderWay {
                        file: target.to_owned(),
                    });
                }
                Err(TryLockError::Error(e)) => return Err(say(e)),
            }
            // Whoever had the lock may have given the file its name, or taken it away, before we got it.
            let (ours, named) = (file.metadata().map_err(say)?, fs::symlink_metadata(&path));
            match named {
                Ok(named) if named.is_symlink() => return Err(say(io::ErrorKind::AlreadyExists.into())),
                Ok(named) if (named.dev(), named.ino()) == (ours.dev(), ours.ino()) => {}
                _ => continue,
            }
            file.set_permissions(Permissions::from_mode(0o600))
                .and_then(|()| file.set_len(0))
                .map_err(say)?;
            return Ok(Self {
                path,
                target: target.to_owned(),
                file,
                published: false,
            });
        }
    }

    /// Where it grows.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fills it with bytes.
    pub fn writer(&self) -> impl io::Write {
        &self.file
    }

    /// Gives it its name, once it is on the disk.
    ///
    /// # Errors
    /// [`BackupError::File`], or [`StoreError::Full`].
    pub fn publish(mut self) -> Result<(), BackupError> {
        let folder = match self.target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        self.file
            .sync_all()
            .and_then(|()| fs::rename(&self.path, &self.target))
            .map_err(|e| io_fault(&self.target, &e))?;
        self.published = true;
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| io_fault(&self.target, &e))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.published
            && let Err(e) = fs::remove_file(&self.path)
        {
            tracing::debug!(error = %e, "a partial backup stays");
        }
    }
}

/// Refuses to write over the database, or to restore it from itself.
///
/// # Errors
/// [`BackupError::TheDatabase`].
pub fn refuse_the_database(url: &DatabaseUrl, file: &Path) -> Result<(), BackupError> {
    let DatabaseUrl::Sqlite(database) = url else {
        return Ok(());
    };
    let is_one = |path: &Path| {
        ["", "-wal", "-shm", "-journal", "-queue", "-turn"]
            .iter()
            .any(|suffix| same_file(path, &beside(database, suffix)))
    };
    if is_one(file) || is_one(&beside(file, ".partial")) {
        return Err(BackupError::TheDatabase { file: file.to_owned() });
    }
    Ok(())
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        // One that is not there yet, such as a journal.
        _ => match (std::path::absolute(a), std::path::absolute(b)) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        },
    }
}

/// `path` with something at the end of its name.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// An I/O error on a file of ours.
pub fn io_fault(file: &Path, e: &io::Error) -> BackupError {
    if e.kind() == io::ErrorKind::StorageFull {
        StoreError::Full.into()
    } else {
        BackupError::File {
            file: file.to_owned(),
            why: e.to_string(),
        }
    }
}
