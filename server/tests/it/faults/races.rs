//! A hundred at once want the same: one key, one list, one capsule.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Client;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::sized;
use crate::house::{CAPSULE, SHORTLIST};
use crate::operations::shortlists::list;
use crate::process::{Program, create_key};

const AT_ONCE: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_at_once_have_one_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "all", "*");
    let program = Program::serve(folder.path(), &["--seed"]);
    let crowd = Crowd {
        client: Client::new(),
        url: program.url.clone(),
        token,
    };
    let rounds = sized(2, 50);
    for round in 0..rounds {
        let session = format!("sess_race{round:04}");
        let own = crowd.one_list(&session, round).await;
        crowd.one_key(&session, round).await;
        crowd.one_capsule(&session, &own, round).await;
    }
    assert!(program.terminate().success());

    let store = Connection::open(folder.path().join("concierge.db")).expect("the store");
    let count = |question: &str| -> usize {
        let asked: u32 = store
            .query_row(question, [], |row| row.get(0))
            .expect("a count");
        asked as usize
    };
    let lists = "SELECT count(*) FROM shortlists WHERE session_id LIKE 'sess_race%'";
    assert_eq!(count(lists), rounds);
    assert_eq!(count("SELECT count(*) FROM capsules"), rounds);
    let events = "SELECT count(*) FROM events WHERE name = 'capsule.reserved'";
    assert_eq!(count(events), rounds);
    println!(
        "{rounds} rounds of {AT_ONCE} at once on one list, one key, one capsule: one effect each"
    );
}

struct Crowd {
    client: Client,
    url: String,
    token: String,
}

impl Crowd {
    async fn post(&self, path: &str, key: &str, body: &Value) -> (u16, bool, Value) {
        let call = self.client.post(format!("{}{path}", self.url));
        let call = call
            .bearer_auth(&self.token)
            .header("x-idempotency-key", key);
        let answer = call.json(body).send().await.expect("an answer");
        let is_replay = answer.headers().contains_key("idempotent-replayed");
        let status = answer.status().as_u16();
        (status, is_replay, answer.json().await.expect("JSON"))
    }

    /// Each replaces the session's list by another one; it stays one list with one id. The answer is that id.
    async fn one_list(&self, session: &str, round: usize) -> String {
        let answers = join_all((0..AT_ONCE).map(async |at| {
            let pieces: Vec<String> = (0..=at % 7).map(|piece| format!("piece-{piece}")).collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let key = format!("list-{round:04}-{at:04}");
            let (status, _, body) = self.post(SHORTLIST, &key, &list(session, &pieces)).await;
            assert_eq!((status, &body["totalItems"]), (200, &json!(pieces.len())));
            body["shortlistId"].as_str().expect("an id").to_owned()
        }))
        .await;
        let ids: BTreeSet<String> = answers.into_iter().collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
        ids.into_iter().next().expect("an id")
    }

    /// All send the same request under the same key: one is worked on, the others get its answer.
    async fn one_key(&self, session: &str, round: usize) {
        let key = format!("same-{round:08}");
        let body = list(session, &["same"]);
        let answers = join_all((0..AT_ONCE).map(|_| self.post(SHORTLIST, &key, &body))).await;
        let worked_on = answers.iter().filter(|(_, is_replay, _)| !is_replay);
        assert_eq!(worked_on.count(), 1);
        let (_, _, first) = &answers[0];
        assert!(
            answers
                .iter()
                .all(|(status, _, body)| *status == 200 && body == first)
        );
    }

    /// Each wants the customer's one capsule.
    async fn one_capsule(&self, session: &str, shortlist_id: &str, round: usize) {
        let body = json!({
            "sessionId": session,
            "shortlistId": shortlist_id,
            "customerEmail": format!("race{round}@example.com"),
        });
        let answers = join_all((0..AT_ONCE).map(async |at| {
            let key = format!("hold-{round:04}-{at:04}");
            self.post(CAPSULE, &key, &body).await
        }))
        .await;
        let (held, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|(status, _, _)| *status == 201);
        assert_eq!((held.len(), refused.len()), (1, AT_ONCE - 1));
        for (status, _, body) in refused {
            assert_eq!((*status, &body["code"]), (409, &json!("capsule.active")));
        }
    }
}
