//! What strace has seen, as the events that a disk is made of.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// One step of a run, in the order in which the kernel came back from it.
#[derive(Debug)]
pub enum Event {
    /// A name for an empty file or folder, if there was none.
    Create {
        path: PathBuf,
    },
    Write {
        path: PathBuf,
        offset: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        path: PathBuf,
        length: usize,
    },
    Unlink {
        path: PathBuf,
    },
    /// A flush covers what was written before it began; who flushes is told by its process.
    FlushBegins {
        pid: u64,
        path: PathBuf,
    },
    FlushEnds {
        pid: u64,
        path: PathBuf,
    },
    /// Text that a command has printed for whoever called it.
    Said {
        text: String,
    },
}

/// The events in `folder`, the flushes of what it is in, and what was printed into the file `said`.
pub fn events(log: &str, folder: &Path, said: &Path) -> Vec<Event> {
    let mut events = Vec::new();
    let mut begun: HashMap<u64, String> = HashMap::new();
    for line in log.lines() {
        let Some((pid, rest)) = line.split_once(' ') else {
            continue;
        };
        let (Ok(pid), rest) = (pid.parse::<u64>(), rest.trim_start()) else {
            continue;
        };
        let call = if let Some(head) = rest.strip_suffix("<unfinished ...>") {
            begun.insert(pid, head.to_owned());
            flush_begins(pid, head, &mut events);
            continue;
        } else if let Some(tail) = rest.strip_prefix("<... ") {
            let tail = tail.split_once("resumed>").map_or("", |(_, tail)| tail);
            format!("{}{tail}", begun.remove(&pid).unwrap_or_default())
        } else {
            flush_begins(pid, rest, &mut events);
            rest.to_owned()
        };
        events.extend(event(pid, &call, said));
    }
    events.retain(|event| match event {
        Event::Create { path }
        | Event::Write { path, .. }
        | Event::Truncate { path, .. }
        | Event::Unlink { path }
        | Event::FlushBegins { path, .. }
        | Event::FlushEnds { path, .. } => {
            let near = path.starts_with(folder) || Some(path.as_path()) == folder.parent();
            near && !path.to_string_lossy().ends_with("-shm")
        }
        Event::Said { .. } => true,
    });
    events
}

fn flush_begins(pid: u64, call: &str, events: &mut Vec<Event>) {
    if call.starts_with("fsync(") || call.starts_with("fdatasync(") {
        events.extend(descriptor(call).map(|path| Event::FlushBegins { pid, path }));
    }
}

fn event(pid: u64, call: &str, said: &Path) -> Option<Event> {
    let (name, _) = call.split_once('(')?;
    let (arguments, result) = call.rsplit_once(" = ")?;
    let done: i64 = result
        .split(|c: char| !c.is_ascii_digit() && c != '-')
        .next()?
        .parse()
        .ok()?;
    if done < 0 {
        return None;
    }
    let last = || {
        let last = arguments.trim_end().trim_end_matches(')').rsplit(", ").next();
        last.and_then(|number| number.trim().parse::<usize>().ok())
    };
    let text = || arguments.split('"').nth(1).map(bytes);
    match name {
        "openat" if arguments.contains("O_CREAT") => descriptor(result).map(|path| Event::Create { path }),
        "mkdir" => Some(Event::Create { path: path(text()?) }),
        "unlink" => Some(Event::Unlink { path: path(text()?) }),
        "ftruncate" => Some(Event::Truncate {
            path: descriptor(call)?,
            length: last()?,
        }),
        "fsync" | "fdatasync" => Some(Event::FlushEnds {
            pid,
            path: descriptor(call)?,
        }),
        "pwrite64" => {
            let mut bytes = text()?;
            bytes.truncate(usize::try_from(done).ok()?);
            Some(Event::Write {
                path: descriptor(call)?,
                offset: last()?,
                bytes,
            })
        }
        "write" if descriptor(call)? == said => Some(Event::Said {
            text: String::from_utf8_lossy(&text()?).into_owned(),
        }),
        _ => None,
    }
}

/// The path in the first `<…>`, as strace writes it behind a descriptor.
fn descriptor(call: &str) -> Option<PathBuf> {
    let inside = call.split_once('<')?.1.split_once('>')?.0;
    Some(path(bytes(inside)))
}

fn path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// `\x2f\x74` as bytes.
fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.split("\\x").skip(1);
    digits
        .filter_map(|digits| u8::from_str_radix(digits, 16).ok())
        .collect()
}
