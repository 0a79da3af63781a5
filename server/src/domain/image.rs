//! What a picture is, told by its first bytes: names and declared types can lie.

/// Kinds of picture that are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// WebP
    WebP,
}

impl ImageKind {
    /// How many first bytes [`ImageKind::of`] looks at.
    pub const HEAD_BYTES: usize = 16;

    /// The kind behind a file's first bytes.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        let is_png = head.starts_with(b"\x89PNG\r\n\x1a\n") && head.get(12..16) == Some(b"IHDR");
        let is_webp = head.starts_with(b"RIFF") && head.get(8..15) == Some(b"WEBPVP8");
        match head {
            _ if is_png => Some(Self::Png),
            [0xff, 0xd8, 0xff, 0xc0..=0xfe, ..] => Some(Self::Jpeg),
            _ if is_webp => Some(Self::WebP),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_the_kind() {
        let cases: &[(&[u8], Option<ImageKind>)] = &[
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", Some(ImageKind::Png)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rtEXt\0\0", None),
            (b"\x89PNG\r\n\x1a\n", None),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(ImageKind::Jpeg)),
            (b"\xff\xd8\xff\xdb", Some(ImageKind::Jpeg)),
            (b"\xff\xd8\xff", None),
            (b"\xff\xd8\xff\0", None),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(ImageKind::WebP)),
            (b"RIFF\x10\0\0\0WEBPVP8L", Some(ImageKind::WebP)),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"GIF89a", None),
            (b"<svg xmlns=", None),
            (b"", None),
        ];
        for (head, kind) in cases {
            assert_eq!(ImageKind::of(head), *kind, "{head:?}");
        }
    }
}
