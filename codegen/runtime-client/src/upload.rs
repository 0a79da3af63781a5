//! Files and bytes that can be read from the start again.

use std::{
    collections::VecDeque,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, Take},
};

/// How much of a file is in memory at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// What is uploaded. It is opened anew for every attempt, so that a repeat sends all of it again.
#[derive(Clone)]
pub struct Upload {
    source: Source,
    file_name: Option<String>,
    media_type: Option<String>,
    headers: Vec<(String, String)>,
}

#[derive(Clone)]
enum Source {
    File(PathBuf),
    Bytes(Bytes),
    Stream(Arc<dyn Fn() -> Chunks + Send + Sync>),
}

type Chunks = BoxStream<'static, io::Result<Bytes>>;

impl Upload {
    /// A file, streamed from disk.
    #[must_use]
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        Self::new(Source::File(path.into()))
    }

    /// Bytes in memory.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// A stream of unknown length. `open` is called for every attempt and begins at the start each time.
    #[must_use]
    pub fn from_stream<S>(open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        Self::new(Source::Stream(Arc::new(move || open().boxed())))
    }

    /// The same under another file name; a file from disk has its own unless told.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The same with a media type, for example `image/png`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The same with a header of its own, where it is a part of a form.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn new(source: Source) -> Self {
        Self {
            source,
            file_name: None,
            media_type: None,
            headers: Vec::new(),
        }
    }

    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The name that travels with it.
    pub(crate) fn file_name(&self) -> &str {
        let own = match &self.source {
            Source::File(path) => path.file_name().and_then(|name| name.to_str()),
            Source::Bytes(_) | Source::Stream(_) => None,
        };
        self.file_name.as_deref().or(own).unwrap_or("upload")
    }

    /// The media type that travels with it: the stated one, the only one that the contract allows, or the one that the name tells.
    pub(crate) fn media_type(&self, allowed: &[&str]) -> String {
        if let Some(stated) = &self.media_type {
            return stated.clone();
        }
        let extension = Path::new(self.file_name())
            .extension()
            .and_then(|text| text.to_str());
        let subtype = match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("jpg") => Some("jpeg".to_owned()),
            Some("txt") => Some("plain".to_owned()),
            other => other.map(str::to_owned),
        };
        let told = allowed.iter().find(|media| {
            media
                .split_once('/')
                .is_some_and(|(_, wanted)| Some(wanted) == subtype.as_deref())
        });
        match (told, allowed) {
            (Some(told), _) => (*told).to_owned(),
            (None, [only]) if !only.contains('*') => (*only).to_owned(),
            _ => "application/octet-stream".to_owned(),
        }
    }

    /// Opens it from its start.
    pub(crate) async fn open(&self) -> io::Result<Piece> {
        match &self.source {
            Source::Bytes(bytes) => Ok(Piece::Bytes(bytes.clone())),
            Source::Stream(open) => Ok(Piece::Stream(open())),
            Source::File(path) => {
                let named = |error: io::Error| {
                    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
                };
                let file = File::open(path).await.map_err(named)?;
                let bytes = file.metadata().await.map_err(named)?.len();
                Ok(Piece::File(file.take(bytes)))
            }
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

impl From<PathBuf> for Upload {
    fn from(path: PathBuf) -> Self {
        Self::from_path(path)
    }
}

impl From<&Path> for Upload {
    fn from(path: &Path) -> Self {
        Self::from_path(path)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::from_bytes(bytes)
    }
}

/// A stretch of a body.
pub(crate) enum Piece {
    Bytes(Bytes),
    Stream(Chunks),
    /// As many bytes as the file had when it was opened.
    File(Take<File>),
}

impl Piece {
    /// How many there are; a stream doesn't say.
    pub(crate) fn bytes(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File(file) => Some(file.limit()),
            Self::Stream(_) => None,
        }
    }
}

/// The pieces in order, in chunks.
pub(crate) fn stream(pieces: Vec<Piece>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::try_unfold(VecDeque::from(pieces), |mut pieces| async move {
        Ok(next_chunk(&mut pieces).await?.map(|chunk| (chunk, pieces)))
    })
}

async fn next_chunk(pieces: &mut VecDeque<Piece>) -> io::Result<Option<Bytes>> {
    while let Some(piece) = pieces.front_mut() {
        match piece {
            Piece::Bytes(bytes) => {
                let chunk = std::mem::take(bytes);
                pieces.pop_front();
                if !chunk.is_empty() {
                    return Ok(Some(chunk));
                }
            }
            Piece::Stream(chunks) => match chunks.next().await {
                Some(chunk) => return chunk.map(Some),
                None => {
                    pieces.pop_front();
                }
            },
            Piece::File(file) if file.limit() == 0 => {
                pieces.pop_front();
            }
            Piece::File(file) => {
                let mut chunk = BytesMut::with_capacity(CHUNK_BYTES);
                if file.read_buf(&mut chunk).await? == 0 {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "the file became shorter while it was sent",
                    ));
                }
                return Ok(Some(chunk.freeze()));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::Upload;

    #[test]
    fn the_media_type_is_stated_told_or_the_only_one() {
        let allowed = ["image/png", "image/jpeg"];
        let named = |name: &str| Upload::from_bytes("x").with_file_name(name);
        assert_eq!(named("a.PNG").media_type(&allowed), "image/png");
        assert_eq!(named("a.jpg").media_type(&allowed), "image/jpeg");
        assert_eq!(
            named("a.gif").media_type(&allowed),
            "application/octet-stream"
        );
        assert_eq!(named("a").media_type(&["text/csv"]), "text/csv");
        assert_eq!(
            named("a").media_type(&["image/*"]),
            "application/octet-stream"
        );
        assert_eq!(
            named("a.png")
                .with_media_type("image/webp")
                .media_type(&allowed),
            "image/webp"
        );
    }
}
