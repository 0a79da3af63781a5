//! Seeds and regressions through the targets, as plain tests.

use std::{fs, path::Path};

use concierge_fuzz::TARGETS;

#[test]
fn seeds_and_regressions_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, target) in TARGETS {
        let seeds = replay(&root.join("seeds").join(name), *target);
        assert!(seeds > 0, "{name} has seeds");
        replay(&root.join("regressions").join(name), *target);
    }
}

/// Feeds every file of a folder to a target and counts them; a missing folder holds none.
fn replay(folder: &Path, target: fn(&[u8])) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    let files: Vec<_> = entries
        .map(|entry| entry.expect("a folder that can be read").path())
        .collect();
    for file in &files {
        eprintln!("replaying {}", file.display());
        target(&fs::read(file).expect("a file that can be read"));
    }
    files.len()
}
