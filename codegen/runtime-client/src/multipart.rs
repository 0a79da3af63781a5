//! `multipart/form-data`, RFC 7578, written so that it can be written again.

use std::{fmt::Write as _, io};

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use concierge_runtime::parameter::{Unwritable, Value};

use crate::{InvalidRequest, Upload, upload::Piece};

/// A form of parts, in order. One boundary serves all attempts.
#[derive(Clone)]
pub struct Multipart {
    boundary: String,
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    head: String,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Upload(Upload),
}

impl Multipart {
    /// A form without parts, under a random boundary.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn new() -> Result<Self, InvalidRequest> {
        let mut boundary = "part-".to_owned();
        for _ in 0..2 {
            let drawn = getrandom::u64().map_err(|_| InvalidRequest::new("draw a boundary"))?;
            // Writing to a String cannot fail.
            let _ = write!(boundary, "{drawn:016x}");
        }
        Ok(Self {
            boundary,
            parts: Vec::new(),
        })
    }

    /// Adds a file, unless it is absent. `media_types` are those that the contract allows here; empty for any.
    pub fn file(&mut self, name: &str, upload: impl Into<Option<Upload>>, media_types: &[&str]) {
        if let Some(upload) = upload.into() {
            let file_name = format!("; filename=\"{}\"", escape(upload.file_name()));
            let mut head = head(name, &file_name, Some(&upload.media_type(media_types)));
            for (name, value) in upload.headers() {
                // Writing to a String cannot fail.
                let _ = write!(head, "{}: {}\r\n", single_line(name), single_line(value));
            }
            self.push(head, Content::Upload(upload));
        }
    }

    /// Adds a field of text; nothing for `None`.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn field<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        media_types: &[&str],
    ) -> Result<(), InvalidRequest> {
        match Value::of(value) {
            Ok(None) => {}
            Ok(Some(Value::Text(text))) => {
                self.push(
                    head(name, "", stated(media_types)),
                    Content::Bytes(text.into()),
                );
            }
            // JSON has a null of its own.
            Ok(Some(Value::List(_) | Value::Object(_))) | Err(Unwritable::Null) => {
                self.json(name, value, media_types)?;
            }
            Err(_) => return Err(unwritable(name)),
        }
        Ok(())
    }

    /// Adds a field of JSON; nothing for `None`.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn json<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        media_types: &[&str],
    ) -> Result<(), InvalidRequest> {
        let text = serde_json::to_string(value).map_err(|_| unwritable(name))?;
        if text != "null" {
            let media_type = stated(media_types).unwrap_or("application/json");
            self.push(
                head(name, "", Some(media_type)),
                Content::Bytes(text.into()),
            );
        }
        Ok(())
    }

    fn push(&mut self, head: String, content: Content) {
        self.parts.push(Part { head, content });
    }

    pub(crate) fn content_type(&self) -> HeaderValue {
        let text = format!("multipart/form-data; boundary={}", self.boundary);
        // A boundary is letters, digits and a hyphen.
        HeaderValue::from_str(&text)
            .unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"))
    }

    /// Opens every part from its start.
    pub(crate) async fn open(&self) -> io::Result<Vec<Piece>> {
        let mut pieces = Vec::with_capacity(self.parts.len() * 3 + 1);
        for part in &self.parts {
            pieces.push(Piece::Bytes(
                format!("--{}\r\n{}\r\n", self.boundary, part.head).into(),
            ));
            pieces.push(match &part.content {
                Content::Bytes(bytes) => Piece::Bytes(bytes.clone()),
                Content::Upload(upload) => upload.open().await?,
            });
            pieces.push(Piece::Bytes(Bytes::from_static(b"\r\n")));
        }
        pieces.push(Piece::Bytes(format!("--{}--\r\n", self.boundary).into()));
        Ok(pieces)
    }
}

impl std::fmt::Debug for Multipart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Multipart")
            .field("parts", &self.parts.len())
            .finish_non_exhaustive()
    }
}

/// The lines above a part's content.
fn head(name: &str, file_name: &str, media_type: Option<&str>) -> String {
    let mut head = format!(
        "Content-Disposition: form-data; name=\"{}\"{file_name}\r\n",
        escape(name)
    );
    if let Some(media_type) = media_type {
        // Writing to a String cannot fail.
        let _ = write!(head, "Content-Type: {}\r\n", single_line(media_type));
    }
    head
}

/// The first media type that the contract names in full.
fn stated<'a>(media_types: &[&'a str]) -> Option<&'a str> {
    media_types
        .iter()
        .copied()
        .find(|media| !media.contains('*'))
}

fn unwritable(name: &str) -> InvalidRequest {
    InvalidRequest::new(format!("write the value of `{name}`"))
}

/// What may not stand between quotes, as browsers write it.
fn escape(text: &str) -> String {
    text.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn single_line(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}
