//! One dropshot endpoint per operation, with its real path, parameters and schemas, over the same service.
//!
//! It differs from the mount as a whole in this: unknown paths and methods get dropshot's own body; a literal beside a variable shares the variable's
//! route and is left out of dropshot's document, as are array, object and cookie parameters, all statuses but the first success, and security.

use std::collections::HashSet;

use concierge_runtime::OperationSpec;
use dropshot::{
    ApiDescription, ApiEndpoint, ApiEndpointBodyContentType, ApiEndpointParameter,
    ApiEndpointParameterLocation, ApiEndpointResponse, ApiEndpointVersions, HttpError, RawRequest,
    RequestContext, ServerContext,
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::entry::enter;
use super::merge::merged_paths;
use super::schema::{is_scalar, parameter, resolve};
use crate::router::variables;
use crate::{Page, Service};

/// Why operations cannot be registered one by one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NativeError {
    /// The document is no JSON.
    #[error("read the contract: {0}")]
    Document(String),
    /// The document does not hold an operation that the service serves.
    #[error(
        "find {method} {path} in the contract: pass the document that the service was generated from"
    )]
    Unknown {
        /// HTTP method
        method: &'static str,
        /// The path template
        path: &'static str,
    },
    /// dropshot refuses an operation.
    #[error("register {operation}: {message}")]
    Refused {
        /// The operation's id.
        operation: &'static str,
        /// What dropshot says.
        message: String,
    },
}

/// An operation that shares a dropshot route with another one, because dropshot knows no literal beside a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The operation's id.
    pub operation: &'static str,
    /// Its own path.
    pub path: &'static str,
    /// The path that it is registered under.
    pub under: String,
}

/// Builds a description with one endpoint per operation.
///
/// # Errors
/// A [`NativeError`] when the document is not the service's own, or dropshot refuses an operation.
pub fn native(service: Service, contract: &str) -> Result<ApiDescription<Service>, NativeError> {
    let mut api = ApiDescription::new();
    add_native(&mut api, service, contract)?;
    Ok(api)
}

/// Adds one endpoint per operation to a description that a team already has; tells which ones had to share a route.
/// What else stands in the description must not conflict with these paths: dropshot panics over that.
///
/// # Errors
/// A [`NativeError`] when the document is not the service's own, or dropshot refuses an operation.
pub fn add_native<C: ServerContext>(
    api: &mut ApiDescription<C>,
    service: Service,
    contract: &str,
) -> Result<Vec<Merged>, NativeError> {
    let document: Value =
        serde_json::from_str(contract).map_err(|error| NativeError::Document(error.to_string()))?;
    let specs: Vec<_> = service.specs().collect();
    let paths = merged_paths(&specs.iter().map(|spec| spec.path).collect::<Vec<_>>());
    let mut plan: Vec<(&'static OperationSpec, String)> = specs.into_iter().zip(paths).collect();
    // Those that keep their own path come first, so that a shared route carries the description of the variable's own operation.
    plan.sort_by_key(|(spec, path)| !is_own(spec, path));
    let taken: HashSet<_> = plan
        .iter()
        .map(|(spec, path)| (spec.method, path.clone()))
        .collect();
    let mut registered = HashSet::new();
    let mut merged = Vec::new();
    for (spec, path) in plan {
        if !is_own(spec, &path) {
            merged.push(Merged {
                operation: spec.id,
                path: spec.path,
                under: path.clone(),
            });
        }
        if !registered.insert((spec.method, path.clone())) {
            continue;
        }
        register(api, describe(&service, spec, &path, &document)?, spec)?;
        // What the service serves without its own operation: HEAD beside GET, and preflights.
        let beside = [
            (Method::HEAD, "HEAD", spec.method == "GET"),
            (Method::OPTIONS, "OPTIONS", true),
        ];
        for (method, name, _) in beside.into_iter().filter(|(_, _, is_served)| *is_served) {
            if !taken.contains(&(name, path.clone())) && registered.insert((name, path.clone())) {
                let mut hidden = describe(&service, spec, &path, &document)?;
                hidden.method = method;
                hidden.operation_id = format!("{}_{}", spec.id, name.to_lowercase());
                hidden.visible = false;
                register(api, hidden, spec)?;
            }
        }
    }
    for page in service.pages() {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            add_page(api, service.clone(), page, method)?;
        }
    }
    Ok(merged)
}

fn add_page<C: ServerContext>(
    api: &mut ApiDescription<C>,
    service: Service,
    page: &Page,
    method: Method,
) -> Result<(), NativeError> {
    let handler = move |cx: RequestContext<C>, raw: RawRequest| {
        let service = service.clone();
        async move { Ok::<_, HttpError>(enter(service, &cx, raw.into_inner()).await) }
    };
    let endpoint = ApiEndpoint::new(
        format!("page{}_{method}", page.path),
        handler,
        method,
        "application/json",
        page.path,
        ApiEndpointVersions::All,
    );
    api.register(endpoint.visible(false))
        .map_err(|error| NativeError::Refused {
            operation: page.path,
            message: error.to_string(),
        })
}

fn is_own(spec: &OperationSpec, path: &str) -> bool {
    spec.path == path
}

fn register<C: ServerContext>(
    api: &mut ApiDescription<C>,
    endpoint: ApiEndpoint<C>,
    spec: &'static OperationSpec,
) -> Result<(), NativeError> {
    api.register(endpoint)
        .map_err(|error| NativeError::Refused {
            operation: spec.id,
            message: error.to_string(),
        })
}

fn describe<C: ServerContext>(
    service: &Service,
    spec: &'static OperationSpec,
    path: &str,
    document: &Value,
) -> Result<ApiEndpoint<C>, NativeError> {
    let unknown = || NativeError::Unknown {
        method: spec.method,
        path: spec.path,
    };
    let item = document
        .get("paths")
        .and_then(|paths| paths.get(spec.path))
        .map(|item| resolve(item, document))
        .ok_or_else(unknown)?;
    let operation = item.get(spec.method.to_lowercase()).ok_or_else(unknown)?;
    let method = Method::from_bytes(spec.method.as_bytes()).map_err(|_| unknown())?;
    let service = service.clone();
    let handler = move |cx: RequestContext<C>, raw: RawRequest| {
        let service = service.clone();
        async move { Ok::<_, HttpError>(enter(service, &cx, raw.into_inner()).await) }
    };
    let text = |name: &str| {
        operation
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let mut endpoint = ApiEndpoint::new(
        spec.id.to_owned(),
        handler,
        method,
        "application/json",
        path,
        ApiEndpointVersions::All,
    );
    endpoint.visible = is_own(spec, path);
    endpoint.summary = text("summary");
    endpoint.description = text("description");
    endpoint.tags = operation
        .get("tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    endpoint.deprecated = spec.deprecated;
    endpoint.request_body_max_bytes = usize::try_from(spec.body_max_bytes).ok();
    endpoint.error = None;
    endpoint.parameters = path_parameters(item, operation, path, document);
    endpoint
        .parameters
        .extend(other_parameters(item, operation, document));
    endpoint.parameters.extend(body(operation, document));
    endpoint.response = response(operation, document);
    Ok(endpoint)
}

/// One per variable of the registered path: dropshot insists. A shared variable is a plain text.
fn path_parameters(
    item: &Value,
    operation: &Value,
    path: &str,
    document: &Value,
) -> Vec<ApiEndpointParameter> {
    let any = json!({"type": "string"});
    let named = |name: &str| {
        declared(item, operation, document)
            .into_iter()
            .find(|parameter| is_at(parameter, "path") && is_named(parameter, name))
    };
    let build = |name: &str| {
        let source = named(name);
        let schema = source
            .and_then(|source| source.get("schema"))
            .filter(|schema| is_scalar(schema, document))
            .unwrap_or(&any);
        let made = parameter(schema, document).or_else(|| parameter(&any, document))?;
        let description = source.and_then(description);
        Some(ApiEndpointParameter::new_named(
            &ApiEndpointParameterLocation::Path,
            name.to_owned(),
            description,
            true,
            made.schema,
            Vec::new(),
        ))
    };
    variables(path).filter_map(build).collect()
}

fn other_parameters(
    item: &Value,
    operation: &Value,
    document: &Value,
) -> Vec<ApiEndpointParameter> {
    let build = |source: &Value| {
        let location = if is_at(source, "query") {
            ApiEndpointParameterLocation::Query
        } else if is_at(source, "header") {
            ApiEndpointParameterLocation::Header
        } else {
            return None;
        };
        let schema = source
            .get("schema")
            .filter(|schema| is_scalar(schema, document))?;
        let name = source.get("name")?.as_str()?.to_owned();
        let is_required = source
            .get("required")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        let made = parameter(schema, document)?;
        Some(ApiEndpointParameter::new_named(
            &location,
            name,
            description(source),
            is_required,
            made.schema,
            Vec::new(),
        ))
    };
    declared(item, operation, document)
        .into_iter()
        .filter_map(build)
        .collect()
}

/// The operation's own parameters and those of its path that it does not replace.
fn declared<'a>(item: &'a Value, operation: &'a Value, document: &'a Value) -> Vec<&'a Value> {
    let list = |node: &'a Value| {
        node.get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|node| resolve(node, document))
    };
    let own: Vec<&Value> = list(operation).collect();
    let is_replaced = |node: &Value| {
        own.iter()
            .any(|other| other.get("name") == node.get("name") && other.get("in") == node.get("in"))
    };
    let mut all: Vec<&Value> = list(item).filter(|node| !is_replaced(node)).collect();
    all.extend(own);
    all
}

fn is_at(parameter: &Value, place: &str) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some(place)
}

fn is_named(parameter: &Value, name: &str) -> bool {
    parameter.get("name").and_then(Value::as_str) == Some(name)
}

fn description(node: &Value) -> Option<String> {
    node.get("description")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

fn body(operation: &Value, document: &Value) -> Option<ApiEndpointParameter> {
    let (media_type, content) = resolve(operation.get("requestBody")?, document)
        .get("content")?
        .as_object()?
        .iter()
        .next()?;
    let kind = ApiEndpointBodyContentType::from_mime_type(media_type)
        .unwrap_or(ApiEndpointBodyContentType::Bytes);
    let made = parameter(
        content
            .get("schema")
            .unwrap_or(&json!({"type": "string", "format": "binary"})),
        document,
    )?;
    Some(ApiEndpointParameter::new_body(
        kind,
        true,
        made.schema,
        Vec::new(),
    ))
}

/// The first declared success.
fn response(operation: &Value, document: &Value) -> ApiEndpointResponse {
    let responses = operation
        .get("responses")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let mut successes: Vec<(u16, &Value)> = responses
        .filter_map(|(status, node)| Some((status.parse().ok()?, node)))
        .collect();
    successes.retain(|(status, _)| (200..300).contains(status));
    successes.sort_by_key(|(status, _)| *status);
    let Some((status, node)) = successes.first() else {
        return ApiEndpointResponse::default();
    };
    let node = resolve(node, document);
    let nothing = Value::Bool(false);
    let schema = match node
        .get("content")
        .and_then(Value::as_object)
        .filter(|contents| !contents.is_empty())
    {
        Some(contents) => contents
            .iter()
            .find(|(media, _)| media.contains("json"))
            .and_then(|(_, content)| content.get("schema")),
        None => Some(&nothing),
    };
    let schema = schema
        .and_then(|schema| parameter(schema, document))
        .map(|made| made.schema);
    ApiEndpointResponse {
        schema,
        headers: Vec::new(),
        success: StatusCode::from_u16(*status).ok(),
        description: description(node),
    }
}
