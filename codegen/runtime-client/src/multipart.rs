//! `multipart/form-data`, RFC 7578, written so that it can be written again.

use std::{fmt::Write as _, io};

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use crate::{InvalidRequest, Upload, parameter::Flat, upload::Piece};

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
            let head = format!(
                "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
                escape(name),
                escape(upload.file_name()),
                single_line(&upload.media_type(media_types)),
            );
            self.parts.push(Part {
                head,
                content: Content::Upload(upload),
            });
        }
    }

    /// Adds a field of text, or one for each item of a list; nothing for `None`.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn field<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), InvalidRequest> {
        let texts = match Flat::of(name, value)? {
            Flat::Absent => Vec::new(),
            Flat::One(text) => vec![text],
            Flat::List(texts) => texts,
            Flat::Map(_) => return self.json(name, value),
        };
        for text in texts {
            let head = format!(
                "Content-Disposition: form-data; name=\"{}\"\r\n\r\n",
                escape(name)
            );
            self.parts.push(Part {
                head,
                content: Content::Bytes(text.into()),
            });
        }
        Ok(())
    }

    /// Adds a field of JSON; nothing for `None`.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn json<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), InvalidRequest> {
        let text = serde_json::to_string(value)
            .map_err(|_| InvalidRequest::new(format!("write the value of `{name}`")))?;
        if text != "null" {
            let head = format!(
                "Content-Disposition: form-data; name=\"{}\"\r\nContent-Type: application/json\r\n\r\n",
                escape(name)
            );
            self.parts.push(Part {
                head,
                content: Content::Bytes(text.into()),
            });
        }
        Ok(())
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
                format!("--{}\r\n{}", self.boundary, part.head).into(),
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
