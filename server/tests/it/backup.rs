//! Copies of everything, and the way back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use concierge_server::backup::{BackupError, check, restore, take};
use concierge_server::store::snapshot::SnapshotError;
use concierge_server::store::{Settings, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::{NOW_MS, Shelf, event, new_return, order};
use crate::house::{INSPIRATION, RETURNS, a_return};
use crate::operations::inspiration::PNG;
use crate::process::{Program, create_key};

/// A store whose folder looks as a server's does, with a picture in it.
struct Kept {
    shelf: Shelf,
    room: TempDir,
}

impl Kept {
    async fn new() -> Self {
        let kept = Self {
            shelf: Shelf::new(),
            room: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(kept.data_dir().join("inspiration")).expect("a folder");
        fs::write(kept.picture(), PNG).expect("a picture");
        let hash = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(PNG));
        let database = rusqlite::Connection::open(kept.data_dir().join("concierge.db"));
        database
            .expect("the database")
            .execute(
                "INSERT INTO inspiration (id, session_id, media_type, size_bytes, sha256, file, moderation_status, created_at_ms)
                 VALUES ('ins_1', 'sess', 'image/png', 1, ?1, 'ins_1', 'pending_review', 0)",
                [hash],
            )
            .expect("a row");
        kept
    }

    fn data_dir(&self) -> &Path {
        self.shelf.folder.path()
    }

    fn picture(&self) -> PathBuf {
        self.data_dir().join("inspiration/ins_1")
    }

    fn backup(&self) -> PathBuf {
        self.room.path().join("backup")
    }

    fn target(&self) -> PathBuf {
        self.room.path().join("restored")
    }

    fn take(&self) {
        take(self.data_dir(), &self.backup(), NOW_MS).expect("a backup");
    }
}

fn restored(folder: &Path) -> Store {
    Store::open(&Settings::new(folder.join("concierge.db"))).expect("a store")
}

/// Rows that are written in one transaction are all in a copy, or none of them, however many writes go on while it is taken.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_of_one_moment_while_others_write() {
    let kept = Kept::new().await;
    let folder = kept.data_dir().to_owned();
    let (backup, target) = (kept.backup(), kept.target());
    let Kept { shelf, room } = kept;
    let store = Arc::new(shelf.store);
    let is_done = Arc::new(AtomicBool::new(false));
    let (writing, done) = (Arc::clone(&store), Arc::clone(&is_done));
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let writes = tokio::spawn(async move {
        let mut begun = Some(begun);
        let mut at = 0;
        while !done.load(Ordering::SeqCst) {
            at += 1;
            let write = writing.write(move |tx| {
                let number = format!("GG-{at}");
                tx.insert_order(&order(&number))?;
                tx.insert_return(&new_return(&format!("RMA-{at}"), &number))?;
                tx.publish(&event(&format!("event-{at}")))
            });
            write.await.expect("written");
            if let (Some(begun), true) = (begun.take_if(|_| at > 20), at > 20) {
                begun.send(()).expect("somebody waits");
            }
        }
        at
    });
    has_begun.await.expect("writes go on");
    let taken = tokio::task::spawn_blocking(move || {
        take(&folder, &backup, NOW_MS).map(|manifest| (manifest, backup))
    });
    let (manifest, backup) = taken.await.expect("no panic").expect("a backup");
    is_done.store(true, Ordering::SeqCst);
    let written = writes.await.expect("no panic");
    let rows = manifest.rows["returns"];
    assert!((20..=written).contains(&rows), "{rows} of {written}");
    assert_eq!(
        (manifest.rows["orders"], manifest.rows["events"]),
        (rows, rows)
    );
    assert_eq!(restore(&backup, &target).expect("restored"), manifest);
    let tally = restored(&target)
        .read(|reads| reads.tally())
        .await
        .expect("a tally");
    assert_eq!(
        (tally.returns, tally.events, tally.inspiration),
        (rows, rows, 1)
    );
    assert_eq!(
        fs::read(target.join("inspiration/ins_1")).expect("the picture"),
        PNG
    );
    drop(room);
}

#[tokio::test]
async fn a_folder_that_holds_something_is_left_alone() {
    let kept = Kept::new().await;
    kept.take();
    let again = take(kept.data_dir(), &kept.backup(), NOW_MS);
    assert!(
        matches!(again, Err(BackupError::NotEmpty { .. })),
        "{again:?}"
    );
    fs::create_dir(kept.target()).expect("a folder");
    fs::write(kept.target().join("notes"), "mine").expect("a file");
    let refused = restore(&kept.backup(), &kept.target());
    assert!(
        matches!(refused, Err(BackupError::NotEmpty { .. })),
        "{refused:?}"
    );
    let left: Vec<_> = fs::read_dir(kept.target()).expect("the folder").collect();
    assert_eq!(left.len(), 1, "nothing was added");
    fs::rename(kept.target().join("notes"), kept.target().join("secret")).expect("a secret");
    restore(&kept.backup(), &kept.target()).expect("beside a secret");
}

#[tokio::test]
async fn whatever_is_damaged_is_found_before_anything_is_written() {
    let kept = Kept::new().await;
    kept.take();
    check(&kept.backup()).expect("whole");
    for name in ["concierge.db", "inspiration/ins_1"] {
        let path = kept.backup().join(name);
        let whole = fs::read(&path).expect("the file");
        for at in [0, whole.len() / 2, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).expect("damaged");
            let found = restore(&kept.backup(), &kept.target());
            assert!(
                matches!(found, Err(BackupError::Damaged { .. })),
                "{name} {at}: {found:?}"
            );
        }
        fs::write(&path, &whole[..whole.len() - 1]).expect("cut");
        assert!(restore(&kept.backup(), &kept.target()).is_err());
        fs::write(&path, whole).expect("mended");
    }
    assert!(!kept.target().exists());
    fs::remove_file(kept.backup().join("manifest.json")).expect("gone");
    let unfinished = restore(&kept.backup(), &kept.target());
    assert!(
        matches!(unfinished, Err(BackupError::NoBackup { .. })),
        "{unfinished:?}"
    );
}

/// Changes a backup and its checksum, as somebody would who wants it to pass.
fn tamper(backup: &Path, change: impl FnOnce(&mut Value), sql: &str) {
    let database = backup.join("concierge.db");
    rusqlite::Connection::open(&database)
        .expect("the database")
        .execute_batch(sql)
        .expect("changed");
    let path = backup.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).expect("it")).expect("JSON");
    let bytes = fs::read(database).expect("the database");
    manifest["database"]["bytes"] = json!(bytes.len());
    manifest["database"]["sha256"] =
        json!(hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&bytes)));
    change(&mut manifest);
    fs::write(path, manifest.to_string()).expect("written");
}

#[tokio::test]
async fn rows_are_counted_versions_known_and_paths_inside() {
    for (sql, path, fits) in [
        (
            "DELETE FROM inspiration",
            None,
            (|error| matches!(error, BackupError::Differs)) as fn(&BackupError) -> bool,
        ),
        (
            "INSERT INTO migrations (version, checksum) VALUES (999, 'x')",
            None,
            |error| {
                matches!(
                    error,
                    BackupError::Database(SnapshotError::Newer { found: 999, .. })
                )
            },
        ),
        ("", Some("../../elsewhere"), |error| {
            matches!(error, BackupError::NoBackup { .. })
        }),
    ] {
        let kept = Kept::new().await;
        kept.take();
        let change = |manifest: &mut Value| {
            if let Some(path) = path {
                manifest["files"][0]["path"] = json!(path);
            }
        };
        tamper(&kept.backup(), change, sql);
        let error = restore(&kept.backup(), &kept.target()).expect_err("refused");
        assert!(fits(&error), "{sql}: {error}");
    }
}

#[tokio::test]
async fn a_picture_that_is_missing_is_told_of_unless_it_was_forgotten() {
    let kept = Kept::new().await;
    fs::remove_file(kept.picture()).expect("lost");
    let lost = take(kept.data_dir(), &kept.backup(), NOW_MS).expect_err("its row stands");
    assert!(
        matches!(&lost, BackupError::File { path, .. } if *path == kept.picture()),
        "{lost}"
    );
    fs::write(kept.picture(), b"something else").expect("changed");
    fs::remove_dir_all(kept.backup()).expect("the unfinished one");
    let changed = take(kept.data_dir(), &kept.backup(), NOW_MS).expect_err("not what the row says");
    assert!(matches!(changed, BackupError::Damaged { .. }), "{changed}");
}

fn run(words: &[&str], folders: &[&Path]) -> String {
    let mut command = Command::new(Program::binary());
    command.args(words);
    for (flag, folder) in ["--data-dir", "--to", "--from"].iter().zip(folders) {
        if !folder.as_os_str().is_empty() {
            command.arg(flag).arg(folder);
        }
    }
    let output = command.output().expect("the program runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

/// The disaster: a server runs, a backup is taken by the command, the machine is lost, another one goes on from the backup and the secret.
#[tokio::test]
async fn another_machine_goes_on_from_a_backup_and_the_secret() {
    let room = tempfile::tempdir().expect("a folder");
    let (lost, backup, new) = (
        room.path().join("lost"),
        room.path().join("backup"),
        room.path().join("new"),
    );
    let token = create_key(&lost, "all", "*");
    let mut program = Program::serve(&lost, &["--seed"]);
    let client = reqwest::Client::new();
    let post = async |program: &Program| {
        let call = client
            .post(format!("{}{RETURNS}", program.url))
            .bearer_auth(&token);
        let call = call
            .header("x-idempotency-key", "key-00000001")
            .json(&a_return("GG-11982"));
        let answer = call.send().await.expect("an answer");
        (
            answer.status().as_u16(),
            answer.bytes().await.expect("a body"),
        )
    };
    let first = post(&program).await;
    assert_eq!(first.0, 201);
    let form = concat!(
        "--b\r\ncontent-disposition: form-data; name=\"sessionId\"\r\n\r\nsess_7f3a91\r\n",
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\ncontent-type: image/png\r\n\r\n",
    );
    let body = [form.as_bytes(), PNG, b"\r\n--b--\r\n"].concat();
    let upload = client
        .post(format!("{}{INSPIRATION}", program.url))
        .bearer_auth(&token)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(body);
    assert_eq!(
        upload.send().await.expect("an answer").status().as_u16(),
        201
    );
    let none = Path::new("");
    assert!(run(&["backup"], &[&lost, &backup]).starts_with("backed up "));
    let secret = fs::read(lost.join("secret")).expect("kept elsewhere");
    program.kill_now();
    fs::remove_dir_all(&lost).expect("lost");

    assert!(run(&["restore", "--check"], &[none, none, &backup]).starts_with("checked "));
    assert!(run(&["restore"], &[&new, none, &backup]).starts_with("restored "));
    assert!(!new.join("secret").exists(), "none is made up");
    fs::write(new.join("secret"), secret).expect("brought along");
    let program = Program::serve(&new, &[]);
    assert_eq!(
        post(&program).await,
        first,
        "the key opens, and the same request has its first answer"
    );
    let pictures: Vec<_> = fs::read_dir(new.join("inspiration"))
        .expect("the folder")
        .collect();
    assert_eq!(pictures.len(), 1);
    assert!(program.terminate().success());
}
