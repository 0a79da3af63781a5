//! The one table of all settings, concern by concern.

use super::{
    Setting, cors, environment, events, limits, listen, log, pages, scanner, secrets, seeding,
    storage,
};

/// Every setting, in the order in which the reference lists them.
pub(super) fn all() -> impl Iterator<Item = &'static Setting> {
    [
        environment::SETTINGS,
        listen::SETTINGS,
        cors::SETTINGS,
        limits::SETTINGS,
        log::SETTINGS,
        pages::SETTINGS,
        storage::SETTINGS,
        secrets::SETTINGS,
        scanner::SETTINGS,
        events::SETTINGS,
        seeding::SETTINGS,
    ]
    .into_iter()
    .flatten()
}

/// Those that matter to a command which touches the store without serving.
pub(super) fn kept() -> impl Iterator<Item = &'static Setting> {
    [environment::SETTINGS, storage::SETTINGS, secrets::SETTINGS]
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::Kind;

    #[test]
    fn no_two_settings_share_a_name_a_flag_or_a_variable() {
        let (mut names, mut flags, mut variables) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for setting in all() {
            assert!(names.insert(setting.name), "{}", setting.name);
            assert!(variables.insert(setting.variable), "{}", setting.variable);
            assert!(setting.variable.starts_with("CONCIERGE_"));
            if let Some(flag) = setting.flag {
                assert!(flags.insert(flag), "{flag}");
            }
        }
    }

    #[test]
    fn defaults_are_what_their_settings_take() {
        for setting in all().filter(|setting| !setting.default.is_empty()) {
            assert!(setting.kind.takes(setting.default), "{}", setting.name);
        }
    }

    #[test]
    fn a_secret_is_no_flag_and_can_be_named_by_a_file() {
        for secret in all().filter(|setting| setting.kind == Kind::Secret) {
            assert_eq!(secret.flag, None, "{}", secret.name);
            let file = format!("{}_file", secret.name);
            let file = all().find(|setting| setting.name == file);
            assert_eq!(
                file.map(|file| file.kind),
                Some(Kind::Path),
                "{}_file",
                secret.name
            );
        }
    }
}
