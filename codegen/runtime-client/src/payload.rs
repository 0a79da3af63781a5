//! Bodies that can be opened anew for every attempt.

use std::{collections::BTreeMap, fmt, io};

use bytes::Bytes;
use http::{HeaderValue, header};
use reqwest::{Body, Request};
use serde::Serialize;
use serde_json::value::RawValue;

use concierge_runtime::{
    Place,
    parameter::{Style, Value},
};

use crate::{InvalidRequest, Multipart, Upload, Written};

/// What a request's body is made of.
#[derive(Clone)]
pub enum Payload {
    /// No body.
    Empty,
    /// Bytes in memory, with their media type.
    Bytes(HeaderValue, Bytes),
    /// A file or bytes, and the media types that the contract allows.
    Upload(Upload, &'static [&'static str]),
    /// `multipart/form-data`
    Multipart(Multipart),
}

impl Payload {
    /// A JSON body under a media type of the contract.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn json<T: Serialize>(media_type: &'static str, value: &T) -> Result<Self, InvalidRequest> {
        let bytes =
            serde_json::to_vec(value).map_err(|_| InvalidRequest::new("write the body as JSON"))?;
        Ok(Self::Bytes(header_value(media_type)?, bytes.into()))
    }

    /// A form of an object's properties: those that are listed in their own way, the others as plain values, lists repeated.
    ///
    /// # Errors
    /// When the value cannot be written, or is no object.
    pub fn form<T: Serialize>(
        value: &T,
        properties: &[(&str, Written)],
    ) -> Result<Self, InvalidRequest> {
        let unwritable = |_| InvalidRequest::new("write the body as a form: it is no object");
        let json = serde_json::to_string(value).map_err(unwritable)?;
        // Raw values keep the digits of exact numbers.
        let fields: BTreeMap<String, &RawValue> =
            serde_json::from_str(&json).map_err(unwritable)?;
        let mut pairs = Vec::new();
        for (name, value) in &fields {
            let own = properties.iter().find(|(listed, _)| listed == name);
            let written = own.map_or(Written::new(Style::Form, true), |(_, written)| *written);
            let text = written.text(Place::Body, name, value)?;
            pairs.extend(text.filter(|text| !text.is_empty()));
        }
        let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        Ok(Self::Bytes(media_type, pairs.join("&").into()))
    }

    /// Text under a media type of the contract, or a scalar that is written as one.
    ///
    /// # Errors
    /// When the media type is none, or the value no scalar.
    pub fn text<T: Serialize>(media_type: &'static str, value: &T) -> Result<Self, InvalidRequest> {
        let text = match Value::of(value) {
            Ok(Some(Value::Text(text))) => text,
            Ok(_) | Err(_) => return Err(InvalidRequest::new("write the body as text")),
        };
        Ok(Self::Bytes(header_value(media_type)?, text.into()))
    }

    /// A file or bytes; `media_types` are those that the contract allows.
    #[must_use]
    pub fn upload(upload: Upload, media_types: &'static [&'static str]) -> Self {
        Self::Upload(upload, media_types)
    }

    /// Writes a fresh body, its type and its length onto a request.
    pub(crate) async fn open(&self, request: &mut Request) -> io::Result<()> {
        match self {
            Self::Empty => {}
            Self::Bytes(media_type, bytes) => {
                request
                    .headers_mut()
                    .insert(header::CONTENT_TYPE, media_type.clone());
                *request.body_mut() = Some(Body::from(bytes.clone()));
            }
            Self::Upload(upload, allowed) => {
                let media_type = HeaderValue::from_str(&upload.media_type(allowed));
                let media_type =
                    media_type.map_err(|_| io::Error::other("its media type is none"))?;
                request
                    .headers_mut()
                    .insert(header::CONTENT_TYPE, media_type);
                set_stream(request, vec![upload.open().await?]);
            }
            Self::Multipart(multipart) => {
                request
                    .headers_mut()
                    .insert(header::CONTENT_TYPE, multipart.content_type());
                set_stream(request, multipart.open().await?);
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Payload {
    /// What a body holds is nobody's business but the server's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(media_type, bytes) => {
                write!(f, "Bytes({media_type:?}, {} bytes)", bytes.len())
            }
            Self::Upload(..) => f.write_str("Upload"),
            Self::Multipart(form) => write!(f, "{form:?}"),
        }
    }
}

fn header_value(media_type: &str) -> Result<HeaderValue, InvalidRequest> {
    HeaderValue::from_str(media_type)
        .map_err(|_| InvalidRequest::new(format!("write the body as `{media_type}`")))
}

fn set_stream(request: &mut Request, pieces: Vec<crate::upload::Piece>) {
    // Servers refuse a body that is too large by its length, before it is sent; a stream has none until it ends.
    let lengths = pieces.iter().map(crate::upload::Piece::bytes);
    if let Some(length) = lengths.sum::<Option<u64>>() {
        request
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    *request.body_mut() = Some(Body::wrap_stream(crate::upload::stream(pieces)));
}
