//! A concierge with seed data, in this process, on a port of the system's choice.

use std::sync::Arc;

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

pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) token: String,
    _server: HttpServer<Service>,
    _folder: TempDir,
}

impl Server {
    pub(crate) async fn start(limits: Profile) -> Self {
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
        options.limits = limits;
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
