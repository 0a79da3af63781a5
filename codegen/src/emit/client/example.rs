//! The example in an operation's documentation: the call as somebody would write it, compiled as a doc test.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Names, models::Literals, names::ident},
    ir::{Api, Type},
    values::Sampler,
};

use super::{
    call::Call,
    input::{Input, Target, inputs},
    sample::{Sample, is_needed, sample, shown},
};

/// Writes the examples of a client.
pub(super) struct Examples<'a> {
    api: &'a Api,
    sampler: Sampler<'a>,
    /// The path by which the crate's users reach the client.
    client: TokenStream,
    /// The same of the models.
    models: TokenStream,
}

impl<'a> Examples<'a> {
    /// Nothing where nobody said by which path users reach the client.
    pub(super) fn new(api: &'a Api, names: &Names) -> Option<Self> {
        let client = names.client.as_deref()?;
        let models = names.models_from_elsewhere()?;
        Some(Self {
            api,
            sampler: Sampler::new(api, crate::values::Side::Request),
            client: client.parse().ok()?,
            models: models.parse().ok()?,
        })
    }

    /// Lines of documentation; none where some argument has no valid value.
    pub(super) fn emit(&self, call: &Call<'_>) -> TokenStream {
        let Some(code) = self.code(call) else {
            return TokenStream::new();
        };
        let signature = format!(
            "# async fn example(client: &{}::Client) -> Result<(), Box<dyn std::error::Error>> {{",
            self.client.to_string().replace(' ', "")
        );
        let head = ["", "# Example", "", "```no_run", &signature];
        let lines = { head.into_iter() }
            .chain(code.lines())
            .chain(["# Ok(())", "# }", "```"])
            .map(|line| match line {
                "" => String::new(),
                line => format!(" {line}"),
            });
        quote!(#(#[doc = #lines])*)
    }

    fn code(&self, call: &Call<'_>) -> Option<String> {
        let literals = Literals::new(self.api, &self.models);
        let mut setters = TokenStream::new();
        for input in &inputs(call) {
            if self.is_shown(call, input) {
                let (field, value) = (&input.field, self.argument(call, input, &literals)?);
                setters.extend(quote!(.#field(#value)));
            }
        }
        let (client, method) = (&self.client, ident(&call.title.method));
        let mut imports = TokenStream::new();
        let names = literals.imports();
        let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
        if !names.is_empty() {
            let models = &self.models;
            imports.extend(match names.as_slice() {
                [only] => quote!(use #models::#only;),
                several => quote!(use #models::{#(#several),*};),
            });
        }
        if matches_choice(call) {
            imports.extend(quote!(use #client::builder;));
        }
        format(quote! {
            #imports
            fn example() {
                let answer = client.#method()#setters.send().await?;
                println!("{}", answer.status());
            }
        })
    }

    /// What the call needs, and what the contract's own example of its body has.
    fn is_shown(&self, call: &Call<'_>, input: &Input<'_>) -> bool {
        let has_example = match (&input.target, &call.bodies.form) {
            (Target::Part(part), Some(form)) if call.bodies.whole.is_empty() => {
                shown(self.api, form, part).is_some()
            }
            (Target::Body, _) => {
                { call.bodies.whole.iter().take(1) }.any(|whole| !whole.first().examples.is_empty())
            }
            _ => false,
        };
        is_needed(call, input) || has_example
    }

    fn argument(
        &self,
        call: &Call<'_>,
        input: &Input<'_>,
        literals: &Literals<'_>,
    ) -> Option<TokenStream> {
        let in_choice = matches!(input.target, Target::Body) && call.bodies.is_choice();
        let value = match sample(self.api, call, input, &self.sampler)? {
            Sample::Json(value) => {
                let ty = ty(call, input)?;
                match (in_choice, &value) {
                    (true, serde_json::Value::String(text)) => quote!(#text.to_owned()),
                    _ => literals.given(ty, &value)?,
                }
            }
            Sample::File(media) => {
                let path = file_name(&input.field.to_string(), media);
                match in_choice {
                    true => quote!(std::path::Path::new(#path).into()),
                    false => quote!(std::path::Path::new(#path)),
                }
            }
            Sample::Files(media) => {
                let path = file_name(&input.field.to_string(), media);
                quote!(vec![concierge_runtime_client::Upload::from_path(#path)])
            }
        };
        Some(match call.bodies.whole.first() {
            Some(whole) if in_choice => {
                let (name, variant) = (ident(&call.title.body), ident(&whole.variant));
                quote!(builder::#name::#variant(#value))
            }
            _ => value,
        })
    }
}

fn matches_choice(call: &Call<'_>) -> bool {
    call.bodies.is_choice()
        && (call.bodies.required || !call.bodies.whole[0].first().examples.is_empty())
}

fn ty<'c>(call: &'c Call<'_>, input: &Input<'c>) -> Option<&'c Type> {
    Some(match input.target {
        Target::Parameter(given) => &given.declared?.schema.ty,
        Target::Part(part) => &part.declared.schema.ty,
        Target::Body => &call.bodies.whole.first()?.first().schema.as_ref()?.ty,
    })
}

/// A name whose ending tells the media type.
fn file_name(stem: &str, media: Option<&str>) -> String {
    let stem = stem.trim_start_matches("r#");
    let subtype = media.and_then(|media| media.split_once('/'));
    let ending = match subtype.map_or("bin", |(_, subtype)| subtype) {
        "jpeg" => "jpg",
        "plain" => "txt",
        short if short.len() <= 4 && short.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            short
        }
        _ => "bin",
    };
    format!("{stem}.{ending}")
}

/// The statements of a function `example`, after the imports in front of it.
fn format(items: TokenStream) -> Option<String> {
    let text = prettyplease::unparse(&syn::parse2(items).ok()?);
    let (imports, body) = text.split_once("fn example() {\n")?;
    let body = body.trim_end().strip_suffix('}')?;
    let lines = body
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    let lines = lines.collect::<Vec<_>>().join("\n");
    Some(match imports.trim() {
        "" => lines,
        imports => format!("{imports}\n\n{lines}"),
    })
}
