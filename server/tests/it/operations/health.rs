//! Whether the server runs and can take work.

use std::sync::{Arc, mpsc};

use concierge_runtime_server::Profile;
use concierge_server::app::App;
use concierge_server::ids::RandomIds;
use concierge_server::store::{Settings, Tx};
use futures_util::FutureExt as _;

use crate::house::{Call, House};

#[tokio::test]
async fn anyone_may_ask_whether_it_runs() {
    let house = House::new().await;
    let body = house
        .answer(Call::get("/health/live"))
        .await
        .holds(200, "Liveness");
    assert_eq!(body["status"], "ok");
}

#[tokio::test]
async fn it_is_ready_until_it_shuts_down() {
    let house = House::new().await;
    let body = house
        .answer(Call::get("/health/ready"))
        .await
        .holds(200, "Readiness");
    assert_eq!(body["status"], "ready");
    house.app.drain();
    let refused = house.answer(Call::get("/health/ready")).await;
    refused.refuses(503, "server.unavailable");
    assert_eq!(refused.header("retry-after"), Some("1"));
    house
        .answer(Call::get("/health/live"))
        .await
        .holds(200, "Liveness");
}

#[tokio::test]
async fn many_who_ask_queue_one_write_between_them() {
    let narrow = |settings: &mut Settings| settings.write_queue_max = 1;
    let house = House::on(Arc::new(RandomIds), narrow, Profile::Open, App::service).await;
    let ready = async || house.answer(Call::get("/health/ready")).await.status;
    assert_eq!(ready().await, 200);
    let (started, has_started) = tokio::sync::oneshot::channel();
    let (release, released) = mpsc::channel::<()>();
    let store = Arc::clone(house.app.store());
    let mut started = Some(started);
    let busy = tokio::spawn(async move {
        let hold = move |_: &mut (dyn Tx + 'static)| {
            started.take().map(|started| started.send(()));
            let _ = released.recv();
            Ok(())
        };
        store.write(hold).await
    });
    has_started.await.expect("the writer is busy");
    let mut waiting = Box::pin(house.app.store().write(|_| Ok(())));
    assert!(
        waiting.as_mut().now_or_never().is_none(),
        "the queue is full"
    );
    for _ in 0..100 {
        assert_eq!(ready().await, 200, "it asked a moment ago");
    }
    house.clock.advance_ms(1_000);
    assert_eq!(ready().await, 503, "it asks again");
    drop(release);
    waiting.await.expect("written");
    busy.await.expect("it ends").expect("written");
    assert_eq!(ready().await, 200, "what failed is not believed");
}
