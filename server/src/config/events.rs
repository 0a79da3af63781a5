//! Where events go.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

use super::secrets::secret_text;
use super::values::Values;
use super::{Faults, Kind, Setting};
use crate::sink::WebhookSecret;

const TO: Setting = Setting {
    name: "events.to",
    flag: Some("events-to"),
    variable: "CONCIERGE_EVENTS_TO",
    kind: Kind::Text("https://example.com/hook"),
    default: "",
    meaning: "Where events go: stdout, file:PATH, or the address of a webhook; without one they wait in the outbox until they are forgotten",
};

const TIMEOUT_MS: Setting = Setting {
    name: "events.timeout_ms",
    flag: Some("events-timeout-ms"),
    variable: "CONCIERGE_EVENTS_TIMEOUT_MS",
    kind: Kind::Number(1, 600_000),
    default: "10000",
    meaning: "How long one call of the webhook may take, in milliseconds",
};

const TRIES_MAX: Setting = Setting {
    name: "events.tries_max",
    flag: Some("events-tries-max"),
    variable: "CONCIERGE_EVENTS_TRIES_MAX",
    kind: Kind::Number(1, 1000),
    default: "12",
    meaning: "After so many tries in vain an event becomes a dead letter; with 12 that takes about half an hour to an hour",
};

const SECRET: Setting = Setting {
    name: "events.webhook_secret",
    flag: None,
    variable: "CONCIERGE_WEBHOOK_SECRET",
    kind: Kind::Secret,
    default: "",
    meaning: "What calls of the webhook are signed with (HMAC-SHA-256, standardwebhooks.com): at least 24 random bytes in base64, with or without whsec_ before them",
};

const SECRET_FILE: Setting = Setting {
    name: "events.webhook_secret_file",
    flag: Some("webhook-secret-file"),
    variable: "CONCIERGE_WEBHOOK_SECRET_FILE",
    kind: Kind::Path,
    default: "",
    meaning: "File that holds the webhook's secret, instead of the secret itself",
};

pub(super) const SETTINGS: &[Setting] = &[TO, TIMEOUT_MS, TRIES_MAX, SECRET, SECRET_FILE];

/// Where events go.
#[derive(Clone, Debug)]
pub struct Events {
    /// Who takes them.
    pub to: Destination,
    /// After so many tries in vain an event is given up.
    pub tries_max: u32,
}

/// Who takes events.
#[derive(Clone, Debug)]
pub enum Destination {
    /// Whoever reads standard output.
    Stdout,
    /// A file.
    File(PathBuf),
    /// A webhook.
    Webhook {
        /// Its address.
        url: Url,
        /// What calls are signed with.
        secret: WebhookSecret,
        /// How long a call may take.
        timeout: Duration,
    },
}

impl Events {
    pub(super) fn read(values: &Values, faults: &mut Faults) -> Option<Self> {
        let text = values.text(&TO);
        let to = match text.strip_prefix("file:") {
            _ if text.is_empty() => return None,
            None if text == "stdout" => Destination::Stdout,
            Some(path) if !path.is_empty() => Destination::File(PathBuf::from(path)),
            _ => webhook(text, values, faults)?,
        };
        Some(Self {
            to,
            tries_max: u32::try_from(values.number(&TRIES_MAX)).unwrap_or(u32::MAX),
        })
    }
}

fn webhook(text: &str, values: &Values, faults: &mut Faults) -> Option<Destination> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    if url.is_none() {
        values.fault(
            &TO,
            faults,
            "write stdout, file: and a path, or an address that begins with https://",
        );
    }
    let before = faults.count();
    let Some(text) = secret_text(values, &SECRET, &SECRET_FILE, faults) else {
        if faults.count() == before {
            values.fault(
                &TO,
                faults,
                "a webhook's calls are signed; name a secret in events.webhook_secret_file",
            );
        }
        return None;
    };
    let secret = WebhookSecret::read(&text.text);
    if secret.is_none() {
        values.fault(
            &text.setting,
            faults,
            "the secret must be at least 24 bytes in base64, for example from `openssl rand -base64 32`",
        );
    }
    Some(Destination::Webhook {
        url: url?,
        secret: secret?,
        timeout: Duration::from_millis(values.number(&TIMEOUT_MS)),
    })
}
