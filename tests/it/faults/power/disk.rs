//! A disk behind a cache: what was flushed is there after the power was cut, and of everything later each
//! sector of 512 bytes has one of the contents that it had since, whatever the others have.
//!
//! Names are flushed with their folder only, and come back in the order in which they were made. The size
//! of a file is a thing of its own. That is as little as POSIX promises and less than ext4 or XFS keep.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::record::Event;

const SECTOR: usize = 512;

/// The files of a disk.
#[derive(Default)]
pub struct Disk {
    lies: bool,
    files: Vec<File>,
    /// What a process sees.
    names: BTreeMap<PathBuf, usize>,
    /// What is on the disk, and what is still to come there.
    kept_names: BTreeMap<PathBuf, usize>,
    later_names: Vec<(PathBuf, Option<usize>)>,
    flushes: BTreeMap<u64, usize>,
    step: usize,
}

#[derive(Default)]
struct File {
    kept: Vec<u8>,
    later: Vec<(usize, Change)>,
}

enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// How much of what was not flushed is there after all.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    Nothing,
    Everything,
    /// All but a part of the last write.
    TornLast,
    /// Any sectors, by chance.
    Any,
}

impl Disk {
    /// An empty disk with one folder. One that `lies` says it has flushed and has not.
    pub fn new(folder: &Path, lies: bool) -> Self {
        let names = BTreeMap::from([(folder.to_owned(), 0)]);
        Self {
            lies,
            files: vec![File::default()],
            kept_names: names.clone(),
            names,
            ..Self::default()
        }
    }

    /// The next step of the run.
    pub fn take(&mut self, event: &Event) {
        self.step += 1;
        match event {
            Event::Create { path } if !self.names.contains_key(path) => {
                self.files.push(File::default());
                self.name(path, Some(self.files.len() - 1));
            }
            Event::Unlink { path } => self.name(path, None),
            Event::Write { path, offset, bytes } => self.change(path, Change::Write(*offset, bytes.clone())),
            Event::Truncate { path, length } => self.change(path, Change::Truncate(*length)),
            Event::FlushBegins { pid, .. } => drop(self.flushes.insert(*pid, self.step)),
            Event::FlushEnds { pid, path } => {
                let began = self.flushes.remove(pid).unwrap_or_default();
                if !self.lies {
                    self.flush(path, began);
                }
            }
            Event::Create { .. } | Event::Said { .. } => {}
        }
    }

    fn name(&mut self, path: &Path, file: Option<usize>) {
        match file {
            Some(file) => drop(self.names.insert(path.to_owned(), file)),
            None => drop(self.names.remove(path)),
        }
        self.later_names.push((path.to_owned(), file));
    }

    fn change(&mut self, path: &Path, change: Change) {
        if let Some(file) = self.names.get(path) {
            self.files[*file].later.push((self.step, change));
        }
    }

    fn flush(&mut self, path: &Path, began: usize) {
        // A folder: the names in it.
        let (flushed, later) = std::mem::take(&mut self.later_names)
            .into_iter()
            .partition(|(name, _)| name.parent() == Some(path));
        self.later_names = later;
        let flushed: Vec<_> = flushed;
        settle(&mut self.kept_names, &flushed);
        if let Some(file) = self.names.get(path) {
            let file = &mut self.files[*file];
            let until = file.later.partition_point(|(step, _)| *step < began);
            for (_, change) in file.later.drain(..until) {
                apply(&mut file.kept, &change);
            }
        }
    }

    /// The files as they are found after the power was cut now, without those whose folder is gone.
    pub fn after(&self, cut: Cut, seed: u64) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut names = self.kept_names.clone();
        let there = match cut {
            Cut::Nothing => 0,
            Cut::Everything | Cut::TornLast => self.later_names.len(),
            Cut::Any => chance.random_range(0..=self.later_names.len()),
        };
        settle(&mut names, &self.later_names[..there]);
        let last = self
            .files
            .iter()
            .filter_map(|file| file.later.last())
            .map(|(step, _)| *step)
            .max();
        let content = |file: &File, chance: &mut Xoshiro256PlusPlus| match cut {
            Cut::Nothing => file.kept.clone(),
            Cut::Everything => file.any(|_| 1.0, chance),
            Cut::TornLast => file.any(|step| if Some(step) == last { 0.5 } else { 1.0 }, chance),
            Cut::Any => {
                let share = [0.05, 0.3, 0.7, 0.95][chance.random_range(0..4)];
                file.any(|_| share, chance)
            }
        };
        names
            .iter()
            .filter(|(path, _)| path.parent().is_some_and(|folder| names.contains_key(folder)))
            .map(|(path, file)| (path.clone(), content(&self.files[*file], &mut chance)))
            .collect()
    }
}

impl File {
    /// Each sector after some of the changes that it has seen, and the size after some of its own: each
    /// further change is there with a likelihood that goes with its step.
    fn any(&self, share: impl Fn(usize) -> f64, chance: &mut Xoshiro256PlusPlus) -> Vec<u8> {
        let mut newest = self.kept.clone();
        let mut longest = newest.len();
        let mut size = newest.len();
        let mut size_goes_on = true;
        let mut stopped = std::collections::HashSet::new();
        let mut found = self.kept.clone();
        for (step, change) in &self.later {
            let before = newest.len();
            apply(&mut newest, change);
            longest = longest.max(newest.len());
            if newest.len() != before {
                size_goes_on = size_goes_on && chance.random::<f64>() < share(*step);
                if size_goes_on {
                    size = newest.len();
                }
            }
            let Change::Write(offset, bytes) = change else { continue };
            found.resize(found.len().max(longest), 0);
            for sector in offset / SECTOR..=(offset + bytes.len().max(1) - 1) / SECTOR {
                // What comes later to a sector that was not written is not there either.
                if stopped.contains(&sector) || chance.random::<f64>() >= share(*step) {
                    stopped.insert(sector);
                    continue;
                }
                let (from, to) = (sector * SECTOR, ((sector + 1) * SECTOR).min(newest.len()));
                found[from..to].copy_from_slice(&newest[from..to]);
            }
        }
        found.resize(size, 0);
        found
    }
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(offset, bytes) => {
            content.resize(content.len().max(offset + bytes.len()), 0);
            content[*offset..offset + bytes.len()].copy_from_slice(bytes);
        }
        Change::Truncate(length) => content.resize(*length, 0),
    }
}

fn settle(names: &mut BTreeMap<PathBuf, usize>, changes: &[(PathBuf, Option<usize>)]) {
    for (path, file) in changes {
        match file {
            Some(file) => drop(names.insert(path.clone(), *file)),
            None => drop(names.remove(path)),
        }
    }
}
