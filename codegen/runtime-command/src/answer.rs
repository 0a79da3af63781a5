//! Answers on the standard output, refusals on the standard error.

use std::io::{self, Write as _};

use concierge_runtime_client::Failure;
use reqwest::{Response, StatusCode, header::CONTENT_TYPE};

use crate::{Exit, human, settings::Output, tree::Tree};

/// The header that leads to the server's own records.
const REQUEST_ID: &str = "x-request-id";

/// Prints an answer and tells its class.
pub(crate) async fn show(response: Response, output: Output, is_verbose: bool) -> Exit {
    if is_verbose {
        tell_head(&response);
    }
    let exit = Exit::of_status(response.status().as_u16());
    let shown = match (exit, output) {
        (Exit::Fine, Output::Human) if is_json(&response) => show_fields(response).await,
        (Exit::Fine, _) | (_, Output::Json) => pass_on(response).await,
        (_, Output::Human) => show_refusal(response).await,
    };
    match shown {
        Ok(()) => exit,
        Err(error) => {
            tell(&format!(
                "error: the answer broke off: {}\n",
                causes(&error)
            ));
            Exit::Unreachable
        }
    }
}

/// Tells why there is no answer of the contract.
pub(crate) fn show_failure(failure: &Failure, output: Output, is_verbose: bool) -> Exit {
    match failure {
        Failure::Foreign(answer) => {
            if is_verbose {
                tell_lines(answer.status(), answer.request_id());
            }
            match output {
                Output::Json => print(answer.body()),
                Output::Human => tell(&format!(
                    "error: {} came from elsewhere: the contract has no such answer\n",
                    answer.status()
                )),
            }
        }
        Failure::Lost(lost) => {
            tell(&format!(
                "error: failed to reach the server: {}\n",
                causes(lost)
            ));
            if let Some(key) = lost.idempotency_key().filter(|_| is_verbose) {
                tell(&format!("idempotency key: {key}\n"));
            }
        }
        other => tell(&format!("error: failed to {other}\n")),
    }
    Exit::of_failure(failure)
}

/// Tells what is wrong with a call that was not sent.
pub(crate) fn show_faults(faults: &[String]) {
    tell("error: the call breaks rules of the contract; nothing was sent\n");
    for fault in faults {
        tell(&format!("  {fault}\n"));
    }
}

pub(crate) fn tell(text: &str) {
    // Whoever closed the other end does not want to know.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Prints to the standard output; a reader that closes its end is no reason to fail.
pub(crate) fn print(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

fn tell_head(response: &Response) {
    let id = response.headers().get(REQUEST_ID);
    let id = id.map(|id| String::from_utf8_lossy(id.as_bytes()));
    tell_lines(response.status(), id.as_deref());
}

fn tell_lines(status: StatusCode, request_id: Option<&str>) {
    tell(&format!("status: {status}\n"));
    if let Some(id) = request_id {
        tell(&format!("request id: {id}\n"));
    }
}

fn is_json(response: &Response) -> bool {
    let media = media(response);
    media == "application/json" || media.ends_with("+json")
}

/// The media type without its parameters, in lower case.
fn media(response: &Response) -> String {
    let stated = response.headers().get(CONTENT_TYPE);
    let stated = stated.and_then(|media| media.to_str().ok());
    let media = stated.and_then(|media| media.split(';').next());
    media.unwrap_or_default().trim().to_ascii_lowercase()
}

async fn show_fields(response: Response) -> Result<(), reqwest::Error> {
    let bytes = response.bytes().await?;
    print(fields(&bytes).unwrap_or_else(|| ended(&bytes)).as_slice());
    Ok(())
}

/// The body as it came, piece by piece; text gets the end of its last line.
async fn pass_on(mut response: Response) -> Result<(), reqwest::Error> {
    let has_lines = is_json(&response) || media(&response).starts_with("text/");
    let mut last = None;
    while let Some(piece) = response.chunk().await? {
        last = piece.last().copied().or(last);
        print(&piece);
    }
    if has_lines && last.is_some_and(|last| last != b'\n') {
        print(b"\n");
    }
    Ok(())
}

async fn show_refusal(response: Response) -> Result<(), reqwest::Error> {
    let status = response.status();
    let is_json = is_json(&response);
    let bytes = response.bytes().await?;
    tell(&format!("error: the server answered {status}\n"));
    if let Some(fields) = fields(&bytes).filter(|_| is_json) {
        tell(&human::indented(&String::from_utf8_lossy(&fields)));
    }
    Ok(())
}

fn fields(bytes: &[u8]) -> Option<Vec<u8>> {
    let tree = Tree::read(std::str::from_utf8(bytes).ok()?).ok()?;
    Some(human::render(&tree).into_bytes())
}

fn ended(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes
}

/// An error and what lies behind it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}
