//! Events that leave by the webhook, the file and the program itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use concierge_server::background::relay::Relay;
use concierge_server::domain::HOUR_MS;
use concierge_server::domain::delivery::State;
use concierge_server::sink::{FileSink, Sink, Webhook, WebhookSecret};
use concierge_spec::operations::OPERATIONS;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use slog::{Discard, Logger, o};

use super::receiver::{Books, Receiver};
use super::retention::lived_in;
use crate::fixture::NOW_MS;
use crate::house::{House, RETURNS, a_return};
use crate::process::{Program, create_key};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn relay(house: &House, sink: impl Sink) -> Relay {
    let log = Logger::root(Discard, o!());
    Relay::new(Arc::clone(&house.app), Arc::new(sink), 5, log)
}

fn webhook(house: &House, url: &str) -> Webhook {
    let secret = WebhookSecret::read(SECRET).expect("a secret");
    let url = reqwest::Url::parse(url).expect("an address");
    Webhook::new(url, secret, Duration::from_secs(60), house.clock.clone()).expect("a client")
}

#[tokio::test]
async fn every_event_that_the_contract_names_is_written_and_leaves_without_anything_personal() {
    let house = lived_in().await;
    let file = house.folder.path().join("events.jsonl");
    relay(&house, FileSink::open(&file).expect("a file"))
        .carry()
        .await
        .expect("carried");
    let text = std::fs::read_to_string(&file).expect("the file");
    let envelopes: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let left: BTreeSet<&str> = envelopes
        .iter()
        .map(|envelope| envelope["type"].as_str().expect("a type"))
        .collect();
    let named: BTreeSet<&str> = OPERATIONS
        .iter()
        .flat_map(|operation| operation.events.iter().copied())
        .collect();
    assert_eq!(left, named);
    for personal in [
        "livia",
        "GG-1",
        "sess_7f3a91",
        "nobody called",
        "looks for a ring",
    ] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let initiated = envelopes
        .iter()
        .find(|envelope| envelope["type"] == "return.initiated")
        .expect("it");
    assert_eq!(initiated["key"], house.secret().order_pseudonym("GG-11982"));
    assert!(
        initiated["key"].as_str().expect("a key").starts_with("k1:"),
        "with the id of the key that made it"
    );
    assert_eq!(initiated["data"]["option"], "return");
}

#[tokio::test]
async fn a_webhook_that_fails_gets_the_event_again_signed_and_then_no_more() {
    let house = House::new().await;
    let mut receiver = Receiver::start(&[500, 503, 301, 0]).await;
    let traced = house
        .post_return("key-00000001", a_return("GG-11982"))
        .header("x-correlation-id", "visit-7")
        .header(
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        );
    let reply = house.answer(traced).await;
    reply.holds(201, "Return");
    for attempt in 1..=5 {
        relay(&house, webhook(&house, &receiver.url))
            .carry()
            .await
            .expect("carried");
        let call = receiver.next().await;
        let [event] = house.events().await.try_into().expect("one event");
        let expected = if attempt == 5 {
            State::Delivered
        } else {
            State::Waiting
        };
        assert_eq!(event.state, expected, "{attempt}: {:?}", event.cause);
        let at_s = (NOW_MS + (attempt - 1) * HOUR_MS) / 1000;
        assert_eq!(call.header("webhook-timestamp"), at_s.to_string());
        assert_eq!(call.header("webhook-id"), event.id);
        let key = STANDARD.decode(&SECRET["whsec_".len()..]).expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
        mac.update(format!("{}.{at_s}.{}", event.id, call.body).as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(call.header("webhook-signature"), signature);
        let body = call.json();
        assert_eq!(body["requestId"].as_str(), reply.header("x-request-id"));
        assert_eq!(body["correlationId"], "visit-7");
        assert!(
            body["traceparent"]
                .as_str()
                .expect("a trace")
                .starts_with("00-0af7651916cd43dd8448eb211c80319c-")
        );
        assert_eq!(call.header("traceparent"), body["traceparent"]);
        house.clock.advance_ms(HOUR_MS);
    }
    relay(&house, webhook(&house, &receiver.url))
        .carry()
        .await
        .expect("carried");
    assert!(receiver.calls.try_recv().is_err(), "no sixth call");
}

#[tokio::test]
async fn a_webhook_that_never_answers_is_given_up_in_time() {
    let house = House::new().await;
    let call = house.post_return("key-00000001", a_return("GG-11982"));
    house.answer(call).await.holds(201, "Return");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    let secret = WebhookSecret::read(SECRET).expect("a secret");
    let url = reqwest::Url::parse(&url).expect("an address");
    let hook = Webhook::new(url, secret, Duration::from_millis(50), house.clock.clone());
    relay(&house, hook.expect("a client"))
        .carry()
        .await
        .expect("carried");
    let [event] = house.events().await.try_into().expect("one event");
    assert_eq!((event.state, event.tries), (State::Waiting, 1));
    let cause = event.cause.expect("a cause");
    assert!(
        cause.starts_with("call the webhook") && !cause.contains("127.0.0.1"),
        "{cause}"
    );
}

/// SIGKILL while events leave: after a restart all of them have come, in order per key as far as a consumer can tell.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_delivers_the_rest_after_its_restart() {
    const RETURNED: usize = 12;
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "all", "*");
    // The fourth call is never answered, and the program dies while it waits for that.
    let mut receiver = Receiver::start(&[204, 204, 204, 0]).await;
    let secret_file = folder.path().join("webhook-secret");
    std::fs::write(&secret_file, SECRET).expect("a secret");
    let secret_file = secret_file.display().to_string();
    let url = receiver.url.clone();
    let words = [
        "--seed",
        "--events-to",
        &url,
        "--webhook-secret-file",
        &secret_file,
    ];
    let mut program = Program::serve(folder.path(), &words);
    let client = reqwest::Client::new();
    for at in 1..=RETURNED {
        let answer = client
            .post(format!("{}{RETURNS}", program.url))
            .bearer_auth(&token)
            .header("x-idempotency-key", format!("key-{at:08}"))
            .json(&a_return(&format!("GG-13{at:03}")))
            .send();
        assert_eq!(answer.await.expect("an answer").status().as_u16(), 201);
    }
    let mut envelopes = Vec::new();
    for _ in 0..4 {
        envelopes.push(receiver.next().await.json());
    }
    program.kill_now();
    let again = Program::serve(folder.path(), &words);
    let ids = |envelopes: &[Value]| -> BTreeSet<String> {
        let id = |envelope: &Value| envelope["id"].as_str().expect("an id").to_owned();
        envelopes.iter().map(id).collect()
    };
    while ids(&envelopes).len() < RETURNED {
        envelopes.push(receiver.next().await.json());
    }
    assert!(again.terminate().success());
    let once: Vec<Value> = ids(&envelopes)
        .iter()
        .filter_map(|id| {
            envelopes
                .iter()
                .find(|envelope| envelope["id"] == id.as_str())
        })
        .cloned()
        .collect();
    assert_eq!(Books::of(envelopes), Books::of(once));
}

#[tokio::test]
async fn the_command_lists_dead_letters_and_has_them_delivered_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "all", "*");
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let nobody = format!("http://{}/", gone.local_addr().expect("its address"));
    drop(gone);
    let secret_file = folder.path().join("webhook-secret");
    std::fs::write(&secret_file, SECRET).expect("a secret");
    let secret_file = secret_file.display().to_string();
    let words = |url: &str| {
        [
            "--seed",
            "--events-tries-max",
            "1",
            "--webhook-secret-file",
            &secret_file,
            "--events-to",
            url,
        ]
        .map(str::to_owned)
    };
    let serve = |url: &str| {
        let words = words(url);
        Program::serve(
            folder.path(),
            &words.iter().map(String::as_str).collect::<Vec<_>>(),
        )
    };
    let program = serve(&nobody);
    let answer = reqwest::Client::new()
        .post(format!("{}{RETURNS}", program.url))
        .bearer_auth(&token)
        .header("x-idempotency-key", "key-00000001")
        .json(&a_return("GG-11982"))
        .send();
    assert_eq!(answer.await.expect("an answer").status().as_u16(), 201);
    let dead = loop {
        let dead = command(folder.path(), &["dead"]);
        if !dead.is_empty() {
            break dead;
        }
    };
    assert!(
        dead.contains("  dead  1  ") && dead.contains("return.initiated"),
        "{dead}"
    );
    assert!(program.terminate().success());
    assert_eq!(command(folder.path(), &["replay", "--dead"]), "");
    assert!(command(folder.path(), &["list"]).contains("  waiting  0  "));

    let mut receiver = Receiver::start(&[]).await;
    let program = serve(&receiver.url);
    let envelope = receiver.next().await.json();
    assert!(dead.contains(envelope["id"].as_str().expect("an id")));
    assert!(program.terminate().success());
}

fn command(data_dir: &std::path::Path, words: &[&str]) -> String {
    let mut command = std::process::Command::new(Program::binary());
    command
        .arg("events")
        .args(words)
        .arg("--data-dir")
        .arg(data_dir);
    let output = command.output().expect("the program runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}
