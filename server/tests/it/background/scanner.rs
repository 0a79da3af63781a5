//! Talking to ClamAV: a daemon by script, over a real socket.

use std::time::Duration;

use concierge_server::scanner::{ClamAv, ScanError, Scanner as _, Verdict};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a daemon does with what it is sent.
#[derive(Clone, Copy)]
enum Manner {
    /// Reads everything, then answers.
    Answer(&'static [u8]),
    /// Answers after the first bytes and goes, as it does when the file is too long for it.
    Refuse(&'static [u8]),
    /// Goes without a word.
    Leave,
    /// Never answers.
    Wait,
}

/// A daemon for one scan; what it was sent is handed back.
async fn daemon(manner: Manner) -> (ClamAv, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    let heard = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a caller");
        match manner {
            Manner::Answer(answer) => {
                let content = instream(&mut socket).await;
                socket.write_all(answer).await.expect("sent");
                content
            }
            Manner::Refuse(answer) => {
                socket.read_u8().await.expect("a byte");
                socket.write_all(answer).await.expect("sent");
                Vec::new()
            }
            Manner::Leave => Vec::new(),
            Manner::Wait => {
                let mut content = Vec::new();
                // Until the caller gives up.
                let _ = socket.read_to_end(&mut content).await;
                content
            }
        }
    });
    let timeout = match manner {
        Manner::Wait => Duration::from_millis(50),
        _ => Duration::from_secs(60),
    };
    (ClamAv { address, timeout }, heard)
}

async fn instream(socket: &mut TcpStream) -> Vec<u8> {
    let mut command = [0; 10];
    socket.read_exact(&mut command).await.expect("a command");
    assert_eq!(&command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let length = socket.read_u32().await.expect("a length") as usize;
        if length == 0 {
            return content;
        }
        let mut piece = vec![0; length];
        socket.read_exact(&mut piece).await.expect("a piece");
        content.extend_from_slice(&piece);
    }
}

fn file(bytes: usize) -> NamedTempFile {
    let file = NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), vec![7; bytes]).expect("its content");
    file
}

#[tokio::test]
async fn a_file_goes_over_in_pieces_and_its_verdict_comes_back() {
    let found = Verdict::Infected {
        signature: "Eicar-Test-Signature".to_owned(),
    };
    for (answer, bytes, verdict) in [
        (b"stream: OK\0".as_slice(), 0, Verdict::Clean),
        (b"stream: OK\n", 200_000, Verdict::Clean),
        (b"stream: Eicar-Test-Signature FOUND\0", 70, found),
    ] {
        let (clamav, heard) = daemon(Manner::Answer(answer)).await;
        let scanned = clamav.scan(file(bytes).path()).await;
        assert_eq!(scanned.expect("a verdict"), verdict);
        assert_eq!(heard.await.expect("a daemon"), vec![7; bytes]);
    }
}

#[tokio::test]
async fn anything_but_a_verdict_is_none() {
    let limit = b"INSTREAM size limit exceeded. ERROR\0".as_slice();
    for manner in [
        Manner::Answer(limit),
        Manner::Refuse(limit),
        Manner::Leave,
        Manner::Wait,
    ] {
        let (clamav, heard) = daemon(manner).await;
        let error = clamav
            .scan(file(1000).path())
            .await
            .expect_err("no verdict");
        let fits = match manner {
            Manner::Answer(_) => {
                matches!(&error, ScanError::Answer(said) if said.starts_with("INSTREAM size"))
            }
            // A reset may overtake the answer.
            Manner::Refuse(_) => matches!(&error, ScanError::Answer(_) | ScanError::Connection(_)),
            Manner::Leave => matches!(&error, ScanError::Connection(_)),
            Manner::Wait => matches!(&error, ScanError::Late),
        };
        assert!(fits, "{error}");
        heard.await.expect("a daemon");
    }
}

#[tokio::test]
async fn a_daemon_that_is_not_there_and_a_file_that_is_not_there_are_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    drop(listener);
    let clamav = ClamAv {
        address,
        timeout: Duration::from_secs(60),
    };
    let away = clamav.scan(file(1).path()).await.expect_err("nobody there");
    assert!(matches!(away, ScanError::Connection(_)), "{away}");
    let gone = file(1).into_temp_path();
    let path = gone.to_path_buf();
    gone.close().expect("removed");
    let missing = clamav.scan(&path).await.expect_err("no file");
    assert!(matches!(missing, ScanError::File(_)), "{missing}");
}
