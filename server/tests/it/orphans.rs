//! Pictures that nobody took in.

use crate::house::House;
use crate::operations::inspiration::{PNG, upload};

#[tokio::test]
async fn a_picture_that_is_refused_for_its_key_is_not_kept() {
    let house = House::new().await;
    let call = |content: &[u8]| {
        upload(&house, "b1", "image/png", content).header("x-idempotency-key", "key-00000001")
    };
    house.answer(call(PNG)).await.holds(201, "Inspiration");
    let other = [PNG, &[0]].concat();
    house
        .answer(call(&other))
        .await
        .refuses(422, "idempotency.key_reused");
    let uploads = house.folder.path().join("uploads");
    let kept = std::fs::read_dir(uploads).expect("the folder").count();
    assert_eq!(kept, 1);
}
