//! Whether the server runs and can take work.

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
