//! The command `concierge-codegen`: checks contracts and generates from them.
//!
//! Data goes to the standard output, findings to the standard error. It ends with 0 when all is well, 4 when generated files are
//! stale, 100 when the contract or the folders are at fault, and 2 when it was called wrongly.

use std::fmt::Display;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use concierge_codegen::compile::{
    CallsTarget, CommandTarget, Package, StubTarget, Target, TargetError, compile_allowing,
};
use concierge_codegen::emit::{Names, PackageName, Runtimes};
use concierge_codegen::generate::{self, Verb};
use concierge_codegen::plan::Change;
use concierge_codegen::stamp::Stamps;
use concierge_codegen::unsupported::{self, Allowed};

const STALE: u8 = 4;
const FAILED: u8 = 100;

/// Compiles OpenAPI contracts into Rust.
#[derive(Parser)]
#[command(name = "concierge-codegen", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reports everything that is wrong with a contract.
    Check(Check),
    /// Writes the generated files, or says which are stale.
    Gen(Box<Gen>),
    /// Tells of a shape that is not carried as it stands; without ID of all of them.
    Explain(Explain),
}

#[derive(Args)]
struct Check {
    /// The contract's root document.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    #[command(flatten)]
    allow: Allow,
}

/// Which fallbacks are asked for.
#[derive(Args)]
struct Allow {
    /// Generates the fallback of a shape that is refused otherwise; may be given several times.
    #[arg(long = "allow", value_name = "ID")]
    ids: Vec<String>,
}

#[derive(Args)]
struct Explain {
    /// The id of a finding, for example `fallback-any`.
    id: Option<String>,
}

#[derive(Args)]
#[group(id = "where", required = true, multiple = true, args = ["out", "models_dir", "server_dir", "client_dir"])]
struct Gen {
    /// The contract's root document.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    #[command(flatten)]
    allow: Allow,
    /// Compares only; ends with 4 when a file is stale.
    #[arg(long)]
    check: bool,
    /// Where runs note what they read and wrote, so that the next one sees when nothing is to be done; without it a folder of the user's cache.
    #[arg(long, value_name = "DIR", env = "CONCIERGE_CODEGEN_CACHE")]
    cache: Option<PathBuf>,
    /// The folder of three crates that compile on their own: models, server and client.
    #[arg(long, value_name = "DIR", requires = "crate_name", conflicts_with_all = ["root", "models_dir", "server_dir", "client_dir", "models_path", "command", "stub_dir", "server_path", "calls_dir", "command_dir", "client_path"])]
    out: Option<PathBuf>,
    /// What the crates are called: NAME, NAME-server and NAME-client.
    #[arg(long = "crate", value_name = "NAME", requires = "out", value_parser = PackageName::parse)]
    crate_name: Option<PackageName>,
    /// The folder that holds the runtimes; without it the crates take the published ones.
    #[arg(long, value_name = "DIR", requires = "out")]
    runtime_path: Option<PathBuf>,
    /// Adds a stub to the server's crate, as its module `stub`: every operation answers with an example.
    #[arg(long, requires = "out")]
    stub: bool,
    /// The folder that the other folders are relative to.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Where models go; the folder is called `generated`.
    #[arg(long, value_name = "DIR")]
    models_dir: Option<PathBuf>,
    /// Where the server's traits and HTTP layer go.
    #[arg(long, value_name = "DIR")]
    server_dir: Option<PathBuf>,
    /// Where the client goes.
    #[arg(long, value_name = "DIR")]
    client_dir: Option<PathBuf>,
    /// Where a stub of the server goes: every operation answers with an example.
    #[arg(long, value_name = "DIR")]
    stub_dir: Option<PathBuf>,
    /// The Rust path of the module that holds the server's traits, for the stub.
    #[arg(long, value_name = "PATH", default_value = "crate::server")]
    server_path: String,
    /// Where calls of every operation go, with the smallest valid arguments, to try a stub with.
    #[arg(long, value_name = "DIR")]
    calls_dir: Option<PathBuf>,
    /// Where a command goes: a subcommand for each operation.
    #[arg(long, value_name = "DIR")]
    command_dir: Option<PathBuf>,
    /// The Rust path of the module that holds the client, for the calls and the command.
    #[arg(long, value_name = "PATH", default_value = "crate::client")]
    client_path: String,
    /// The Rust path of the crate or module that holds the models.
    #[arg(long, value_name = "PATH", default_value = "concierge_spec")]
    models_path: String,
    /// The command that the first line of every generated file names.
    #[arg(long, value_name = "TEXT", default_value = "concierge-codegen gen")]
    command: String,
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Check(args) => check(&args),
        Command::Gen(args) => generate(*args),
        Command::Explain(args) => explain(args.id.as_deref()),
    }
}

fn check(args: &Check) -> ExitCode {
    let allowed = match Allowed::of(&args.allow.ids) {
        Ok(allowed) => allowed,
        Err(error) => return fail(sentence(error)),
    };
    match compile_allowing(&args.spec, &allowed) {
        Ok(compiled) => {
            tell(compiled.warnings.render(Some(&compiled.document)));
            let (operations, types) = (compiled.api.operations.len(), compiled.api.types.len());
            print(format_args!("{operations} operations, {types} types\n"));
            for (id, count) in unsupported::count(&compiled.warnings) {
                print(format_args!("{count} {id}\n"));
            }
            ExitCode::SUCCESS
        }
        Err(failed) => fail(failed.render()),
    }
}

fn explain(id: Option<&str>) -> ExitCode {
    let Some(id) = id else {
        print(unsupported::guide());
        return ExitCode::SUCCESS;
    };
    let Some(shape) = unsupported::find(id) else {
        let known: Vec<&str> = unsupported::SHAPES.iter().map(|shape| shape.id).collect();
        let known = known.join(", ");
        return fail(format!(
            "error: failed to explain `{id}`: it is no unsupported shape; the finding itself says what to do\nthere are: {known}\n"
        ));
    };
    print(unsupported::entry(shape));
    ExitCode::SUCCESS
}

fn generate(args: Gen) -> ExitCode {
    let verb = if args.check {
        Verb::Compare
    } else {
        Verb::Write
    };
    let stamps = args.cache.clone().or_else(user_cache).map(Stamps::new);
    let target = match target(args) {
        Ok(target) => target,
        Err(message) => return fail(message),
    };
    let outcome = match generate::generate(&target, verb, stamps.as_ref()) {
        Ok(outcome) => outcome,
        Err(TargetError::Contract(failed)) => return fail(failed.render()),
        Err(TargetError::Plan(error)) => return fail(sentence(error)),
    };
    tell(&outcome.warned.text);
    if verb == Verb::Compare {
        return report_stale(&outcome.changes);
    }
    outcome
        .changes
        .iter()
        .for_each(|change| print(format_args!("{} {}\n", change.kind.as_str(), change.path)));
    ExitCode::SUCCESS
}

/// Where this user's programs keep what may be removed at any time.
fn user_cache() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let folder = named
        .filter(|path| path.is_absolute())
        .or_else(|| Some(std::env::home_dir()?.join(".cache")))?;
    Some(folder.join("concierge-codegen"))
}

fn target(args: Gen) -> Result<Target, String> {
    let allowed = Allowed::of(&args.allow.ids).map_err(sentence)?;
    if let (Some(out), Some(name)) = (&args.out, args.crate_name) {
        let runtimes = match &args.runtime_path {
            Some(path) => Runtimes::Folder(seen_from_crate(out, path)?),
            None => Runtimes::Published,
        };
        let package = Package { name, runtimes };
        let stub = args.stub.then(|| StubTarget {
            dir: "server/src/stub/generated".into(),
            server: "crate".to_owned(),
        });
        return Ok(Target {
            allowed,
            stub,
            ..Target::package(args.spec, out.clone(), package)
        });
    }
    Ok(Target {
        spec: args.spec,
        names: Names {
            command: args.command,
            models: args.models_path,
            client: None,
        },
        root: args.root,
        models_dir: args.models_dir,
        server_dir: args.server_dir,
        client_dir: args.client_dir,
        package: None,
        stub: args.stub_dir.map(|dir| StubTarget {
            dir,
            server: args.server_path,
        }),
        allowed,
        calls: args.calls_dir.map(|dir| CallsTarget {
            dir,
            client: args.client_path.clone(),
        }),
        command: args.command_dir.map(|dir| CommandTarget {
            dir,
            client: args.client_path,
        }),
    })
}

/// The runtimes' folder as a manifest in `OUT/CRATE/` names it: relative when it was given so.
fn seen_from_crate(out: &Path, runtimes: &Path) -> Result<String, String> {
    if !runtimes.join("runtime/Cargo.toml").is_file() {
        let path = runtimes.display();
        return Err(format!(
            "error: failed to find the runtimes: there is no `runtime/Cargo.toml` in {path}\n"
        ));
    }
    let to = plain(runtimes)?;
    if runtimes.is_absolute() {
        return Ok(to.join("/"));
    }
    let from = plain(&out.join("models"))?;
    let same = from
        .iter()
        .zip(&to)
        .take_while(|(left, right)| left == right);
    let shared = same.count();
    let up = vec!["..".to_owned(); from.len() - shared];
    Ok([up.as_slice(), &to[shared..]].concat().join("/"))
}

/// The parts of an absolute path, without `.` and `..`; the root is an empty part.
fn plain(path: &Path) -> Result<Vec<String>, String> {
    let absolute = std::path::absolute(path)
        .map_err(|error| format!("error: failed to find {}: {error}\n", path.display()))?;
    let mut parts = Vec::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::RootDir => parts.push(String::new()),
            _ => parts.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    Ok(parts)
}

fn report_stale(changes: &[Change]) -> ExitCode {
    if changes.is_empty() {
        return ExitCode::SUCCESS;
    }
    changes.iter().for_each(print);
    tell(format_args!(
        "{} generated files are stale\n",
        changes.len()
    ));
    ExitCode::from(STALE)
}

fn sentence(error: impl std::error::Error + Send + Sync + 'static) -> String {
    format!("error: failed to {:#}\n", anyhow::Error::new(error))
}

fn fail(message: impl Display) -> ExitCode {
    tell(message);
    ExitCode::from(FAILED)
}

/// A reader that closes its end is no reason to fail.
fn print(text: impl Display) {
    let _ = write!(std::io::stdout(), "{text}");
}

fn tell(text: impl Display) {
    let _ = write!(std::io::stderr(), "{text}");
}
