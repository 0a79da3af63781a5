//! From a contract on disk to a plan of files: the one way that every command takes.

use std::path::{Component, Path, PathBuf};

use crate::emit::{
    EmittedFile, Names, PackageName, Runtimes, emit_calls, emit_client, emit_command, emit_models,
    emit_package, emit_server, emit_stub,
};
use crate::finding::Findings;
use crate::ir::Api;
use crate::load::{Document, Loaded, read_document};
use crate::lower::{Lowered, lower_document_allowing};
use crate::plan::{Plan, PlanError};
use crate::review::lint;
use crate::unsupported::Allowed;

/// A contract that compiles.
#[derive(Debug)]
pub struct Compiled {
    /// The contract as written.
    pub document: Document,
    /// The contract as understood.
    pub api: Api,
    /// What somebody should look at.
    pub warnings: Findings,
}

/// A contract that does not compile.
#[derive(Debug, thiserror::Error)]
#[error("compile the contract:\n{}", self.render())]
pub struct Failed {
    /// Everything that is wrong with it.
    pub findings: Findings,
    /// The contract as written, when it could be read.
    pub document: Option<Box<Document>>,
}

impl Failed {
    /// All findings as text for a person.
    #[must_use]
    pub fn render(&self) -> String {
        self.findings.render(self.document.as_deref())
    }
}

/// What to make of a contract, and where it goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// The root document.
    pub spec: PathBuf,
    /// Names that the generated text mentions.
    pub names: Names,
    /// The folder that the other folders are relative to.
    pub root: PathBuf,
    /// Where models go; its last part is `generated`. No models are made without it.
    pub models_dir: Option<PathBuf>,
    /// Where the server's traits and HTTP layer go, by the same rules.
    pub server_dir: Option<PathBuf>,
    /// Where the client goes, by the same rules.
    pub client_dir: Option<PathBuf>,
    /// The crates that the folders lie in, when they are made too.
    pub package: Option<Package>,
    /// Fallbacks that were asked for.
    pub allowed: Allowed,
    /// A stub server, if one is wanted.
    pub stub: Option<StubTarget>,
    /// Calls of every operation of the stub, if they are wanted.
    pub calls: Option<CallsTarget>,
    /// A command with a subcommand for each operation, if one is wanted.
    pub command: Option<CommandTarget>,
}

/// Where a command goes.
#[derive(Clone, Debug)]
pub struct CommandTarget {
    /// The folder, by the same rules as the others.
    pub dir: PathBuf,
    /// The Rust path of the module that holds the client, for example `crate::client`.
    pub client: String,
}

/// Where calls of every operation go.
#[derive(Clone, Debug)]
pub struct CallsTarget {
    /// The folder, by the same rules as the others.
    pub dir: PathBuf,
    /// The Rust path of the module that holds the client, for example `crate::client`.
    pub client: String,
}

/// Where a stub server goes.
#[derive(Clone, Debug)]
pub struct StubTarget {
    /// The folder, by the same rules as the others.
    pub dir: PathBuf,
    /// The Rust path of the module that holds the server's traits, for example `crate::server`.
    pub server: String,
}

/// Crates around the generated modules, which compile on their own.
#[derive(Clone, Debug)]
pub struct Package {
    /// Their name.
    pub name: PackageName,
    /// Where they find the runtimes.
    pub runtimes: Runtimes,
}

impl Target {
    /// All crates of a contract in one folder.
    #[must_use]
    pub fn package(spec: PathBuf, out: PathBuf, package: Package) -> Self {
        Self {
            spec,
            names: Names {
                command: "concierge-codegen gen".to_owned(),
                models: package.name.path(),
                client: Some(format!("{}_client", package.name.path())),
            },
            root: out,
            models_dir: Some("models/src/generated".into()),
            server_dir: Some("server/src/generated".into()),
            client_dir: Some("client/src/generated".into()),
            package: Some(package),
            stub: None,
            allowed: Allowed::default(),
            calls: None,
            command: None,
        }
    }
}

/// A plan, and what compiling it told.
#[derive(Debug)]
pub struct Planned {
    /// The files.
    pub plan: Plan,
    /// The contract as written, for the places of the warnings.
    pub document: Document,
    /// What somebody should look at.
    pub warnings: Findings,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The contract does not compile.
    #[error(transparent)]
    Contract(#[from] Failed),
    /// The folders cannot be owned.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// Reads and resolves a contract.
///
/// # Errors
/// Every finding of reading and of resolving, also where a part of the contract could not be read.
pub fn compile(spec: &Path) -> Result<Compiled, Failed> {
    compile_allowing(spec, &Allowed::default())
}

/// The same, with fallbacks for shapes that are refused otherwise.
///
/// # Errors
/// As `compile`.
pub fn compile_allowing(spec: &Path, allowed: &Allowed) -> Result<Compiled, Failed> {
    let Loaded {
        document,
        mut findings,
    } = read_document(spec);
    let Some(document) = document else {
        let document = None;
        return Err(Failed { findings, document });
    };
    match lower_document_allowing(&document, allowed) {
        Ok(Lowered { warnings, .. }) if findings.has_errors() => {
            findings.extend(warnings);
            Err(failed(findings, document))
        }
        Ok(Lowered { api, mut warnings }) => {
            warnings.extend(findings);
            warnings.extend(lint(&api, &document));
            Ok(Compiled {
                document,
                api,
                warnings: warnings.sorted(),
            })
        }
        Err(more) => {
            findings.extend(more);
            Err(failed(findings, document))
        }
    }
}

/// Compiles a contract into the files that a target wants. Nothing is written.
///
/// # Errors
/// When the contract does not compile, or a folder cannot be owned.
pub fn plan_target(target: &Target) -> Result<Planned, TargetError> {
    let Compiled {
        document,
        api,
        mut warnings,
    } = compile_allowing(&target.spec, &target.allowed)?;
    let mut plan = Plan::new(&target.root);
    if let Some(Package { name, runtimes }) = &target.package {
        for file in emit_package(&api, name, runtimes, target.stub.is_some()) {
            plan.begin(&file.path, file.text)?;
        }
    }
    if let Some(dir) = &target.models_dir {
        add(&mut plan, dir, emit_models(&api, &target.names))?;
    }
    if let Some(dir) = &target.server_dir {
        add(&mut plan, dir, emit_server(&api, &target.names))?;
    }
    if let Some(dir) = &target.client_dir {
        match emit_client(&api, &target.names) {
            Ok((files, told)) => {
                warnings.extend(told);
                add(&mut plan, dir, files)?;
            }
            Err(findings) => return Err(failed(findings, document).into()),
        }
    }
    if let Some(stub) = &target.stub {
        let (files, told) = emit_stub(&api, &target.names, &stub.server);
        warnings.extend(told);
        add(&mut plan, &stub.dir, files)?;
    }
    if let Some(calls) = &target.calls {
        let file = emit_calls(&api, &target.names, &calls.client);
        add(&mut plan, &calls.dir, vec![file])?;
    }
    if let Some(command) = &target.command {
        let files = emit_command(&api, &target.names, &command.client);
        add(&mut plan, &command.dir, files)?;
    }
    Ok(Planned {
        plan,
        document,
        warnings: warnings.sorted(),
    })
}

fn add(plan: &mut Plan, dir: &Path, files: Vec<EmittedFile>) -> Result<(), PlanError> {
    let dir = plain(dir);
    plan.own(&dir)?;
    files
        .into_iter()
        .try_for_each(|file| plan.add(&format!("{dir}/{}", file.path), file.text))
}

/// A path with `/` between its parts and without `.`; whatever else is unusual about it, the plan refuses.
fn plain(dir: &Path) -> String {
    let parts = dir.components().filter(|part| *part != Component::CurDir);
    let parts: Vec<String> = parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

fn failed(findings: Findings, document: Document) -> Failed {
    Failed {
        findings,
        document: Some(Box::new(document)),
    }
}
