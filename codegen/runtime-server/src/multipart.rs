//! `multipart/form-data`: texts in memory, files in the spool folder, everything under limits.

use std::path::PathBuf;
use std::sync::Arc;

use concierge_runtime::{At, Items, Place, Violations};
use http::header::CONTENT_TYPE;
use multer::{Constraints, Field, Multipart, SizeLimit};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::body::{covers, deadline, missing, not_kept, too_large, too_slow, unsupported};
use crate::idempotency::{BodyDigest, framed};
use crate::pieces::{Head, HeadTooLong, one_at_a_time};
use crate::reader::invalid;
use crate::spool::Spooling;
use crate::{Body, Call, Failure, Found, Spooled, Stop, body};

/// A part that an operation takes.
#[derive(Clone, Copy, Debug)]
pub struct PartSpec {
    /// Its name.
    pub name: &'static str,
    /// How it is read.
    pub kind: PartKind,
    /// Whether it must stand.
    pub required: bool,
    /// An array, one part per item.
    pub repeated: bool,
    /// Its largest length in bytes.
    pub max_bytes: u64,
    /// The media types that a file may claim to be; empty for any.
    pub media_types: &'static [&'static str],
}

/// How a part is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Into memory, as text.
    Text,
    /// Into memory, as JSON text.
    Json,
    /// Into the spool folder.
    File,
}

/// The parts of a body. Reads like [`Reader`](crate::Reader):
///
/// ```ignore
/// let mut parts = call.multipart(&SHARE_PICTURE_PARTS).await?;
/// let session_id = parts.required("sessionId", rts::decoder::text(&SESSION_ID));
/// let caption = parts.optional("caption", rts::decoder::text(&CAPTION));
/// let meta = parts.optional("meta", rts::decoder::json::<wire::Meta>());
/// let file = parts.required_file("file");
/// parts.finish()?;                                         // one 400 with every violation, missing parts included
/// let body = SharePictureBody { session_id: session_id.value()?, caption, meta, file: file.value()? };
/// ```
pub struct Parts {
    specs: &'static [PartSpec],
    texts: Vec<(&'static str, String)>,
    files: Vec<(&'static str, Spooled)>,
    /// Names that were there, also after their values are taken.
    seen: Vec<&'static str>,
    found: Violations,
}

/// Files are hashed and written in pieces of this many bytes, so that small ones take one trip to a blocking thread.
const PIECE_BYTES: usize = 256 * 1024;

/// No form has more parts than this.
const PARTS_MAX: usize = 100;

impl Parts {
    /// The value of a part whose table says that it must stand.
    pub fn required<T>(
        &mut self,
        name: &str,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Found<T> {
        Found(self.optional(name, decode))
    }

    /// The value of a part that may be absent.
    pub fn optional<T>(
        &mut self,
        name: &str,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Option<T> {
        let (_, text) = self.texts.iter().find(|(known, _)| *known == name)?;
        let root = At::root(Place::Body);
        decode(text, &root.property(name), &mut self.found)
    }

    /// A list, one part per item, whose table says that it must stand.
    pub fn required_list<T: PartialEq + Serialize>(
        &mut self,
        name: &str,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Found<Vec<T>> {
        Found(self.optional_list(name, rule, decode))
    }

    /// A list, one part per item, that may be absent.
    pub fn optional_list<T: PartialEq + Serialize>(
        &mut self,
        name: &str,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Option<Vec<T>> {
        let root = At::root(Place::Body);
        let at = root.property(name);
        let texts = self.texts.iter().filter(|(known, _)| *known == name);
        let mut values = Vec::new();
        let before = self.found.len();
        for (index, (_, text)) in texts.enumerate() {
            values.extend(decode(text, &at.index(index), &mut self.found));
        }
        let stands = self.seen.contains(&name);
        if stands && self.found.len() == before {
            rule.check(&values, &at, &mut self.found);
        }
        stands.then_some(values)
    }

    /// Files, one part per file, whose table says that one must stand.
    pub fn required_files(&mut self, name: &str, rule: &Items) -> Found<Vec<Spooled>> {
        Found(self.optional_files(name, rule))
    }

    /// Files, one part per file, that may be absent.
    pub fn optional_files(&mut self, name: &str, rule: &Items) -> Option<Vec<Spooled>> {
        let mut files = Vec::new();
        let mut rest = Vec::new();
        for (known, file) in std::mem::take(&mut self.files) {
            if known == name {
                files.push(file);
            } else {
                rest.push((known, file));
            }
        }
        self.files = rest;
        if files.is_empty() {
            return None;
        }
        let root = At::root(Place::Body);
        // Two files are the same where their bytes are.
        let prints: Vec<&str> = files.iter().map(|file| file.sha256_hex.as_str()).collect();
        rule.check(&prints, &root.property(name), &mut self.found);
        Some(files)
    }

    /// A file whose table says that it must stand.
    pub fn required_file(&mut self, name: &str) -> Found<Spooled> {
        Found(self.optional_file(name))
    }

    /// A file that may be absent.
    pub fn optional_file(&mut self, name: &str) -> Option<Spooled> {
        let at = self.files.iter().position(|(known, _)| *known == name)?;
        Some(self.files.swap_remove(at).1)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// 400 `validation.failed` with every violation.
    pub fn finish(self) -> Result<(), Stop> {
        let Self {
            specs,
            seen,
            mut found,
            ..
        } = self;
        let root = At::root(Place::Body);
        for spec in specs
            .iter()
            .filter(|spec| spec.required && !seen.contains(&spec.name))
        {
            found.report(&root.property(spec.name), "required", "must be present");
        }
        if found.is_empty() {
            Ok(())
        } else {
            Err(invalid(found))
        }
    }
}

impl Call {
    /// Reads a multipart body whole; parts that are not in the table are skipped.
    ///
    /// # Errors
    /// 415, 413, 408, 400 `request.malformed`; a failure when the spool folder cannot be written.
    pub async fn multipart(&mut self, specs: &'static [PartSpec]) -> Result<Parts, Stop> {
        self.take_parts(specs, Others::Skipped).await
    }

    /// Reads a multipart body whole; a part that is not in the table is a violation, which [`Parts::finish`] tells with the others.
    ///
    /// # Errors
    /// As [`Call::multipart`].
    pub async fn closed_multipart(&mut self, specs: &'static [PartSpec]) -> Result<Parts, Stop> {
        self.take_parts(specs, Others::Forbidden).await
    }

    async fn take_parts(
        &mut self,
        specs: &'static [PartSpec],
        others: Others,
    ) -> Result<Parts, Stop> {
        let Some(body) = self.admitted_body()? else {
            return Err(missing());
        };
        let boundary = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| multer::parse_boundary(text).ok());
        let Some(boundary) = boundary else {
            return Err(unsupported());
        };
        let intake = Intake::new(specs, others, self.core.options.spool_dir.clone());
        let max_bytes = self.spec().body_max_bytes;
        let read = tokio::time::timeout(
            deadline(self.core.options.body_timeout_ms, max_bytes),
            intake.read(body, boundary, max_bytes),
        );
        let (parts, digest) = read.await.map_err(|_| too_slow())??;
        self.exchange.set_body_left(false);
        self.digest = BodyDigest::Parts(digest);
        Ok(parts)
    }
}

/// What becomes of parts that are not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    Skipped,
    Forbidden,
}

/// A body being taken apart.
struct Intake {
    others: Others,
    spool_dir: PathBuf,
    parts: Parts,
    /// Name, media type and content hash of each known part.
    prints: Vec<(&'static str, String, String)>,
}

impl Intake {
    fn new(specs: &'static [PartSpec], others: Others, spool_dir: PathBuf) -> Self {
        let parts = Parts {
            specs,
            texts: Vec::new(),
            files: Vec::new(),
            seen: Vec::new(),
            found: Violations::new(),
        };
        Self {
            others,
            spool_dir,
            parts,
            prints: Vec::new(),
        }
    }

    async fn read(
        mut self,
        body: Body,
        boundary: String,
        max_bytes: u64,
    ) -> Result<(Parts, [u8; 32]), Stop> {
        let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(max_bytes));
        let head = Arc::new(Head::default());
        let pieces = one_at_a_time(body, Arc::clone(&head));
        let mut multipart = Multipart::with_constraints(pieces, boundary, limits);
        let mut count = 0;
        loop {
            head.begin();
            let Some(field) = multipart.next_field().await.map_err(refused)? else {
                break;
            };
            head.end();
            count += 1;
            if count > PARTS_MAX {
                return Err(too_large());
            }
            self.take(field).await?;
        }
        self.prints.sort_unstable();
        let mut hash = Sha256::new();
        for (name, media_type, content) in &self.prints {
            framed(&mut hash, name.as_bytes());
            framed(&mut hash, media_type.as_bytes());
            framed(&mut hash, content.as_bytes());
        }
        Ok((self.parts, hash.finalize().into()))
    }

    async fn take(&mut self, mut field: Field<'static>) -> Result<(), Stop> {
        let spec = self
            .parts
            .specs
            .iter()
            .find(|spec| field.name() == Some(spec.name));
        let Some(spec) = spec else {
            if self.others == Others::Forbidden {
                let root = At::root(Place::Body);
                self.parts.found.report(
                    &root.property(field.name().unwrap_or_default()),
                    "additionalProperties",
                    "is not a known property",
                );
            }
            while field.chunk().await.map_err(refused)?.is_some() {}
            return Ok(());
        };
        if self.parts.seen.contains(&spec.name) && !spec.repeated {
            let root = At::root(Place::Body);
            self.parts
                .found
                .report(&root.property(spec.name), "maxItems", "must be given once");
            while field.chunk().await.map_err(refused)?.is_some() {}
            return Ok(());
        }
        if !self.parts.seen.contains(&spec.name) {
            self.parts.seen.push(spec.name);
        }
        let media_type = field
            .content_type()
            .map(|media| media.essence_str().to_owned());
        let is_allowed = |media: &String| {
            spec.media_types
                .iter()
                .any(|declared| covers(declared, media))
        };
        if spec.kind == PartKind::File
            && !spec.media_types.is_empty()
            && !media_type.as_ref().is_some_and(is_allowed)
        {
            return Err(unsupported());
        }
        match spec.kind {
            PartKind::Text | PartKind::Json => self.take_text(spec, field).await,
            PartKind::File => {
                self.take_file(
                    spec,
                    field,
                    media_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
                )
                .await
            }
        }
    }

    async fn take_text(&mut self, spec: &PartSpec, mut field: Field<'static>) -> Result<(), Stop> {
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(refused)? {
            if (bytes.len() + chunk.len()) as u64 > spec.max_bytes {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| body::malformed("a part of the body is not UTF-8"))?;
        self.prints
            .push((spec.name, String::new(), hex::encode(Sha256::digest(&text))));
        self.parts.texts.push((spec.name, text));
        Ok(())
    }

    async fn take_file(
        &mut self,
        spec: &PartSpec,
        mut field: Field<'static>,
        media_type: String,
    ) -> Result<(), Stop> {
        let mut open = Opening {
            dir: self.spool_dir.clone(),
            media_type: media_type.clone(),
            file_name: field.file_name().map(str::to_owned),
            file: None,
        };
        let mut piece = Vec::new();
        let mut length = 0u64;
        while let Some(chunk) = field.chunk().await.map_err(refused)? {
            length += chunk.len() as u64;
            if length > spec.max_bytes {
                return Err(too_large());
            }
            piece.extend_from_slice(&chunk);
            if piece.len() >= PIECE_BYTES {
                (open, piece) = open.append(piece).await?;
            }
        }
        let (open, _) = open.append(piece).await?;
        let Some(spooling) = open.file else {
            return Err(Stop::fail(Failure::new("a spooled file was never opened")));
        };
        let spooled = spooling.close();
        self.prints
            .push((spec.name, media_type, spooled.sha256_hex.clone()));
        self.parts.files.push((spec.name, spooled));
        Ok(())
    }
}

/// A file that is opened together with its first piece.
struct Opening {
    dir: PathBuf,
    media_type: String,
    file_name: Option<String>,
    file: Option<Spooling>,
}

impl Opening {
    /// Hashes and writes on a blocking thread; hands the buffer back, empty.
    async fn append(self, piece: Vec<u8>) -> Result<(Self, Vec<u8>), Stop> {
        let written = tokio::task::spawn_blocking(move || {
            let (mut open, mut piece) = (self, piece);
            let mut file = match open.file.take() {
                Some(file) => file,
                None => Spooling::open(
                    &open.dir,
                    std::mem::take(&mut open.media_type),
                    open.file_name.take(),
                )?,
            };
            file.write(&piece)?;
            piece.clear();
            open.file = Some(file);
            Ok((open, piece))
        });
        written.await.map_err(Failure::from)?.map_err(not_kept)
    }
}

fn refused(error: multer::Error) -> Stop {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            too_large()
        }
        multer::Error::StreamReadFailed(error) if error.is::<HeadTooLong>() => {
            body::malformed("the headers of a part have no end")
        }
        multer::Error::StreamReadFailed(_) => body::broken(),
        _ => body::malformed("the body is not well-formed multipart/form-data"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_slow_line_gets_time_for_a_large_body() {
        assert_eq!(deadline(1_000, 64_000), Duration::from_millis(2_000));
    }
}
