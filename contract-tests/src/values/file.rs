//! The smallest file of a media type that a reader accepts.

use concierge_codegen::ir::{Format, Part, Type};

/// Whether a part holds raw bytes.
pub(crate) fn is_binary(part: &Part) -> bool {
    matches!(&part.schema.ty, Type::Text(text) if text.format == Format::Binary)
}

/// Bytes of a file of a media type, each with the signature that its readers look for.
pub(crate) fn file_bytes(media_type: &str) -> Vec<u8> {
    match media_type {
        "image/jpeg" => [
            &[0xff, 0xd8, 0xff, 0xe0, 0, 16][..],
            b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0",
            &[0xff, 0xd9],
        ]
        .concat(),
        "image/gif" => b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(),
        "image/webp" => {
            b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
                .to_vec()
        }
        "application/pdf" => b"%PDF-1.4\n%%EOF\n".to_vec(),
        media_type if media_type.starts_with("image/") || media_type.is_empty() => PNG.to_vec(),
        _ => b"contract tests\n".to_vec(),
    }
}

/// A transparent picture of one pixel.
const PNG: [u8; 68] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4,
    0x89, 0x00, 0x00, 0x00, 0x0b, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0x00, 0x02, 0x00,
    0x00, 0x05, 0x00, 0x01, 0xe9, 0xfa, 0xdc, 0xd8, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44,
    0xae, 0x42, 0x60, 0x82,
];
