//! Pictures that nobody took in.

use http::Method;

use crate::house::{Call, House, INSPIRATION};

const HEAD: &str = "--b\r\ncontent-disposition: form-data; name=\"sessionId\"\r\n\r\nsess_7f3a91\r\n\
     --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";

fn upload(house: &House, last: u8) -> Call {
    let body = [HEAD.as_bytes(), PNG, &[last], b"\r\n--b--\r\n"].concat();
    Call::new(Method::POST, INSPIRATION)
        .header("authorization", &format!("Bearer {}", house.token))
        .header("content-type", "multipart/form-data; boundary=b")
        .header("x-idempotency-key", "key-00000001")
        .body(body)
}

#[tokio::test]
async fn a_picture_that_is_refused_for_its_key_is_not_kept() {
    let house = House::new().await;
    house
        .answer(upload(&house, 1))
        .await
        .holds(201, "Inspiration");
    house
        .answer(upload(&house, 2))
        .await
        .refuses(422, "idempotency.key_reused");
    let uploads = house.folder.path().join("uploads");
    let kept = std::fs::read_dir(uploads).expect("the folder").count();
    assert_eq!(kept, 1);
}
