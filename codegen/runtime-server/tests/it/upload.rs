//! What a stranger's upload costs.

use concierge_runtime_server::mount;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::mounts::{read_answer, serve};
use crate::shop::Shop;

const STATED_BYTES: usize = 10 * 1024 * 1024;

fn head() -> String {
    format!(
        "POST /pictures HTTP/1.1\r\nhost: shop\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: {STATED_BYTES}\r\n\r\n"
    )
}

/// The answer comes and the connection ends although only this much was ever there to be read.
#[tokio::test]
async fn a_stranger_is_turned_away_before_its_body_is_read() {
    const SENT_BYTES: usize = 60 * 1024;
    let shop = Shop::open();
    let server = serve(mount::whole(shop.service.clone()), shop.service.clone());
    for sent in [0, SENT_BYTES] {
        let mut stream = TcpStream::connect(server.local_addr())
            .await
            .expect("a connection");
        stream
            .write_all(head().as_bytes())
            .await
            .expect("a sent head");
        stream
            .write_all(&vec![b'a'; sent])
            .await
            .expect("a sent piece");
        let heard = read_answer(&mut stream).await;
        assert_eq!((heard.status(), heard.header("connection")), (401, "close"));
        assert_eq!(heard.json()["code"], "auth.missing");
    }
    server.close().await.expect("a quiet end");
}

/// A caller that pushes its whole body without looking is cut off; it cannot push it to the end.
#[tokio::test]
async fn a_stranger_cannot_push_its_body_through() {
    let shop = Shop::open();
    let server = serve(mount::whole(shop.service.clone()), shop.service.clone());
    let mut stream = TcpStream::connect(server.local_addr())
        .await
        .expect("a connection");
    let length = 100 * STATED_BYTES;
    let head = head().replace(&STATED_BYTES.to_string(), &length.to_string());
    stream
        .write_all(head.as_bytes())
        .await
        .expect("a sent head");
    let piece = vec![b'a'; 64 * 1024];
    let mut pushed = 0;
    while pushed < length && stream.write_all(&piece).await.is_ok() {
        pushed += piece.len();
    }
    assert!(pushed < length, "{pushed} bytes were taken");
    server.close().await.expect("a quiet end");
}
