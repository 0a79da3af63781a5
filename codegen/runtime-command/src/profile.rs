//! Servers by name: `profiles.toml` in the folder where a user keeps settings.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{secret_file, settings::Refused};

/// What is known of a server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Profile {
    /// Where it is.
    pub(crate) url: Option<String>,
    /// The file that holds its token, relative to the folder of `profiles.toml`.
    pub(crate) token_file: Option<PathBuf>,
    /// How long a call may take in all, in seconds.
    pub(crate) timeout_s: Option<u64>,
    /// How long one attempt may take, in seconds.
    pub(crate) attempt_timeout_s: Option<u64>,
    /// What the program's own subcommands want to know.
    #[serde(default)]
    pub(crate) values: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Profiles {
    /// The one that is taken where none is named.
    default: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

/// The profile of a name, or the default one; none where there is no file and no name.
pub(crate) fn find(path: &Path, name: Option<&str>) -> Result<Option<Profile>, Refused> {
    let text = match secret_file::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && name.is_none() => return Ok(None),
        Err(error) => return Err(Refused::unreadable("the profiles", path, error)),
    };
    // What stands in the file may be secret, so that only the place of a mistake is told.
    let profiles: Profiles = toml::from_str(&text).map_err(|error| {
        let message = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        Refused::unreadable("the profiles", path, io::Error::other(message))
    })?;
    let Some(name) = name.or(profiles.default.as_deref()) else {
        return Ok(None);
    };
    let Some(mut profile) = profiles.profiles.get(name).cloned() else {
        let known: Vec<&str> = profiles.profiles.keys().map(String::as_str).collect();
        return Err(Refused::UnknownProfile {
            name: name.to_owned(),
            known: known.join(", "),
        });
    };
    let folder = path.parent().unwrap_or(path);
    profile.token_file = profile.token_file.map(|file| folder.join(file));
    Ok(Some(profile))
}

/// `$XDG_CONFIG_HOME/PROGRAM/profiles.toml`, or the same under `~/.config`.
pub(crate) fn path(program: &str, variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let stated = variable("XDG_CONFIG_HOME").map(PathBuf::from);
    let stated = stated.filter(|path| path.is_absolute());
    let folder = stated.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".config")))?;
    Some(folder.join(program).join("profiles.toml"))
}
