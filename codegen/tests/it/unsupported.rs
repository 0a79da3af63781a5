//! The registry of unsupported shapes: each entry has a fixture that yields it and nothing else, and nothing is reported that has no entry.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use concierge_codegen::compile::{Package, Planned, Target, TargetError, plan_target};
use concierge_codegen::emit::{PackageName, Runtimes};
use concierge_codegen::finding::{Findings, Severity};
use concierge_codegen::load::load_text;
use concierge_codegen::lower::lower_document_allowing;
use concierge_codegen::unsupported::{Allowed, Fallback, SHAPES, guide};

fn fixture(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/unsupported/{id}.yaml"))
}

/// What comes of a fixture: the findings, and whether there are crates.
fn plan(id: &str, allowed: Allowed) -> (Findings, bool) {
    let package = Package {
        name: PackageName::parse("shop").expect("a name"),
        runtimes: Runtimes::Published,
    };
    let target = Target {
        allowed,
        ..Target::package(fixture(id), "nowhere".into(), package)
    };
    match plan_target(&target) {
        Ok(Planned { warnings, .. }) => (warnings, true),
        Err(TargetError::Contract(failed)) => (failed.findings, false),
        Err(TargetError::Plan(error)) => panic!("{id}: {error}"),
    }
}

/// Every finding of a fixture has its id, this severity, and a place.
fn assert_only(id: &str, findings: &Findings, severity: Severity) {
    assert!(!findings.is_empty(), "{id}: nothing was found");
    for finding in findings {
        let place = &finding.place;
        let found = (finding.rule, finding.severity, place.file.as_str());
        assert_eq!(
            found,
            (id, severity, format!("{id}.yaml").as_str()),
            "{finding}"
        );
        assert!(
            place.line > 3,
            "{id}: it stands at {}:{}",
            place.line,
            place.column
        );
    }
}

#[test]
fn each_fixture_yields_its_id_and_nothing_else() {
    for shape in SHAPES {
        let (findings, generated) = plan(shape.id, Allowed::default());
        let always = matches!(shape.fallback, Fallback::Always(_));
        let severity = if always {
            Severity::Warning
        } else {
            Severity::Error
        };
        assert_eq!(generated, always, "{}", findings.render(None));
        assert_only(shape.id, &findings, severity);
    }
}

#[test]
fn what_is_allowed_is_generated_with_a_warning() {
    for shape in SHAPES {
        match (Allowed::of([shape.id]), shape.fallback) {
            (Ok(allowed), Fallback::Always(_) | Fallback::OnRequest(_)) => {
                let (findings, generated) = plan(shape.id, allowed);
                assert!(generated, "{}", findings.render(None));
                assert_only(shape.id, &findings, Severity::Warning);
            }
            (Err(error), Fallback::Never(reason)) => {
                assert_eq!(error.to_string(), format!("allow `{}`: {reason}", shape.id));
            }
            (allowed, fallback) => panic!("{}: {allowed:?} for {fallback:?}", shape.id),
        }
    }
    let error = Allowed::of(["no-such-shape"]).expect_err("it is unknown");
    assert!(
        error
            .to_string()
            .starts_with("allow `no-such-shape`: there is no such shape")
    );
}

#[test]
fn ids_are_ordered_and_have_a_fixture_each() {
    let ids: Vec<&str> = SHAPES.iter().map(|shape| shape.id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let folder = fixture("").parent().expect("a folder").to_path_buf();
    let fixtures: BTreeSet<String> = fs::read_dir(folder)
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(fixtures, ids.into_iter().map(str::to_owned).collect());
}

/// Without its certificate such an operation would ask for nothing.
#[test]
fn a_certificate_alone_opens_no_operation() {
    let stated = fs::read_to_string(fixture("unsupported-mutual-tls")).expect("a fixture");
    let alone = "security: [{other: []}]";
    let text = stated.replace("security: [{other: []}, {other: [], known: []}]", alone);
    assert!(text.contains(alone), "the fixture changed");
    let lower = |text: &str| {
        let doc = load_text("openapi.yaml", text).expect("a document");
        let allowed = Allowed::of(["unsupported-mutual-tls"]).expect("an id");
        lower_document_allowing(&doc, &allowed)
    };
    let findings = lower(&text).expect_err("nobody could be told from anybody");
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| (finding.rule, finding.place.line))
        .collect();
    assert_eq!(errors, [("unsupported-mutual-tls", 8)]);

    let api = lower(&stated).expect("another alternative is left").api;
    let [requirement] = api.operations[0].security.as_slice() else {
        panic!("{:?}", api.operations[0].security);
    };
    let names: Vec<&str> = requirement
        .schemes
        .iter()
        .map(|one| one.0.as_str())
        .collect();
    assert_eq!(names, ["other", "known"]);
}

/// The words of the compiler's own sources that look like ids of the registry.
#[test]
fn nothing_is_reported_that_has_no_entry() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut reported = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        if folder.ends_with("unsupported") {
            continue;
        }
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(path).expect("a source");
            reported.extend(text.split('"').map(str::to_owned));
        }
    }
    for shape in SHAPES {
        assert!(
            reported.contains(shape.id),
            "nothing reports `{}`",
            shape.id
        );
    }
    for word in &reported {
        let letters = word
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '-');
        let is_id = letters && (word.starts_with("unsupported-") || word.starts_with("fallback-"));
        let known = SHAPES.iter().any(|shape| shape.id == word);
        assert!(!is_id || known, "`{word}` has no entry in the registry");
    }
}

#[test]
fn the_page_is_what_explain_prints() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/unsupported.md");
    let stands = fs::read_to_string(page).unwrap_or_default();
    let fix = "cargo run -q -p concierge-codegen -- explain > docs/unsupported.md";
    assert!(
        stands == guide(),
        "docs/unsupported.md is stale; fix: {fix}"
    );
}
