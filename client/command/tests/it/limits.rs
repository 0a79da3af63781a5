//! The smoke test against a server whose limits are the contract's.

use concierge_runtime_server::Profile;

use crate::{server::Server, shell::Shell};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_stays_below_the_contracts_limits() {
    let server = Server::start(Profile::Declared).await;
    let shell = Shell::new()
        .with("CONCIERGE_URL", &server.url)
        .with("CONCIERGE_TOKEN", &server.token);
    let ended = tokio::task::spawn_blocking(move || shell.run(&["smoke"]));
    let ended = ended.await.expect("it ran");
    assert_eq!(ended.code, 0, "{}", ended.out);
    assert!(ended.out.contains(" 0 failed, 0 skipped"), "{}", ended.out);
}
