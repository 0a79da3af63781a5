//! A running server: the store, the service, dropshot around it, and the way down.

use std::fs::File;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use concierge_runtime_server::{Observer, RequestLine, Service, SlogObserver, SystemClock, mount};
use concierge_spec::CONTRACT;
use dropshot::{ApiDescription, ConfigDropshot, HandlerTaskMode, HttpServer, ServerBuilder};
use slog::{Logger, info};

use crate::app::{App, Means};
use crate::background::archive::Archive;
use crate::background::{Background, Plan, Post};
use crate::config::{Config, Destination, Events, Keep, KeepArguments, Mount, Requests};
use crate::ids::RandomIds;
use crate::metrics::Metrics;
use crate::pages::pages;
use crate::scanner::Scanner;
use crate::sink::{FileSink, Sink, StdoutSink, Webhook};
use crate::store::Store;

/// A server that listens.
pub struct Host {
    app: Arc<App>,
    server: HttpServer<Service>,
    background: Background,
    drain: Duration,
    shutdown: Duration,
    log: Logger,
    _spool: Option<File>,
}

/// Opens the store of a configuration and everything that works on it, without listening.
///
/// # Errors
/// When folders or the store can't be opened.
pub fn open(keep: &Keep) -> anyhow::Result<Arc<App>> {
    let storage = &keep.storage;
    storage
        .prepare()
        .with_context(|| format!("failed to make folders in {}", storage.data_dir.display()))?;
    let store = Store::open(&storage.database).map_err(|error| anyhow!("failed to {error}"))?;
    Ok(App::new(Means {
        store: Arc::new(store),
        secret: keep.secrets.master.clone(),
        clock: Arc::new(SystemClock::new()),
        ids: Arc::new(RandomIds),
        uploads_dir: storage.uploads_dir.clone(),
    }))
}

/// Opens what a command's options name, without listening.
///
/// # Errors
/// When the options are wrong, or folders or the store can't be opened.
pub fn open_kept(keep: &KeepArguments) -> anyhow::Result<Arc<App>> {
    let keep = keep
        .read()
        .map_err(|faults| anyhow!("failed to {faults}"))?;
    open(&keep)
}

impl Host {
    /// Listens. Call it on a tokio runtime.
    ///
    /// # Errors
    /// When the address is taken or the service can't be mounted.
    pub fn start(app: Arc<App>, config: &Config, log: Logger) -> anyhow::Result<Self> {
        let mut options = app.options();
        options.limits = config.limits.profile;
        options.limit_entries_max = config.limits.subjects_max;
        options.proxies = config.listen.proxies.clone();
        options.cors = config.cors.clone();
        options.body_timeout_ms = config.listen.body_timeout_ms;
        options.spool_dir.clone_from(&config.keep.storage.spool_dir);
        let counted = Arc::new(Metrics::new());
        options.pages = pages(&config.pages, &app, &counted);
        options.observer = Some(Arc::new(Watch {
            counted,
            lines: match config.log.requests {
                Requests::Every => Some(SlogObserver::every(log.clone())),
                Requests::Failures => Some(SlogObserver::failures(log.clone())),
                Requests::Nothing => None,
            },
        }));
        let spool = config
            .keep
            .storage
            .claim_spool()
            .context("failed to empty the spool folder")?;
        let service = app.service(options);
        let description = describe(service.clone(), config.listen.mount)?;
        let dropshot = ConfigDropshot {
            bind_address: config.listen.address,
            // A caller that goes away doesn't stop a write half way; its repeat finds the answer.
            default_handler_task_mode: HandlerTaskMode::Detached,
            ..ConfigDropshot::default()
        };
        let server = ServerBuilder::new(description, service, crate::log::for_dropshot(&log))
            .config(dropshot)
            .start()
            .map_err(|error| anyhow!("failed to listen at {}: {error}", config.listen.address))?;
        let background = Background::start(&app, plan(&app, config)?, &log);
        Ok(Self {
            app,
            server,
            background,
            drain: config.listen.drain,
            shutdown: config.listen.shutdown,
            log,
            _spool: spool,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.local_addr()
    }

    /// Says that it takes no further work, lets running requests finish within the deadline, and closes the store.
    ///
    /// # Errors
    /// When requests outlive the deadline; what they write is kept or not, as if the process had been killed.
    pub async fn close(self) -> anyhow::Result<()> {
        info!(self.log, "shutting down");
        self.app.drain();
        tokio::time::sleep(self.drain).await;
        self.background.stop().await;
        mount::close(self.server, self.shutdown)
            .await
            .map_err(|error| anyhow!("failed to {error}"))
    }
}

fn plan(app: &App, config: &Config) -> anyhow::Result<Plan> {
    let folder = &config.keep.storage.data_dir;
    let scanner = config.scanner.clone();
    let post = config.events.as_ref().map(|events| post(app, events));
    Ok(Plan {
        folder: folder.clone(),
        archive: Archive::new(folder.join("archive")),
        scanner: scanner.map(|clamav| Arc::new(clamav) as Arc<dyn Scanner>),
        post: post.transpose()?,
    })
}

fn post(app: &App, events: &Events) -> anyhow::Result<Post> {
    let sink: Arc<dyn Sink> = match &events.to {
        Destination::Stdout => Arc::new(StdoutSink),
        Destination::File(path) => Arc::new(
            FileSink::open(path)
                .with_context(|| format!("failed to open {} for events", path.display()))?,
        ),
        Destination::Webhook {
            url,
            secret,
            timeout,
        } => Arc::new(
            Webhook::new(
                url.clone(),
                secret.clone(),
                *timeout,
                Arc::clone(&app.means.clock),
            )
            .context("failed to make a client for the webhook")?,
        ),
    };
    Ok(Post {
        sink,
        tries_max: events.tries_max,
    })
}

fn describe(service: Service, mount: Mount) -> anyhow::Result<ApiDescription<Service>> {
    match mount {
        Mount::Whole => Ok(mount::whole(service)),
        Mount::Native => {
            mount::native(service, CONTRACT).map_err(|error| anyhow!("failed to {error}"))
        }
    }
}

/// Everybody who is told of requests.
struct Watch {
    counted: Arc<Metrics>,
    lines: Option<SlogObserver>,
}

impl Observer for Watch {
    fn observe(&self, line: &RequestLine<'_>) {
        self.counted.observe(line);
        if let Some(lines) = &self.lines {
            lines.observe(line);
        }
    }
}
