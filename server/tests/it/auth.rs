//! Callers' keys: who gets in, who no longer does.

use std::collections::BTreeSet;
use std::sync::Arc;

use concierge_runtime_server::{Authenticator as _, Caller, Clock as _, Credential};
use concierge_server::auth::{Keys, NoKey, Order};
use concierge_server::domain::DAY_MS;
use concierge_server::ids::RandomIds;
use concierge_server::secret::MasterSecret;
use concierge_server::store::Store;
use tempfile::TempDir;

use crate::fixture::{HandClock, Shelf};

struct Gate {
    keys: Keys,
    clock: Arc<HandClock>,
    store: Arc<Store>,
    _folder: TempDir,
}

const SCOPES: [&str; 2] = ["products:read", "returns:write"];

impl Gate {
    fn new() -> Self {
        let shelf = Shelf::new();
        let (store, clock) = (Arc::new(shelf.store), Arc::new(HandClock::new()));
        Self {
            keys: Self::keys(&store, &clock, 7),
            clock,
            store,
            _folder: shelf.folder,
        }
    }

    fn keys(store: &Arc<Store>, clock: &Arc<HandClock>, secret: u8) -> Keys {
        let secret = MasterSecret::new(&[secret; 32]).expect("long enough");
        Keys::new(
            Arc::clone(store),
            secret,
            clock.clone(),
            Arc::new(RandomIds),
            BTreeSet::from(SCOPES),
        )
    }

    async fn caller(&self, token: &str) -> Option<Arc<Caller>> {
        caller(&self.keys, token).await
    }

    /// The id of the only key there is.
    async fn key_id(&self) -> String {
        let keys = self
            .store
            .read(|reads| reads.keys())
            .await
            .expect("the keys");
        assert_eq!(keys.len(), 1);
        keys[0].id.clone()
    }
}

async fn caller(keys: &Keys, token: &str) -> Option<Arc<Caller>> {
    keys.authenticate(Credential::Bearer {
        scheme: "conciergeKey",
        token,
    })
    .await
    .expect("the store works")
}

fn order(scopes: &[&str]) -> Order {
    Order {
        name: "widget".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        roles: vec!["viewer".to_owned()],
        lifetime_ms: Some(90 * DAY_MS),
    }
}

#[tokio::test]
async fn a_key_opens_what_it_was_made_for() {
    let gate = Gate::new();
    let token = gate
        .keys
        .create(order(&["returns:write"]))
        .await
        .expect("a key");
    assert!(token.starts_with("ck_") && token.len() == 3 + 64);
    let caller = gate.caller(&token).await.expect("a caller");
    assert_eq!(caller.scopes, ["returns:write"]);
    assert_eq!(caller.roles, ["viewer"]);
    assert_eq!(caller.id, "widget");
    let key_id = gate.key_id().await;
    assert!(key_id.starts_with("key_") && !key_id.contains(&token[3..]));
}

#[tokio::test]
async fn a_star_opens_every_scope_of_the_contract() {
    let gate = Gate::new();
    let token = gate.keys.create(order(&["*"])).await.expect("a key");
    assert_eq!(gate.caller(&token).await.expect("a caller").scopes, SCOPES);
}

#[tokio::test]
async fn other_texts_open_nothing() {
    let gate = Gate::new();
    let token = gate.keys.create(order(&[])).await.expect("a key");
    let mut changed = token.clone();
    changed.pop();
    let other_secret = Gate::keys(&gate.store, &gate.clock, 8);
    for text in [
        "",
        "ck_",
        changed.as_str(),
        &format!("{token}0"),
        &token.to_uppercase(),
    ] {
        assert_eq!(gate.caller(text).await, None, "{text}");
    }
    assert_eq!(
        caller(&other_secret, &token).await,
        None,
        "hashes are keyed"
    );
    assert_eq!(
        gate.keys
            .authenticate(Credential::Key {
                scheme: "conciergeKey",
                value: &token
            })
            .await
            .expect("works"),
        None
    );
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once() {
    let gate = Gate::new();
    let token = gate.keys.create(order(&[])).await.expect("a key");
    assert!(gate.caller(&token).await.is_some());
    let id = gate.key_id().await;
    assert!(gate.keys.revoke(&id).await.expect("works"));
    assert_eq!(gate.caller(&token).await, None);
    assert!(!gate.keys.revoke("key_none").await.expect("works"));
}

#[tokio::test]
async fn another_process_revoking_is_seen_within_a_second() {
    let gate = Gate::new();
    let token = gate.keys.create(order(&[])).await.expect("a key");
    assert!(gate.caller(&token).await.is_some());
    let id = gate.key_id().await;
    let elsewhere = Gate::keys(&gate.store, &gate.clock, 7);
    assert!(elsewhere.revoke(&id).await.expect("works"));
    gate.clock.advance_ms(999);
    assert!(gate.caller(&token).await.is_some(), "still believed");
    gate.clock.advance_ms(1);
    assert_eq!(gate.caller(&token).await, None);
}

#[tokio::test]
async fn a_key_ends_at_its_date_even_while_it_is_believed() {
    let gate = Gate::new();
    let token = gate
        .keys
        .create(Order {
            lifetime_ms: Some(500),
            ..order(&[])
        })
        .await
        .expect("a key");
    gate.clock.advance_ms(499);
    assert!(gate.caller(&token).await.is_some());
    gate.clock.advance_ms(1);
    assert_eq!(gate.caller(&token).await, None);
}

#[tokio::test]
async fn two_keys_of_a_name_are_valid_at_once_and_no_third() {
    let gate = Gate::new();
    let old = gate.keys.create(order(&[])).await.expect("a key");
    let id = gate.key_id().await;
    let new = gate.keys.create(order(&[])).await.expect("its successor");
    assert!(matches!(
        gate.keys.create(order(&[])).await,
        Err(NoKey::TooMany { .. })
    ));
    let (before, after) = (gate.caller(&old).await, gate.caller(&new).await);
    assert_eq!(
        before.expect("still valid").id,
        after.expect("valid").id,
        "one caller"
    );
    assert!(gate.keys.revoke(&id).await.expect("works"));
    gate.keys.create(order(&[])).await.expect("room again");
    assert!(gate.caller(&new).await.is_some());
}

#[tokio::test]
async fn a_scope_that_nothing_asks_for_is_refused() {
    let gate = Gate::new();
    let refused = gate
        .keys
        .create(order(&["returns:wriet"]))
        .await
        .expect_err("a slip");
    assert_eq!(
        refused.to_string(),
        "make the key: no operation asks for the scope returns:wriet; known are products:read returns:write"
    );
}

#[tokio::test]
async fn nothing_of_a_key_is_kept_in_the_clear() {
    let gate = Gate::new();
    let token = gate.keys.create(order(&[])).await.expect("a key");
    let keys = gate
        .store
        .read(|reads| reads.keys())
        .await
        .expect("the keys");
    assert_eq!(keys.len(), 1);
    assert!(!format!("{keys:?}").contains(&token[3..]));
    assert_ne!(hex::encode(keys[0].hash), token[3..]);
    assert_eq!(keys[0].created_at_ms, gate.clock.unix_ms());
}

#[tokio::test]
async fn an_old_key_and_the_one_that_replaces_it_are_both_valid_for_a_time() {
    let gate = Gate::new();
    let old = gate
        .keys
        .create(order(&["products:read"]))
        .await
        .expect("a key");
    let id = gate.key_id().await;
    gate.clock.advance_ms(60 * DAY_MS);
    let new = gate
        .keys
        .rotate(&id, 90 * DAY_MS, 7 * DAY_MS)
        .await
        .expect("a key");
    let caller = gate.caller(&new).await.expect("valid");
    let by_old = gate.caller(&old).await.expect("valid");
    assert_eq!(
        (&caller.id, &caller.scopes, &caller.roles),
        (&by_old.id, &by_old.scopes, &by_old.roles),
        "one caller, whichever key it shows"
    );
    assert_ne!(caller.credential, by_old.credential, "logs tell them apart");
    let third = gate.keys.rotate(&id, DAY_MS, DAY_MS).await;
    assert!(matches!(third, Err(NoKey::TooMany { .. })), "{third:?}");
    gate.clock.advance_ms(7 * DAY_MS - 1);
    assert!(gate.caller(&old).await.is_some());
    gate.clock.advance_ms(1);
    assert!(gate.caller(&old).await.is_none());
    assert!(gate.caller(&new).await.is_some());
    let ended = gate.keys.rotate(&id, DAY_MS, DAY_MS).await;
    assert!(matches!(ended, Err(NoKey::NoSuchKey { .. })), "{ended:?}");
}

#[tokio::test]
async fn an_old_key_never_outlives_its_own_date_by_being_replaced() {
    let gate = Gate::new();
    let old = gate
        .keys
        .create(order(&["products:read"]))
        .await
        .expect("a key");
    let id = gate.key_id().await;
    gate.keys
        .rotate(&id, 200 * DAY_MS, 100 * DAY_MS)
        .await
        .expect("a key");
    gate.clock.advance_ms(90 * DAY_MS);
    assert!(gate.caller(&old).await.is_none());
}

#[tokio::test]
async fn a_role_that_there_is_not_is_refused() {
    let gate = Gate::new();
    let order = Order {
        roles: vec!["owner".to_owned()],
        ..order(&[])
    };
    let refused = gate.keys.create(order).await.expect_err("no such role");
    assert_eq!(
        refused.to_string(),
        "make the key: there is no role owner; known are admin support_lead concierge_agent viewer"
    );
}
