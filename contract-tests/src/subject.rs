//! One operation under test: the values that its calls are made of.

use std::collections::BTreeMap;

use concierge_codegen::ir::{Content, Location, MediaKind, Operation, Place, Schema, Shape, Type};
use serde_json::{Value, json};

use crate::bench::{Bench, Stop};
use crate::draft::{Draft, runtime_owned};
use crate::exchange::{Credential, Exchange, Token};
use crate::oracle::Judge;
use crate::plan::body_content;
use crate::values::{is_binary, positive_examples, valid_value};

pub(crate) struct Subject<'a> {
    pub(crate) operation: &'a Operation,
    /// The media type that requests are sent in.
    pub(crate) content: Option<&'a Content>,
    /// The successful keyed call that replays are compared with.
    pub(crate) settled: Option<(Draft<'a>, Exchange)>,
    /// Path parameters whose values were made up, since the contract gives no example.
    pub(crate) guessed: Vec<&'a str>,
    parameters: Result<BTreeMap<usize, Value>, String>,
}

/// A body to send, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) value: Value,
    pub(crate) place: Place,
    /// The example's name; absent for a made value.
    pub(crate) name: Option<String>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(bench: &mut Bench<'a>, operation: &'a Operation) -> Self {
        let mut guessed = Vec::new();
        let parameters = required_parameters(bench, operation, &mut guessed);
        Self {
            operation,
            content: body_content(operation),
            settled: None,
            guessed,
            parameters,
        }
    }

    /// A call with a body that is meant to succeed and has not been judged by the deployment.
    pub(crate) fn base(&self, bench: &mut Bench<'a>) -> Result<Draft<'a>, Stop> {
        let judge = self.judge(bench)?;
        let samples = self.samples(bench)?;
        let sound = samples.into_iter().find(|sample| {
            judge
                .as_ref()
                .is_none_or(|judge| judge.accepts(&sample.value))
        });
        let sample =
            sound.ok_or_else(|| Stop::NotRun("no example satisfies its own schema".to_owned()))?;
        self.draft(bench, sample.value)
    }

    /// A call with this body, a new idempotency key where the operation takes one, and the credentials that it asks for.
    pub(crate) fn draft(&self, bench: &mut Bench<'a>, body: Value) -> Result<Draft<'a>, Stop> {
        Ok(Draft {
            operation: self.operation,
            parameters: self.parameters.clone().map_err(Stop::NotRun)?,
            content: self.content,
            body,
            credentials: self.credentials(bench, Token::Named("default")),
            idempotency_key: self.operation.idempotency.map(|_| bench.mint("key")),
            correlation_id: bench.mint("run"),
            boundary: bench.mint("part"),
        })
    }

    /// What the first security requirement asks for, filled with one token.
    pub(crate) fn credentials(&self, bench: &Bench<'a>, token: Token) -> Vec<Credential> {
        let first = self
            .operation
            .security
            .iter()
            .find(|requirement| !requirement.schemes.is_empty());
        let is_optional = self
            .operation
            .security
            .iter()
            .any(|requirement| requirement.schemes.is_empty());
        if let (true, Token::Named(name)) = (is_optional, token)
            && !bench.target().has_token(name)
        {
            return Vec::new();
        }
        let schemes = first
            .into_iter()
            .flat_map(|requirement| &requirement.schemes);
        let known = &bench.contract.api().security_schemes;
        schemes
            .filter_map(|(name, _)| known.iter().find(|scheme| scheme.name == *name))
            .map(|scheme| Credential {
                scheme: scheme.kind.clone(),
                token,
            })
            .collect()
    }

    /// The bodies that are meant to succeed: those that were given, or the examples in contract order, or one made from the schema.
    pub(crate) fn samples(&self, bench: &mut Bench<'a>) -> Result<Vec<Sample>, Stop> {
        let Some(content) = self.content else {
            return Ok(vec![Sample {
                value: Value::Null,
                place: self.operation.place.clone(),
                name: None,
            }]);
        };
        if let Some(given) = bench.options.bodies.get(&self.operation.id) {
            let sample = |(at, value): (usize, &Value)| Sample {
                value: with_files(content, value.clone()),
                place: self.operation.place.clone(),
                name: Some(format!("body {}", at + 1)),
            };
            return Ok(given.iter().enumerate().map(sample).collect());
        }
        let examples = positive_examples(self.operation, content);
        if !examples.is_empty() {
            let sample = |example: &&concierge_codegen::ir::Example| Sample {
                value: with_files(content, example.value.clone()),
                place: example.place.clone(),
                name: Some(example.name.clone()),
            };
            return Ok(examples.iter().map(sample).collect());
        }
        let made = made_body(bench, content).ok_or_else(|| {
            Stop::NotRun(format!(
                "no valid `{}` body could be made; give the contract an example",
                content.media_type
            ))
        })?;
        Ok(vec![Sample {
            value: made,
            place: self.operation.place.clone(),
            name: None,
        }])
    }

    /// The valid body with the fewest properties, which narrows a search the least.
    pub(crate) fn widest_body(&self, bench: &mut Bench<'a>) -> Result<Value, Stop> {
        let judge = self.judge(bench)?;
        let samples = self.samples(bench)?.into_iter().map(|sample| sample.value);
        let sound = samples.filter(|value| judge.as_ref().is_none_or(|judge| judge.accepts(value)));
        let widest = sound.min_by_key(|value| value.as_object().map_or(0, serde_json::Map::len));
        widest.ok_or_else(|| Stop::NotRun("no example satisfies its own schema".to_owned()))
    }

    /// The judge of request bodies; absent where the contract says nothing of them.
    pub(crate) fn judge(&self, bench: &Bench<'a>) -> Result<Option<Judge>, Stop> {
        let Some(content) = self.content else {
            return Ok(None);
        };
        let Some(schema) = bench
            .contract
            .bundle()
            .request_schema(self.operation, &content.media_type)
        else {
            return Ok(None);
        };
        bench
            .contract
            .oracle()
            .judge(schema)
            .map(Some)
            .map_err(Stop::NotRun)
    }

    /// A valid body that differs from this one.
    pub(crate) fn other_body(
        &self,
        bench: &mut Bench<'a>,
        body: &Value,
    ) -> Result<Option<Value>, Stop> {
        const ATTEMPTS: usize = 8;
        let Some(judge) = self.judge(bench)? else {
            return Ok(None);
        };
        let samples = self.samples(bench)?;
        if let Some(other) = samples
            .into_iter()
            .map(|sample| sample.value)
            .find(|other| other != body && judge.accepts(other))
        {
            return Ok(Some(other));
        }
        let api = bench.contract.api();
        for (wire, schema) in self.members(bench) {
            for _ in 0..ATTEMPTS {
                let Some(made) = valid_value(api, schema, &mut bench.seed) else {
                    break;
                };
                let mut other = body.clone();
                if let Some(map) = other.as_object_mut() {
                    map.insert(wire.to_owned(), made);
                }
                if other != *body && judge.accepts(&other) {
                    return Ok(Some(other));
                }
            }
        }
        Ok(None)
    }

    /// The body's properties or parts, files aside.
    pub(crate) fn members(&self, bench: &Bench<'a>) -> Vec<(&'a str, &'a Schema)> {
        let Some(content) = self.content else {
            return Vec::new();
        };
        if content.kind == MediaKind::Multipart {
            return content
                .parts
                .iter()
                .filter(|part| !is_binary(part))
                .map(|part| (part.wire.as_str(), &part.schema))
                .collect();
        }
        let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else {
            return Vec::new();
        };
        match &bench.contract.api().type_def(*id).shape {
            Shape::Struct(object) => object
                .fields
                .iter()
                .filter(|field| !field.read_only)
                .map(|field| (field.wire.as_str(), &field.schema))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Examples cannot hold bytes, so that a required file is added to them.
fn with_files(content: &Content, mut value: Value) -> Value {
    if let Some(map) = value.as_object_mut() {
        for part in content
            .parts
            .iter()
            .filter(|part| part.required && is_binary(part))
        {
            map.entry(part.wire.clone())
                .or_insert_with(|| json!("file"));
        }
    }
    value
}

fn made_body(bench: &mut Bench<'_>, content: &Content) -> Option<Value> {
    let api = bench.contract.api();
    if content.kind == MediaKind::Multipart {
        let required = content.parts.iter().filter(|part| part.required);
        let made: Option<serde_json::Map<String, Value>> = required
            .map(|part| {
                Some((
                    part.wire.clone(),
                    valid_value(api, &part.schema, &mut bench.seed)?,
                ))
            })
            .collect();
        return made.map(Value::Object);
    }
    match &content.schema {
        Some(schema) => valid_value(api, schema, &mut bench.seed),
        None => Some(Value::String("contract tests".to_owned())),
    }
}

fn required_parameters<'a>(
    bench: &mut Bench<'a>,
    operation: &'a Operation,
    guessed: &mut Vec<&'a str>,
) -> Result<BTreeMap<usize, Value>, String> {
    let contract = bench.contract;
    let mut out = BTreeMap::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let is_ours = parameter.location == Location::Header && runtime_owned(&parameter.wire);
        if !parameter.required || is_ours {
            continue;
        }
        let stated = contract.bundle().parameter_example(operation, parameter);
        if stated.is_none() && parameter.location == Location::Path {
            guessed.push(&parameter.wire);
        }
        let value =
            stated.or_else(|| valid_value(contract.api(), &parameter.schema, &mut bench.seed));
        let value = value.ok_or_else(|| {
            format!(
                "no valid value could be made for `{}`; give the contract an example",
                parameter.wire
            )
        })?;
        out.insert(index, value);
    }
    Ok(out)
}
