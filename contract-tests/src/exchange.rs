//! A request as it was sent and an answer as it was seen. Credentials are named here, never held.

use std::fmt::Write as _;

use concierge_codegen::ir::SchemeKind;

use crate::Target;

/// A request as it is sent, credentials aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// HTTP method in capitals.
    pub method: String,
    /// Path and query, encoded.
    pub path: String,
    /// Headers in order, names in lower case, without credentials.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<Vec<u8>>,
    /// What is put in when it is sent.
    pub credentials: Vec<Credential>,
}

/// A credential by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// How it travels.
    pub scheme: SchemeKind,
    /// Whose it is.
    pub token: Token,
}

/// Which credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// One that no deployment can know.
    Wrong,
    /// One that was given under this name.
    Named(&'static str),
}

/// An answer as it was seen, with credentials masked.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// As sent.
    pub request: Request,
    /// As seen.
    pub response: Response,
}

impl Request {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Sets a header, in place of one of the same name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.remove_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a header away.
    pub fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(present, _)| present != name);
    }

    /// A `curl` command that sends the same request; credentials stand as shell variables.
    #[must_use]
    pub fn curl(&self, target: &Target) -> String {
        let mut path = self.path.clone();
        let mut line = format!("curl -i -X {}", self.method);
        for credential in &self.credentials {
            write_credential(&mut line, &mut path, credential, target);
        }
        for (name, value) in &self.headers {
            push(
                &mut line,
                &format!(" -H {}", quoted(&format!("{name}: {value}"))),
            );
        }
        match self.body.as_deref().map(std::str::from_utf8) {
            None => {}
            Some(Ok(text)) => push(&mut line, &format!(" --data-binary {}", quoted(text))),
            Some(Err(_)) => push(
                &mut line,
                &format!(
                    " --data-binary \"$(printf {})\"",
                    quoted(&octal(self.body.as_deref().unwrap_or_default()))
                ),
            ),
        }
        push(
            &mut line,
            &format!(" {}", quoted(&format!("{}{path}", target.url()))),
        );
        line
    }
}

impl Response {
    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The content type without its parameters, in lower case.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        self.header("content-type").map(essence)
    }

    /// Status, content type and the beginning of the body, for people.
    #[must_use]
    pub fn excerpt(&self) -> String {
        const SHOWN_CHARS: usize = 600;
        let mut text = format!("{}", self.status);
        if let Some(media_type) = self.header("content-type") {
            push(&mut text, &format!(" {media_type}"));
        }
        match std::str::from_utf8(&self.body) {
            Ok("") => text,
            Ok(body) if body.chars().count() > SHOWN_CHARS => {
                format!(
                    "{text} {}… ({} bytes)",
                    body.chars().take(SHOWN_CHARS).collect::<String>(),
                    self.body.len()
                )
            }
            Ok(body) => format!("{text} {body}"),
            Err(_) => format!("{text} ({} bytes that are not text)", self.body.len()),
        }
    }
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(present, _)| present == name)
        .map(|(_, value)| value.as_str())
}

fn write_credential(
    line: &mut String,
    path: &mut String,
    credential: &Credential,
    target: &Target,
) {
    let value = match credential.token {
        Token::Wrong => "wrong".to_owned(),
        Token::Named(name) => format!("${}", target.variable(name).unwrap_or("TOKEN")),
    };
    match &credential.scheme {
        SchemeKind::Bearer => push(line, &format!(" -H \"authorization: Bearer {value}\"")),
        SchemeKind::Basic => push(line, &format!(" -u \"{value}\"")),
        SchemeKind::HeaderKey(name) => push(line, &format!(" -H \"{name}: {value}\"")),
        SchemeKind::CookieKey(name) => push(line, &format!(" -b \"{name}={value}\"")),
        SchemeKind::QueryKey(name) => {
            let mark = if path.contains('?') { '&' } else { '?' };
            push(path, &format!("{mark}{name}='\"{value}\"'"));
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn octal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        push(&mut out, &format!("\\{byte:03o}"));
        out
    })
}

fn push(out: &mut String, text: &str) {
    // writing to a string cannot fail
    let _ = out.write_str(text);
}
