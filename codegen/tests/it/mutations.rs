//! Broken documents: parts of sound ones taken out, replaced and moved by a seeded hand. Whatever is left, the compiler gives files or
//! findings with places, and never panics.

use std::fs;
use std::path::Path;

use concierge_codegen::emit::{Names, emit_client, emit_models, emit_server};
use concierge_codegen::load::load_text;
use concierge_codegen::lower::lower_document;
use serde_json::{Value, json};

/// Documents of the folder of documents that the default run takes; the variable `CODEGEN_MUTATIONS` asks for more of each.
const SAMPLE: [&str; 3] = ["omicron-dns-server", "param-collision", "petstore-v3"];

/// Broken documents made of each.
const ROUNDS: u64 = 60;

/// A stream of numbers that a seed decides (splitmix64).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((word ^ (word >> 31)) % end.max(1) as u64).expect("it is below a usize")
    }
}

#[test]
fn small_documents_of_hard_shapes_break_without_a_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/unsupported");
    let mut tried = 0;
    for entry in fs::read_dir(folder).expect("fixtures") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("text");
        // Those that don't load cannot be taken apart.
        if let Ok(document) = load_text("whole.yaml", &text) {
            let whole = document.root().to_json();
            break_often(&whole, ROUNDS / 3);
            tried += 1;
        }
    }
    assert!(tried > 10, "only {tried} fixtures were tried");
}

#[test]
fn documents_from_elsewhere_break_without_a_panic() {
    let Some(corpus) = crate::beside::folder("corpus") else {
        return;
    };
    let rounds = std::env::var("CODEGEN_MUTATIONS").ok();
    let rounds = rounds.and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    for name in SAMPLE {
        let path = corpus.join(format!("{name}.json"));
        let Ok(text) = fs::read_to_string(&path) else {
            println!("not tested: there is no {}", path.display());
            continue;
        };
        break_often(&serde_json::from_str(&text).expect("JSON"), rounds);
    }
}

fn break_often(whole: &Value, rounds: u64) {
    for seed in 0..rounds {
        let mut broken = whole.clone();
        let mut chance = Seeded(seed);
        for _ in 0..=chance.below(3) {
            break_once(&mut broken, &mut chance);
        }
        let text = broken.to_string();
        let outcome = std::panic::catch_unwind(|| compile(&text));
        assert!(outcome.is_ok(), "seed {seed} panics: {text}");
    }
}

/// All stages; what is found has a place.
fn compile(text: &str) {
    let findings = match load_text("broken.json", text) {
        Err(findings) => findings,
        Ok(document) => match lower_document(&document) {
            Err(findings) => findings,
            Ok(lowered) => {
                let names = Names {
                    command: "a test".to_owned(),
                    models: "crate::models".to_owned(),
                    client: None,
                };
                let _ = emit_models(&lowered.api, &names);
                let _ = emit_server(&lowered.api, &names);
                let client = emit_client(&lowered.api, &names);
                client.map_or_else(|findings| findings, |(_, warnings)| warnings)
            }
        },
    };
    for finding in &findings {
        assert!(
            finding.place.line > 0 && !finding.place.file.is_empty(),
            "{finding}"
        );
    }
}

/// Takes a value out, or puts another one in its place.
fn break_once(whole: &mut Value, chance: &mut Seeded) {
    let places = pointers(whole);
    let at = places[chance.below(places.len())].clone();
    let other = places[chance.below(places.len())].clone();
    let values = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(""),
        json!("\u{1F600} r#type"),
        json!([]),
        json!({}),
        json!([{}, null]),
        json!({"$ref": format!("#{other}")}),
        json!({"$ref": "#/nowhere"}),
        json!({"type": ["object", "null"], "allOf": [{}]}),
        whole.pointer(&other).cloned().unwrap_or_default(),
    ];
    let choice = chance.below(values.len() + 3);
    match values.get(choice) {
        Some(value) => *whole.pointer_mut(&at).expect("it stands") = value.clone(),
        None => remove(whole, &at),
    }
}

fn remove(whole: &mut Value, at: &str) {
    let (parent, _) = at.rsplit_once('/').expect("below the root");
    let last = at.rsplit('/').next().expect("a part");
    let key = last.replace("~1", "/").replace("~0", "~");
    match whole.pointer_mut(parent) {
        Some(Value::Object(map)) => drop(map.remove(&key)),
        Some(Value::Array(list)) => drop(list.remove(key.parse().expect("an index"))),
        _ => {}
    }
}

/// Pointers of everything below the root.
fn pointers(whole: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), whole)];
    while let Some((at, value)) = open.pop() {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(map) => map
                .iter()
                .map(|(key, child)| (key.replace('~', "~0").replace('/', "~1"), child))
                .collect(),
            Value::Array(list) => (0..).map(|at: usize| at.to_string()).zip(list).collect(),
            _ => Vec::new(),
        };
        for (key, child) in children {
            found.push(format!("{at}/{key}"));
            open.push((format!("{at}/{key}"), child));
        }
    }
    found
}
