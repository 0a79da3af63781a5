//! What a program did to the files of a folder, and what it said, in order, as strace saw it.
//!
//! A layer between the database and the disk could see this too, but it would be a layer that only tests have. strace sees the calls of the
//! program as it is.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// One call. Files are named by their path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The file may be new.
    Opened(String),
    /// Bytes were handed to the system.
    Written {
        file: String,
        offset: usize,
        bytes: Vec<u8>,
    },
    /// The file got another length.
    Cut { file: String, length: usize },
    /// A thread began to wait for the disk.
    SyncBegan { thread: u32, file: String },
    /// Its wait is over.
    SyncEnded { thread: u32 },
    /// The program said a line.
    Said(String),
}

/// strace, writing such a trace; add the program.
pub(super) fn tracer(out: &Path) -> Command {
    let mut command = Command::new("strace");
    // All letters as numbers, so that nothing in the data looks like the end of it; paths behind descriptors.
    command
        .args(["-f", "-qq", "-y", "-xx", "-s", "70000", "-e", "signal=none"])
        .args([
            "-e",
            "trace=openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename,pwritev",
        ])
        .arg("-o")
        .arg(out);
    command
}

/// The steps that concern a folder, and what was said on standard output.
pub(super) fn read(text: &str, folder: &Path) -> Vec<Step> {
    let mut waiting = BTreeSet::new();
    let mut steps = Vec::new();
    for line in text.lines() {
        let (thread, call) = line.split_once(' ').expect("a thread and its call");
        let thread: u32 = thread.parse().expect("a number");
        let call = call.trim_start();
        if call.starts_with("<... f") && call.contains("sync resumed") {
            assert!(call.ends_with("= 0"), "a sync failed: {call}");
            if waiting.remove(&thread) {
                steps.push(Step::SyncEnded { thread });
            }
            continue;
        }
        let Some((name, arguments)) = call.split_once('(') else {
            continue;
        };
        let Some(step) = step(thread, name, arguments, folder) else {
            continue;
        };
        let is_sync = matches!(step, Step::SyncBegan { .. });
        steps.push(step);
        if is_sync && arguments.contains("<unfinished") {
            waiting.insert(thread);
        } else if is_sync {
            assert!(arguments.ends_with("= 0"), "a sync failed: {call}");
            steps.push(Step::SyncEnded { thread });
        }
    }
    steps
}

fn step(thread: u32, name: &str, arguments: &str, folder: &Path) -> Option<Step> {
    if name == "write" && arguments.starts_with("1<") {
        let said = String::from_utf8(quoted(arguments)?.0).ok()?;
        return Some(Step::Said(said.trim_end().to_owned()));
    }
    let file = match name {
        "openat" | "unlink" | "rename" => quoted(arguments)?.0,
        _ => letters(arguments.split_once('<')?.1.split_once('>')?.0),
    };
    let file = String::from_utf8(file).ok()?;
    if !Path::new(&file).starts_with(folder) {
        return None;
    }
    match name {
        "openat" => arguments.contains("O_CREAT").then_some(Step::Opened(file)),
        "pwrite64" => {
            let (bytes, rest) = quoted(arguments)?;
            let mut numbers = numbers(rest);
            assert_eq!(numbers.next(), Some(bytes.len()), "the whole data is seen");
            let offset = numbers.next()?;
            Some(Step::Written {
                file,
                offset,
                bytes,
            })
        }
        "ftruncate" => {
            let length = numbers(arguments.split_once('>')?.1).next()?;
            Some(Step::Cut { file, length })
        }
        "fsync" | "fdatasync" => Some(Step::SyncBegan { thread, file }),
        other => panic!("{other} of {file} is not reckoned with"),
    }
}

/// The first text in quotes, and what follows it.
fn quoted(arguments: &str) -> Option<(Vec<u8>, &str)> {
    let (text, rest) = arguments.split_once('"')?.1.split_once('"')?;
    Some((letters(text), rest))
}

/// Letters that are all written as `\x` and two digits.
fn letters(text: &str) -> Vec<u8> {
    text.split("\\x")
        .skip(1)
        .map(|digits| u8::from_str_radix(digits, 16).expect("two digits"))
        .collect()
}

fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
}

#[test]
fn a_trace_is_read_in_order() {
    let hex = |text: &str| {
        text.bytes()
            .map(|byte| format!("\\x{byte:02x}"))
            .collect::<String>()
    };
    let (file, outside) = (hex("/data/a.db-wal"), hex("/other/a.db"));
    let said = hex("done 7\n");
    let text = format!(
        "11 openat(AT_FDCWD</x>, \"{file}\", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 5<{file}>\n\
         11 pwrite64(5<{file}>, \"\\x01\\x02\", 2, 512 <unfinished ...>\n\
         12  pwrite64(6<{outside}>, \"\\x01\", 1, 0) = 1\n\
         11 <... pwrite64 resumed>)           = 2\n\
         12 fdatasync(5<{file}> <unfinished ...>\n\
         11 ftruncate(5<{file}>, 99)          = 0\n\
         12 <... fdatasync resumed>)          = 0\n\
         11 write(1<pipe>, \"{said}\", 7)       = 7\n\
         11 fsync(7<{}>)                      = 0\n",
        hex("/data")
    );
    let file = "/data/a.db-wal".to_owned();
    let folder = "/data".to_owned();
    let expected = [
        Step::Opened(file.clone()),
        Step::Written {
            file: file.clone(),
            offset: 512,
            bytes: vec![1, 2],
        },
        Step::SyncBegan {
            thread: 12,
            file: file.clone(),
        },
        Step::Cut { file, length: 99 },
        Step::SyncEnded { thread: 12 },
        Step::Said("done 7".to_owned()),
        Step::SyncBegan {
            thread: 11,
            file: folder,
        },
        Step::SyncEnded { thread: 11 },
    ];
    assert_eq!(read(&text, Path::new("/data")), expected);
}
