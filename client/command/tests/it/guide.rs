//! The guides are true: every block of shell in them, run against a server with seed data.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use concierge_runtime_server::Profile;

use crate::server::Server;

/// The blocks of shell of a page.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("\n```sh\n") {
        let (block, behind) = after.split_once("\n```").expect("a fence ends");
        blocks.push(block.to_owned());
        rest = behind;
    }
    blocks
}

/// The status that a block says it ends with.
fn promised(block: &str) -> i32 {
    let said = block.rsplit_once("# ends with ");
    said.map_or(0, |(_, code)| code.trim().parse().expect("a code"))
}

/// Runs a block as a shell would, with the command on its path.
fn run(block: &str, server: (&str, &str), home: &Path) -> (i32, String) {
    let command = PathBuf::from(env!("CARGO_BIN_EXE_concierge"));
    let folder = command.parent().expect("its folder").to_owned();
    let mut path = vec![folder];
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let output = Command::new("sh")
        .args(["-c", &format!("set -e\n{block}")])
        .current_dir(home)
        .env("HOME", home)
        .env_remove("XDG_CONFIG_HOME")
        .env("PATH", std::env::join_paths(path).expect("a path"))
        .env("CONCIERGE_URL", server.0)
        .env("CONCIERGE_TOKEN", server.1)
        .output()
        .expect("a shell");
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code().expect("a code"), told)
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_block_of_shell_ends_as_its_page_says() {
    let server = Server::start(Profile::Open).await;
    let (url, token) = (server.url.clone(), server.token.clone());
    let ran = tokio::task::spawn_blocking(move || {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let mut count = 0;
        for page in ["command.md", "write-a-smoke-script.md"] {
            let text = std::fs::read_to_string(docs.join(page)).expect("the page");
            let home = tempfile::tempdir().expect("a folder");
            for block in blocks(&text) {
                let (code, told) = run(&block, (&url, &token), home.path());
                assert_eq!(code, promised(&block), "{page}:\n{block}\n{told}");
                count += 1;
            }
        }
        count
    });
    assert!(ran.await.expect("it ran") >= 11, "the pages have blocks");
}
