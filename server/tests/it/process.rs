//! The real program: a process with a store of its own, over a real socket.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::house::{PRODUCTS, RETURNS, a_return};

/// A running program. Dropping it kills it.
pub(crate) struct Program {
    child: Child,
    pub(crate) url: String,
    /// What it said before it listened.
    pub(crate) said: Vec<String>,
}

impl Program {
    pub(crate) fn binary() -> PathBuf {
        PathBuf::from(env!("CARGO_BIN_EXE_concierge-server"))
    }

    pub(crate) fn serve(data_dir: &Path, words: &[&str]) -> Self {
        Self::start(Command::new(Self::binary()), data_dir, words)
    }

    /// Starts `serve`, by a command that may be something that runs the program.
    pub(crate) fn start(mut command: Command, data_dir: &Path, words: &[&str]) -> Self {
        command
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--limits",
                "open",
                "--log",
                "none",
            ])
            .args(words);
        command.arg("--data-dir").arg(data_dir);
        let child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut program = Self {
            child,
            url: String::new(),
            said: Vec::new(),
        };
        let lines = BufReader::new(program.child.stdout.take().expect("its output")).lines();
        for line in lines {
            let line = line.expect("text");
            if let Some(url) = line.strip_prefix("listening ") {
                url.clone_into(&mut program.url);
                return program;
            }
            program.said.push(line);
        }
        panic!("the program ended before it listened: {:?}", program.said);
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL, while others still talk to it.
    pub(crate) fn kill_now(&mut self) {
        self.child.kill().expect("it was alive");
        self.child.wait().expect("it ends");
    }

    /// Sends a signal by its name without `SIG`.
    pub(crate) fn signal(&self, name: &str) {
        let told = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(told.success());
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }

    /// SIGTERM
    pub(crate) fn terminate(self) -> ExitStatus {
        self.signal("TERM");
        self.wait()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A key made by the program itself.
pub(crate) fn create_key(data_dir: &Path, name: &str, scopes: &str) -> String {
    let mut command = Command::new(Program::binary());
    command
        .args([
            "keys",
            "create",
            "--name",
            name,
            "--scopes",
            scopes,
            "--data-dir",
        ])
        .arg(data_dir);
    let output = command.output().expect("the program runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

async fn post(
    program: &Program,
    path: &str,
    token: &str,
    key: Option<&str>,
    body: &Value,
) -> (u16, Value) {
    let mut call = reqwest::Client::new()
        .post(format!("{}{path}", program.url))
        .bearer_auth(token)
        .json(body);
    if let Some(key) = key {
        call = call.header("x-idempotency-key", key);
    }
    let answer = call.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn seeding_prints_a_key_once_that_opens_everything() {
    let folder = folder();
    let program = Program::serve(folder.path(), &["--seed"]);
    let token = program.said[0]
        .strip_prefix("development key, shown this once: ")
        .expect("a key")
        .to_owned();
    let search = json!({ "sessionId": "sess_7f3a91", "category": "rings" });
    let (status, page) = post(&program, PRODUCTS, &token, None, &search).await;
    assert_eq!(
        (status, page["data"].as_array().map(Vec::len)),
        (200, Some(6)),
        "{page}"
    );
    assert!(program.terminate().success());

    let again = Program::serve(folder.path(), &["--seed"]);
    assert_eq!(again.said, Vec::<String>::new());
    let (status, _) = post(&again, PRODUCTS, &token, None, &search).await;
    assert_eq!(status, 200, "the key outlives a restart");
}

#[tokio::test]
async fn both_mounts_serve_the_same_operations() {
    for mount in ["whole", "native"] {
        let folder = folder();
        let token = create_key(folder.path(), "all", "*");
        let program = Program::serve(folder.path(), &["--seed", "--mount", mount]);
        let (first, body) = post(
            &program,
            RETURNS,
            &token,
            Some("key-00000001"),
            &a_return("GG-11982"),
        )
        .await;
        let (again, same) = post(
            &program,
            RETURNS,
            &token,
            Some("key-00000001"),
            &a_return("GG-11982"),
        )
        .await;
        assert_eq!((first, again, &body), (201, 201, &same), "{mount}");
        let (refused, error) =
            post(&program, RETURNS, &token, Some("key-00000002"), &json!({})).await;
        assert_eq!(
            (refused, error["code"].as_str()),
            (400, Some("validation.failed")),
            "{mount}"
        );
        let ready = reqwest::get(format!("{}/health/ready", program.url))
            .await
            .expect("an answer");
        assert_eq!(ready.status().as_u16(), 200, "{mount}");
        assert!(program.terminate().success(), "{mount}");
    }
}

#[tokio::test]
async fn a_key_without_scopes_opens_nothing_and_a_revoked_one_neither() {
    let folder = folder();
    let unscoped = create_key(folder.path(), "unscoped", "");
    let all = create_key(folder.path(), "all", "*");
    let program = Program::serve(folder.path(), &["--seed"]);
    let search = json!({ "sessionId": "sess_7f3a91" });
    assert_eq!(
        post(&program, PRODUCTS, &unscoped, None, &search).await.0,
        403
    );
    assert_eq!(post(&program, PRODUCTS, &all, None, &search).await.0, 200);
    assert!(program.terminate().success());

    let keys = |words: &[&str]| {
        let mut command = Command::new(Program::binary());
        command
            .arg("keys")
            .args(words)
            .arg("--data-dir")
            .arg(folder.path());
        let output = command.output().expect("the program runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("text")
    };
    let list = keys(&["list"]);
    assert!(!list.contains(&all));
    let id = list
        .lines()
        .find(|line| line.contains("  all  "))
        .and_then(|line| line.split(' ').next())
        .expect("its id")
        .to_owned();
    keys(&["revoke", &id]);
    let program = Program::serve(folder.path(), &[]);
    assert_eq!(post(&program, PRODUCTS, &all, None, &search).await.0, 401);
}

/// `keys` with these words, while a server may be running on the same folder.
fn keys(data_dir: &Path, words: &[&str]) -> String {
    let mut command = Command::new(Program::binary());
    command
        .arg("keys")
        .args(words)
        .arg("--data-dir")
        .arg(data_dir);
    let output = command.output().expect("the program runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

fn key_ids(data_dir: &Path, state: &str) -> Vec<String> {
    let list = keys(data_dir, &["list"]);
    let mut ids = Vec::new();
    for line in list.lines() {
        let mut words = line.split("  ");
        let id = words.next().expect("an id").to_owned();
        if words.next() == Some(state) {
            ids.push(id);
        }
    }
    ids
}

#[tokio::test]
async fn keys_are_made_replaced_and_revoked_while_the_server_runs() {
    let folder = folder();
    let program = Program::serve(folder.path(), &[]);
    let search = json!({ "sessionId": "sess_7f3a91" });
    let status = async |token: &str| post(&program, PRODUCTS, token, None, &search).await.0;
    let old = create_key(folder.path(), "widget", "products:read");
    assert_eq!(status(&old).await, 200, "at once");
    let [id] = key_ids(folder.path(), "valid").try_into().expect("one key");
    let new = keys(folder.path(), &["rotate", &id]);
    assert_ne!(new, old);
    assert_eq!((status(&old).await, status(&new).await), (200, 200));
    let list = keys(folder.path(), &["list"]);
    assert!(!list.contains(&old) && !list.contains(&new), "{list}");

    keys(folder.path(), &["revoke", &id]);
    assert_eq!(key_ids(folder.path(), "revoked"), [id]);
    // What the server looked up just before is believed for a second.
    let refused = async { while status(&old).await != 401 {} };
    let refused = tokio::time::timeout(std::time::Duration::from_secs(60), refused).await;
    refused.expect("the running server refuses the old key");
    assert_eq!(status(&new).await, 200, "the other one stays");
}

#[test]
fn production_takes_no_store_with_a_development_key() {
    let folder = folder();
    let serve = |environment: &str, words: &[&str]| {
        let mut command = Command::new(Program::binary());
        command.env("CONCIERGE_SECRET", "5a".repeat(32));
        command.env("CONCIERGE_ENVIRONMENT", environment);
        command
            .args(words)
            .arg("--data-dir")
            .arg(folder.path())
            .output()
            .expect("the program runs")
    };
    assert!(serve("staging", &["seed"]).status.success());
    let refused = serve("production", &["seed"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("no made-up orders"),
        "{said}"
    );
    let refused = serve("production", &["serve", "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("`keys revoke key_"),
        "{said}"
    );
}

#[test]
fn everything_wrong_with_a_configuration_is_reported_at_once() {
    let folder = folder();
    let mut command = Command::new(Program::binary());
    command
        .args([
            "serve",
            "--listen",
            "here",
            "--limits",
            "some",
            "--environment",
            "production",
            "--data-dir",
        ])
        .arg(folder.path());
    let output = command
        .env_remove("CONCIERGE_SECRET")
        .output()
        .expect("the program runs");
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    for option in ["(--listen)", "(--limits)", "secrets.master_file"] {
        assert!(text.contains(option), "{option} in {text}");
    }
}
