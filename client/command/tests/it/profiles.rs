//! Where the server and the token come from.

use crate::{
    shell::{Shell, TOKEN, write},
    stub::{Stub, json},
};

const PAGE: &str = r#"{"data":[],"requestId":"r-1"}"#;
const SEARCH: &[&str] = &["search-products", "--session-id", "sess_7f3a91"];

fn profiles(shell: &Shell, url: &str, mode: u32) {
    let folder = shell.home.path().join(".config/concierge");
    let text = format!(
        "default = \"here\"\n[profiles.here]\nurl = \"{url}\"\ntoken-file = \"here.token\"\ntimeout-s = 5\n\
        [profiles.there]\nurl = \"{url}/there\"\n"
    );
    write(&folder.join("profiles.toml"), &text, mode);
    write(&folder.join("here.token"), &format!("{TOKEN}\n"), 0o600);
}

fn bearer(request: &str) -> bool {
    request.contains(&format!("\r\nauthorization: Bearer {TOKEN}\r\n"))
}

#[test]
fn a_profile_names_the_server_and_its_token() {
    let stub = Stub::start(vec![json(200, PAGE), json(200, PAGE)]);
    let shell = Shell::new();
    profiles(&shell, &stub.url, 0o600);
    assert_eq!(shell.run(SEARCH).code, 0);
    let there = shell.run(&[SEARCH, &["--profile", "there"]].concat());
    assert_eq!(there.code, 0, "{there:?}");
    let seen = stub.seen();
    assert!(bearer(&seen[0]), "{seen:?}");
    assert!(seen[1].starts_with("POST /there/api/concierge/products ") && !bearer(&seen[1]));
    let unknown = shell.run(&[SEARCH, &["--profile", "nowhere"]].concat());
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("there are: here, there"),
        "{unknown:?}"
    );
}

#[test]
fn a_profiles_token_goes_to_no_other_server() {
    let (mine, other) = (Stub::start(Vec::new()), Stub::start(vec![json(200, PAGE)]));
    let shell = Shell::new();
    profiles(&shell, &mine.url, 0o600);
    let ended = shell.run(&[SEARCH, &["--url", &other.url]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!bearer(&other.seen()[0]));
}

#[cfg(unix)]
#[test]
fn what_others_can_read_is_refused() {
    let stub = Stub::start(Vec::new());
    let shell = Shell::new();
    profiles(&shell, &stub.url, 0o644);
    let ended = shell.run(SEARCH);
    assert_eq!(ended.code, 2);
    assert!(
        ended.err.contains("others can read it (mode 0644)"),
        "{ended:?}"
    );
    let token = shell.home.path().join("token");
    write(&token, TOKEN, 0o640);
    profiles(&shell, &stub.url, 0o600);
    let words = [SEARCH, &["--token-file", token.to_str().expect("UTF-8")]].concat();
    let ended = shell.run(&words);
    assert_eq!(ended.code, 2);
    assert!(
        ended.err.contains("others can read it (mode 0640)"),
        "{ended:?}"
    );
    assert!(stub.seen().is_empty());
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_profile() {
    let (flag, variable, profile) = (
        Stub::start(vec![json(200, PAGE)]),
        Stub::start(vec![json(200, PAGE)]),
        Stub::start(Vec::new()),
    );
    let shell = Shell::new().with("CONCIERGE_URL", &variable.url);
    profiles(&shell, &profile.url, 0o600);
    assert_eq!(shell.run(SEARCH).code, 0);
    assert_eq!(shell.run(&[SEARCH, &["--url", &flag.url]].concat()).code, 0);
    let counts = [&flag, &variable, &profile].map(|stub| stub.seen().len());
    assert_eq!(counts, [1, 1, 0]);
}

#[test]
fn a_scheme_may_have_a_token_of_its_own() {
    let stub = Stub::start(vec![json(200, PAGE)]);
    let shell = Shell::at(&stub.url).with("CONCIERGE_TOKEN_CONCIERGEKEY", "ck_another");
    assert_eq!(shell.run(SEARCH).code, 0);
    assert!(stub.seen()[0].contains("\r\nauthorization: Bearer ck_another\r\n"));
}

#[test]
fn the_folder_of_settings_may_lie_elsewhere() {
    let stub = Stub::start(vec![json(200, PAGE)]);
    let shell = Shell::new();
    let folder = shell.home.path().join("elsewhere");
    write(
        &folder.join("concierge/profiles.toml"),
        &format!("[profiles.here]\nurl = \"{}\"\n", stub.url),
        0o600,
    );
    let shell = shell.with("CONCIERGE_PROFILE", "here");
    let shell = {
        let path = folder.to_str().expect("UTF-8").to_owned();
        shell.with("XDG_CONFIG_HOME", &path)
    };
    assert_eq!(shell.run(SEARCH).code, 0);
}

#[test]
fn a_mistake_in_the_file_is_told_without_its_text() {
    let shell = Shell::new();
    let path = shell.home.path().join(".config/concierge/profiles.toml");
    write(
        &path,
        &format!("[profiles.here]\ntoken = \"{TOKEN}\"\n"),
        0o600,
    );
    let ended = shell.run(SEARCH);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("profiles.toml"), "{ended:?}");
}
