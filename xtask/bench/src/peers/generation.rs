//! The time to generate, against progenitor on the documents that it takes: models, server and client against its models and client; and
//! models and client alone, which is what both make.

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::Context as _;
use concierge_codegen::compile::compile;
use concierge_codegen::emit::{Names, emit_client, emit_models, emit_server};
use concierge_codegen::load::{bundle, load_document};

use super::{corpus, cost};
use crate::{measure::quantile, report::Report};

/// Rounds of each side; the best counts.
const ROUNDS: u32 = 3;
/// Larger documents take minutes.
const DOCUMENT_MAX_BYTES: u64 = 1_200_000;
/// Recursive schemas ask for more stack than a thread has.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// Every document, then the median.
pub(crate) fn run(report: &mut Report) {
    let Some(folder) = corpus::folder() else {
        report.figure(
            "generation against progenitor",
            "not measured: no documents",
            "",
        );
        return;
    };
    std::panic::set_hook(Box::new(|_| {}));
    let mut ratios = Vec::new();
    let mut alike = Vec::new();
    let mut refused = Vec::new();
    for path in corpus::documents(&folder) {
        let size = std::fs::metadata(&path).map_or(0, |meta| meta.len());
        if size > DOCUMENT_MAX_BYTES {
            continue;
        }
        let name = corpus::name(&path);
        match on_a_deep_stack(move || all(&path)) {
            Ok(Taken {
                whole,
                without_server,
                theirs,
            }) => {
                let value = format!(
                    "ratio {:.2}, without the server {:.2}   ours {whole:.0} ms, without the server {without_server:.0} ms, theirs {theirs:.0} ms",
                    whole / theirs,
                    without_server / theirs
                );
                report.figure(&format!("generation, {name}"), &value, "");
                ratios.push(whole / theirs);
                alike.push(without_server / theirs);
            }
            Err(why) => refused.push(format!("{name} ({why})")),
        }
    }
    drop(std::panic::take_hook());
    let over = "generation over progenitor, median ratio of processor time";
    summary(report, over, &ratios, "1.0 or less");
    summary(report, &format!("{over}, without our server"), &alike, "");
    report.figure("left out", &refused.join(", "), "");
}

fn summary(report: &mut Report, name: &str, ratios: &[f64], aim: &str) {
    if ratios.is_empty() {
        return;
    }
    let value = format!(
        "{:.2} [{:.2}..{:.2}] over {} documents",
        quantile(ratios, 0.5),
        quantile(ratios, 0.0),
        quantile(ratios, 1.0),
        ratios.len()
    );
    report.figure(name, &value, aim);
}

/// Milliseconds of processor time.
struct Taken {
    /// Ours: models, server and client.
    whole: f64,
    /// Ours: models and client.
    without_server: f64,
    /// Progenitor's models and client.
    theirs: f64,
}

fn all(path: &Path) -> Result<Taken, String> {
    let text = as_json(path).map_err(|error| first_words(&format!("{error:#}")))?;
    let theirs =
        measured(|| Ok(theirs(&text)?.len())).map_err(|why| format!("progenitor: {why}"))?;
    let ours = |server| measured(|| ours(path, server)).map_err(|why| format!("ours: {why}"));
    Ok(Taken {
        whole: ours(true)?,
        without_server: ours(false)?,
        theirs,
    })
}

fn measured(mut call: impl FnMut() -> anyhow::Result<usize>) -> Result<f64, String> {
    match catch_unwind(AssertUnwindSafe(&mut call)) {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Err(first_words(&format!("{error:#}"))),
        Err(_) => return Err("panics".to_owned()),
    }
    let taken = cost::of_call(ROUNDS, || drop(black_box(call())));
    taken
        .map(|taken| taken.as_secs_f64() * 1e3)
        .ok_or_else(|| "the kernel does not tell processor time".to_owned())
}

fn first_words(text: &str) -> String {
    let line: String = text
        .lines()
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect();
    line.trim().to_owned()
}

/// Characters of all files.
fn ours(path: &Path, server: bool) -> anyhow::Result<usize> {
    let compiled =
        compile(path).map_err(|failed| anyhow::anyhow!("{} findings", failed.findings.len()))?;
    let names = Names {
        command: "bench".to_owned(),
        models: "crate::models".to_owned(),
        client: None,
    };
    let (client, _) = emit_client(&compiled.api, &names)
        .map_err(|findings| anyhow::anyhow!("{} findings", findings.len()))?;
    let mut files = vec![emit_models(&compiled.api, &names), client];
    if server {
        files.push(emit_server(&compiled.api, &names));
    }
    Ok(files.iter().flatten().map(|file| file.text.len()).sum())
}

/// The document as progenitor reads it; where it is YAML, turning it into JSON is not counted against progenitor.
pub(super) fn as_json(path: &Path) -> anyhow::Result<String> {
    if path.extension().is_some_and(|end| end == "json") {
        return Ok(std::fs::read_to_string(path)?);
    }
    let document = load_document(path)
        .map_err(|findings| anyhow::anyhow!("ours: {} findings", findings.len()))?;
    bundle(&document).map_err(|findings| anyhow::anyhow!("ours: {} findings", findings.len()))
}

/// The one file, formatted as progenitor's documentation shows it.
pub(super) fn theirs(text: &str) -> anyhow::Result<String> {
    let document: openapiv3::OpenAPI = serde_json::from_str(text)?;
    let mut settings = progenitor::GenerationSettings::new();
    settings.with_interface(progenitor::InterfaceStyle::Builder);
    let tokens = progenitor::Generator::new(&settings).generate_tokens(&document)?;
    let file = syn::parse2(tokens).context("failed to read progenitor's tokens")?;
    Ok(prettyplease::unparse(&file))
}

fn on_a_deep_stack<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let thread = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(work);
    let thread = thread.map_err(|error| error.to_string())?;
    thread.join().unwrap_or_else(|_| Err("panics".to_owned()))
}
