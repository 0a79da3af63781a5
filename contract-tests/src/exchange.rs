//! A request as it was sent and an answer as it was seen. Credentials are named here, never held.

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
        let mut line = format!("curl -i -X {}", self.method);
        let mut query = String::new();
        for credential in &self.credentials {
            let mark = if self.path.contains('?') || !query.is_empty() {
                '&'
            } else {
                '?'
            };
            write_credential(&mut line, &mut query, mark, credential, target);
        }
        for (name, value) in &self.headers {
            line.push_str(&format!(" -H {}", quoted(&format!("{name}: {value}"))));
        }
        let mut feed = String::new();
        match self
            .body
            .as_deref()
            .map(|bytes| (bytes, std::str::from_utf8(bytes)))
        {
            None => {}
            Some((_, Ok(text))) => line.push_str(&format!(" --data-binary {}", quoted(text))),
            Some((bytes, Err(_))) => {
                feed = format!("printf {} | ", quoted(&octal(bytes)));
                line.push_str(" --data-binary @-");
            }
        }
        let url = quoted(&format!("{}{}", target.url(), self.path));
        format!("{feed}{line} {url}{query}")
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
            text.push_str(&format!(" {media_type}"));
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

/// Writes a credential as an option, or into the part of the URL that the shell fills in.
fn write_credential(
    line: &mut String,
    query: &mut String,
    mark: char,
    credential: &Credential,
    target: &Target,
) {
    let value = match credential.token {
        Token::Wrong => "wrong".to_owned(),
        Token::Named(name) => format!("${}", target.variable(name).unwrap_or("TOKEN")),
    };
    match &credential.scheme {
        SchemeKind::Bearer => line.push_str(&format!(" -H \"authorization: Bearer {value}\"")),
        SchemeKind::Basic => line.push_str(&format!(" -u \"{value}\"")),
        SchemeKind::HeaderKey(name) => line.push_str(&format!(" -H \"{name}: {value}\"")),
        SchemeKind::CookieKey(name) => line.push_str(&format!(" -b \"{name}={value}\"")),
        // A certificate belongs to the connection; nothing of the request shows it.
        SchemeKind::MutualTls => {}
        SchemeKind::QueryKey(name) => query.push_str(&format!("\"{mark}{name}={value}\"")),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn octal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\{byte:03o}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: &[u8], scheme: SchemeKind) -> Request {
        Request {
            method: "POST".to_owned(),
            path: "/a?b=c".to_owned(),
            headers: vec![("x-note".to_owned(), "it's".to_owned())],
            body: Some(body.to_vec()),
            credentials: vec![Credential {
                scheme,
                token: Token::Named("default"),
            }],
        }
    }

    #[test]
    fn a_reproduction_names_the_variable_and_quotes_the_rest() {
        let target = Target::new("http://host/").with_token_of("default", "hush", "KEY");
        let line = request(b"{}", SchemeKind::Bearer).curl(&target);
        let wanted = r#"curl -i -X POST -H "authorization: Bearer $KEY" -H 'x-note: it'\''s' --data-binary '{}' 'http://host/a?b=c'"#;
        assert_eq!(line, wanted);
        let line = request(b"{}", SchemeKind::QueryKey("key".to_owned())).curl(&target);
        assert!(
            line.ends_with(r#" 'http://host/a?b=c'"&key=$KEY""#),
            "{line}"
        );
    }

    #[test]
    fn bytes_that_are_not_text_are_piped_in() {
        let line = request(&[0xff, 0], SchemeKind::Bearer).curl(&Target::new("http://host"));
        assert!(
            line.starts_with(r"printf '\377\000' | curl ") && line.contains(" --data-binary @- "),
            "{line}"
        );
    }

    #[test]
    fn answers_never_hold_a_credential() {
        let target = Target::new("http://host").with_token("default", "hush");
        assert_eq!(target.mask(b"a hush, hush".to_vec()), b"a ***, ***");
        assert!(!format!("{target:?}").contains("hush"));
    }
}
