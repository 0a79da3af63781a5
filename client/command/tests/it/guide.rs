//! The guides are true: every block of shell in them, run against a server with seed data.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use concierge_runtime_server::{Clock as _, Profile, Service, SystemClock, mount};
use concierge_server::{
    app::{App, Means},
    auth::Order,
    ids::RandomIds,
    secret::MasterSecret,
    seed,
    store::{Settings, Store},
};
use dropshot::{ConfigDropshot, HttpServer, ServerBuilder};
use tempfile::TempDir;

struct Server {
    url: String,
    token: String,
    _server: HttpServer<Service>,
    _folder: TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings::new(folder.path().join("concierge.db"));
        let uploads_dir = folder.path().join("uploads");
        std::fs::create_dir(&uploads_dir).expect("a folder");
        let app = App::new(Means {
            store: Arc::new(Store::open(&settings).expect("a store")),
            secret: MasterSecret::new(&[7; 32]).expect("long enough"),
            clock: Arc::new(SystemClock::new()),
            ids: Arc::new(RandomIds),
            uploads_dir,
        });
        let now_ms = SystemClock::new().unix_ms();
        seed::fill(app.store(), now_ms).await.expect("filled");
        let everything = Order {
            name: "everything".to_owned(),
            scopes: vec!["*".to_owned()],
            roles: Vec::new(),
            lifetime_ms: None,
        };
        let token = app.keys().create(everything).await.expect("a key");
        let mut options = app.options();
        options.limits = Profile::Open;
        options.spool_dir = folder.path().to_owned();
        let service = App::service(&app, options);
        let config = ConfigDropshot {
            bind_address: ([127, 0, 0, 1], 0).into(),
            ..ConfigDropshot::default()
        };
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let server = ServerBuilder::new(mount::whole(service.clone()), service, log)
            .config(config)
            .start()
            .expect("a server");
        Self {
            url: format!("http://{}", server.local_addr()),
            token,
            _server: server,
            _folder: folder,
        }
    }
}

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
    let server = Server::start().await;
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
