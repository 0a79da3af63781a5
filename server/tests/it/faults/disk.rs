//! A disk with a cache that is lost with the power: what was synced is kept, of the rest anything may be.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use super::trace::Step;

/// What a disk writes at once; larger writes may tear between two of these.
const SECTOR_BYTES: usize = 512;

/// Files as they are kept, and what was done to them since.
#[derive(Default)]
pub(super) struct Disk {
    folder: String,
    files: BTreeMap<String, File>,
    /// By thread: what it waits for, and how many of the file's changes were there when it began.
    syncs: BTreeMap<u32, (String, usize)>,
}

#[derive(Default)]
struct File {
    kept: Vec<u8>,
    /// Whether its name is kept; a new file's is, once its folder was synced.
    is_named: bool,
    unsynced: VecDeque<Change>,
    /// How many changes were kept so far.
    synced: usize,
}

#[derive(Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

impl Disk {
    /// All that stands in a folder is kept. The index of the log, a file that is rebuilt after every crash, is never part of it.
    pub(super) fn of(folder: &Path) -> Self {
        let mut disk = Self {
            folder: folder.display().to_string(),
            ..Self::default()
        };
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() && !is_index(&path.display().to_string()) {
                let file = File {
                    kept: std::fs::read(&path).expect("a file"),
                    is_named: true,
                    ..File::default()
                };
                disk.files.insert(path.display().to_string(), file);
            }
        }
        disk
    }

    pub(super) fn take(&mut self, step: &Step) {
        match step {
            Step::Opened(file) => {
                if !is_index(file) {
                    self.files.entry(file.clone()).or_default();
                }
            }
            Step::Written {
                file,
                offset,
                bytes,
            } => self.change(file, || Change::Write {
                offset: *offset,
                bytes: bytes.clone(),
            }),
            Step::Cut { file, length } => self.change(file, || Change::Cut { length: *length }),
            Step::SyncBegan { thread, file } => {
                let there = self
                    .files
                    .get(file)
                    .map_or(0, |file| file.synced + file.unsynced.len());
                self.syncs.insert(*thread, (file.clone(), there));
            }
            Step::SyncEnded { thread } => self.keep(*thread),
            Step::Said(_) => {}
        }
    }

    fn change(&mut self, file: &str, change: impl FnOnce() -> Change) {
        if is_index(file) {
            return;
        }
        let file = self.files.get_mut(file).expect("it was opened");
        file.unsynced.push_back(change());
    }

    fn keep(&mut self, thread: u32) {
        let (name, there) = self.syncs.remove(&thread).expect("a sync that began");
        if name == self.folder {
            self.files
                .values_mut()
                .for_each(|file| file.is_named = true);
        }
        let Some(file) = self.files.get_mut(&name) else {
            return;
        };
        while file.synced < there {
            let change = file.unsynced.pop_front().expect("a change");
            apply(&mut file.kept, &change, |_| true);
            file.synced += 1;
        }
    }

    /// Writes into an empty folder what a disk may hold after the power went now.
    pub(super) fn lose_power(&self, chance: &mut Chance, into: &Path) {
        for (path, file) in &self.files {
            if !file.is_named && chance.below(2) == 0 {
                continue;
            }
            let name = Path::new(path).file_name().expect("a name");
            std::fs::write(into.join(name), file.after_loss(chance)).expect("a file");
        }
    }
}

impl File {
    fn after_loss(&self, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.kept.clone();
        let count = self.unsynced.len();
        match chance.below(4) {
            // Nothing that was not synced.
            0 => {}
            // All of it.
            1 => self
                .unsynced
                .iter()
                .for_each(|change| apply(&mut bytes, change, |_| true)),
            // The first ones, and a torn one.
            2 => {
                let whole = chance.below(count + 1);
                for change in self.unsynced.iter().take(whole) {
                    apply(&mut bytes, change, |_| true);
                }
                if let Some(torn) = self.unsynced.get(whole) {
                    let sectors = chance.below(9);
                    apply(&mut bytes, torn, |sector| sector < sectors);
                }
            }
            // Any sectors, in no order.
            _ => {
                for change in &self.unsynced {
                    apply(&mut bytes, change, |_| chance.below(2) == 0);
                }
            }
        }
        bytes
    }
}

/// Does a change to a file, in those sectors of it that are taken.
fn apply(file: &mut Vec<u8>, change: &Change, mut is_taken: impl FnMut(usize) -> bool) {
    match change {
        Change::Cut { length } => {
            if is_taken(0) {
                file.resize(*length, 0);
            }
        }
        Change::Write { offset, bytes } => {
            let mut at = 0;
            let mut sector = 0;
            while at < bytes.len() {
                let start = offset + at;
                let length = (SECTOR_BYTES - start % SECTOR_BYTES).min(bytes.len() - at);
                if is_taken(sector) {
                    if file.len() < start + length {
                        file.resize(start + length, 0);
                    }
                    file[start..start + length].copy_from_slice(&bytes[at..at + length]);
                }
                at += length;
                sector += 1;
            }
        }
    }
}

fn is_index(file: &str) -> bool {
    file.ends_with("-shm")
}

/// A stream of numbers that a seed decides (splitmix64).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("small")
    }
}

#[test]
fn only_what_was_synced_is_sure() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a").display().to_string();
    let write = |offset, byte| Step::Written {
        file: file.clone(),
        offset,
        bytes: vec![byte; 1024],
    };
    let mut disk = Disk::of(folder.path());
    let steps = [
        Step::Opened(file.clone()),
        Step::SyncBegan {
            thread: 2,
            file: folder.path().display().to_string(),
        },
        Step::SyncEnded { thread: 2 },
        write(0, 1),
        Step::SyncBegan {
            thread: 1,
            file: file.clone(),
        },
        write(512, 2),
        Step::SyncEnded { thread: 1 },
    ];
    steps.iter().for_each(|step| disk.take(step));
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..100 {
        let into = tempfile::tempdir().expect("a folder");
        disk.lose_power(&mut Chance::new(seed), into.path());
        let bytes = std::fs::read(into.path().join("a")).expect("its name is kept");
        assert_eq!(bytes[..512], [1; 512], "what was synced is there");
        assert!(bytes[512..1024] == [1; 512] || bytes[512..1024] == [2; 512]);
        seen.insert((bytes[512], bytes.len()));
    }
    let all = [(1, 1024), (1, 1536), (2, 1024), (2, 1536)];
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        all,
        "kept, lost, torn, reordered"
    );
}
