//! Files that hold secrets: nobody else may read them.

use std::{fs, io, path::Path};

/// The text of a file that only its owner can read. Pipes, as a shell makes them, are nobody else's anyway.
///
/// # Errors
/// When it cannot be read, or others can read it.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    check_owner_only(path)?;
    fs::read_to_string(path)
}

#[cfg(unix)]
fn check_owner_only(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = fs::metadata(path)?;
    let mode = metadata.permissions().mode();
    if metadata.is_file() && mode & 0o077 != 0 {
        let message = format!(
            "others can read it (mode {:04o}); run `chmod 600` on it",
            mode & 0o7777
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    Ok(())
}

/// Elsewhere the folder of the user is the wall.
#[cfg(not(unix))]
fn check_owner_only(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(|_| ())
}
