//! Stamps: a run with nothing to do compiles nothing, and any difference at all makes it compile.

use std::fs;
use std::path::{Path, PathBuf};

use concierge_codegen::compile::{Package, StubTarget, Target};
use concierge_codegen::emit::{Names, PackageName, Runtimes};
use concierge_codegen::generate::{Outcome, Verb, generate};
use concierge_codegen::stamp::Stamps;
use concierge_codegen::unsupported::Allowed;
use tempfile::TempDir;

const SPEC: &str = "openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    get:
      operationId: list_orders
      callbacks: {told: {}}
      responses:
        '200': {description: them, content: {application/json: {schema: {$ref: schemas/order.yaml#/Order}}}}
";

const SCHEMAS: &str =
    "Order: {type: object, required: [id], properties: {id: {type: string, minLength: 1}}}\n";

/// A contract in `api/`, its crates in `out/`, its stamps in `stamps/`; generated once.
struct Shop(TempDir);

impl Shop {
    fn new() -> Self {
        let shop = Self(tempfile::tempdir().expect("a folder"));
        shop.write("api/openapi.yaml", SPEC);
        shop.write("api/schemas/order.yaml", SCHEMAS);
        let first = shop.run(&shop.package(), Verb::Write);
        assert!(!first.stamped && !first.changes.is_empty());
        shop
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).expect("a file")
    }

    fn package(&self) -> Target {
        let package = Package {
            name: PackageName::parse("shop").expect("a name"),
            runtimes: Runtimes::Published,
        };
        Target::package(self.at("api/openapi.yaml"), self.at("out"), package)
    }

    fn run(&self, target: &Target, verb: Verb) -> Outcome {
        let stamps = Stamps::new(self.at("stamps"));
        generate(target, verb, Some(&stamps)).expect("it compiles")
    }

    /// The next run compiles, whatever it is asked to do, until all is well again.
    fn assert_noticed(&self, what: &str) {
        let target = self.package();
        let compared = self.run(&target, Verb::Compare);
        assert!(!compared.stamped, "{what}");
        let written = self.run(&target, Verb::Write);
        assert_eq!(paths(&written), paths(&compared), "{what}");
        assert_eq!(written.stamped, compared.changes.is_empty(), "{what}");
        assert!(self.run(&target, Verb::Compare).stamped, "{what}");
    }
}

fn paths(outcome: &Outcome) -> Vec<String> {
    let changes = outcome.changes.iter();
    changes
        .map(|change| format!("{} {}", change.kind.as_str(), change.path))
        .collect()
}

#[test]
fn nothing_changed_means_nothing_is_compiled_and_the_same_is_told() {
    let shop = Shop::new();
    let target = shop.package();
    let compiled = generate(&target, Verb::Compare, None).expect("it compiles");
    assert!(!compiled.stamped && compiled.changes.is_empty());
    assert!(
        compiled.warned.text.contains("unsupported-callbacks") && compiled.warned.count > 0,
        "{}",
        compiled.warned.text
    );
    for verb in [Verb::Write, Verb::Compare] {
        let again = shop.run(&target, verb);
        assert!(again.stamped && again.changes.is_empty());
        assert_eq!(again.warned, compiled.warned);
    }
}

#[test]
fn a_comparison_that_finds_all_well_leaves_a_stamp_and_one_that_does_not_leaves_none() {
    let shop = Shop::new();
    let target = shop.package();
    fs::remove_dir_all(shop.at("stamps")).expect("they are there");
    assert!(!shop.run(&target, Verb::Compare).stamped);
    assert!(shop.run(&target, Verb::Compare).stamped);

    fs::remove_dir_all(shop.at("stamps")).expect("they are there");
    fs::remove_file(shop.at("out/models/src/generated/mod.rs")).expect("it is there");
    for _ in 0..2 {
        let stale = shop.run(&target, Verb::Compare);
        assert!(!stale.stamped);
        assert_eq!(paths(&stale), ["added models/src/generated/mod.rs"]);
    }
}

#[test]
fn every_input_counts() {
    for file in ["api/openapi.yaml", "api/schemas/order.yaml"] {
        let shop = Shop::new();
        let text = shop.read(file);
        shop.write(file, &format!("{text}# changed\n"));
        shop.assert_noticed(file);
        // The old bytes are another change.
        shop.write(file, &text);
        shop.assert_noticed(file);
    }
    let shop = Shop::new();
    fs::remove_file(shop.at("api/schemas/order.yaml")).expect("it is there");
    let stamps = Stamps::new(shop.at("stamps"));
    generate(&shop.package(), Verb::Write, Some(&stamps)).expect_err("a file is missing");
}

#[test]
fn every_output_counts() {
    let folder = "out/models/src/generated";
    let edited = |shop: &Shop| {
        let text = shop.read("out/client/src/generated/mod.rs");
        // As long as before, so that only the content tells.
        shop.write(
            "out/client/src/generated/mod.rs",
            &text.replacen("//!", "// ", 1),
        );
    };
    let removed =
        |shop: &Shop| fs::remove_file(shop.at(&format!("{folder}/mod.rs"))).expect("it is there");
    let begun = |shop: &Shop| {
        fs::remove_file(shop.at("out/server/Cargo.toml")).expect("it is there");
    };
    let added = |shop: &Shop| {
        shop.write(
            &format!("{folder}/deep/old.rs"),
            "//! @generated by an older command\n",
        );
    };
    type Change<'a> = (&'a str, &'a dyn Fn(&Shop));
    let changes: [Change<'_>; 4] = [
        ("edited", &edited),
        ("removed", &removed),
        ("begun and removed", &begun),
        ("added", &added),
    ];
    for (what, change) in changes {
        let shop = Shop::new();
        let before = files(shop.0.path());
        change(&shop);
        assert_ne!(files(shop.0.path()), before, "{what}");
        shop.assert_noticed(what);
        assert_eq!(files(shop.0.path()), before, "{what}");
    }
}

#[test]
fn a_file_that_was_only_begun_may_be_edited() {
    let shop = Shop::new();
    shop.write("out/server/Cargo.toml", "# mine\n");
    assert!(shop.run(&shop.package(), Verb::Write).stamped);
}

#[test]
fn every_option_counts() {
    let shop = Shop::new();
    let plain = shop.package();
    let names = |command: &str, models: &str| Names {
        command: command.to_owned(),
        client: None,
        models: models.to_owned(),
    };
    let ids = vec!["fallback-any".to_owned()];
    let others = [
        Target {
            names: names("make it", &plain.names.models),
            ..plain.clone()
        },
        Target {
            names: names(&plain.names.command, "other"),
            ..plain.clone()
        },
        Target {
            allowed: Allowed::of(&ids).expect("it may be allowed"),
            ..plain.clone()
        },
        Target {
            client_dir: None,
            ..plain.clone()
        },
        Target {
            server_dir: Some("generated".into()),
            ..plain.clone()
        },
        Target {
            stub: Some(StubTarget {
                dir: "stub/generated".into(),
                server: "crate::server".to_owned(),
            }),
            ..plain.clone()
        },
        Target {
            root: shop.at("elsewhere"),
            ..plain.clone()
        },
        Target {
            package: None,
            ..plain.clone()
        },
    ];
    for other in &others {
        assert!(!shop.run(other, Verb::Compare).stamped, "{other:?}");
    }
    assert!(shop.run(&plain, Verb::Compare).stamped);
}

#[test]
fn a_torn_stamp_counts_as_none() {
    let shop = Shop::new();
    for entry in fs::read_dir(shop.at("stamps")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a stamp");
        fs::write(&path, &text[..text.len() / 2]).expect("a file");
    }
    shop.assert_noticed("torn");
}

/// Every file but stamps, by its path.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).expect("a folder") {
            let path = entry.expect("an entry").path();
            if !path.is_dir() {
                let bytes = fs::read(&path).expect("a file");
                found.push((path, bytes));
            } else if !path.ends_with("stamps") {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}
