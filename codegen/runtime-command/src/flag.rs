//! A flag as clap knows it.

use clap::{
    Arg, ArgAction, Command, ValueHint,
    builder::{NonEmptyStringValueParser, PossibleValue, TypedValueParser},
};

use crate::{Flag, Form, Kind, Operation};

/// Names of flags that are not of the contract, which no flag of it may take; the generator keeps them free.
pub(crate) const JSON: &str = "json";
pub(crate) const CONTENT_TYPE: &str = "content-type";
pub(crate) const ACCEPT: &str = "accept";

/// The subcommand of an operation.
pub(crate) fn subcommand(operation: &'static Operation) -> Command {
    let mut command = Command::new(operation.name)
        .about(operation.about)
        .long_about(long_about(operation))
        .args(operation.flags.iter().map(arg));
    if operation
        .bodies
        .iter()
        .any(|body| body.form.is_structured())
    {
        let json = Arg::new(JSON)
            .long(JSON)
            .value_name("FILE")
            .value_hint(ValueHint::FilePath)
            .help("The whole body as JSON, from a file or from the standard input (`-`); flags override what it says");
        command = command.arg(json);
    }
    if operation.bodies.len() > 1 {
        let names = operation.bodies.iter().map(|body| body.media_type);
        command = command.arg(choice(
            CONTENT_TYPE,
            "As which media type the body is sent",
            names,
        ));
    }
    if operation.answers.len() > 1 {
        let names = operation.answers.iter().map(|asked| asked.media_type);
        command = command.arg(choice(
            ACCEPT,
            "Which media type is asked for; the first is the default",
            names,
        ));
    }
    command
}

fn long_about(operation: &Operation) -> String {
    let mut paragraphs = vec![operation.about.to_owned()];
    if !operation.details.is_empty() {
        paragraphs.push(operation.details.to_owned());
    }
    let spec = operation.spec;
    paragraphs.push(format!("{} {}", spec.method, spec.path));
    if spec.deprecated {
        paragraphs.push("Deprecated: it will go away.".to_owned());
    }
    paragraphs.join("\n\n")
}

fn choice(
    name: &'static str,
    help: &'static str,
    values: impl Iterator<Item = &'static str>,
) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("MEDIA-TYPE")
        .value_parser(values.collect::<Vec<_>>())
        .help(help)
}

fn arg(flag: &'static Flag) -> Arg {
    let arg = Arg::new(flag.name)
        .long(flag.name)
        .help(help(flag))
        .allow_hyphen_values(true)
        .action(if flag.is_repeated {
            ArgAction::Append
        } else {
            ArgAction::Set
        });
    match flag.kind {
        Kind::Text => arg.value_name("TEXT"),
        Kind::Choice(values) => arg.value_name("TEXT").value_parser(Suggested(values)),
        Kind::Integer => arg.value_name("INTEGER"),
        Kind::Number => arg.value_name("NUMBER"),
        Kind::Json => arg.value_name("JSON"),
        Kind::File => arg.value_name("FILE").value_hint(ValueHint::FilePath),
        Kind::Boolean => arg
            .value_name("BOOLEAN")
            .num_args(0..=1)
            .default_missing_value("true")
            .value_parser(Suggested(&["true", "false"]))
            .hide_possible_values(true)
            .allow_hyphen_values(false),
    }
}

fn help(flag: &Flag) -> String {
    let notes = [
        flag.is_required.then_some("required"),
        flag.is_repeated.then_some("may be given several times"),
    ];
    let notes: Vec<&str> = notes.into_iter().flatten().collect();
    if notes.is_empty() {
        return flag.help.to_owned();
    }
    format!("{} [{}]", flag.help, notes.join(", "))
}

/// Values that help and completion name, and that the contract's own check judges, so that `--no-check` can send others.
#[derive(Clone, Copy)]
struct Suggested(&'static [&'static str]);

impl TypedValueParser for Suggested {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        NonEmptyStringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            self.0.iter().map(|value| PossibleValue::new(*value)),
        ))
    }
}

/// Whether a body is a text or a file.
pub(crate) const fn is_whole(form: &Form) -> bool {
    matches!(form, Form::Text | Form::Upload(_))
}
