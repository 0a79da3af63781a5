//! The bundled document: its places, by name, with references followed.

use concierge_spec::CONTRACT;
use serde_json::{Value, json};

/// The contract as it is published.
pub(crate) struct Contract(Value);

/// An operation of it.
pub(crate) struct Operation<'c> {
    pub(crate) id: &'c str,
    pub(crate) node: &'c Value,
}

/// A media type of a request or an answer.
pub(crate) struct Content<'c> {
    /// For example `create_return 404 application/json`.
    pub(crate) place: String,
    pub(crate) media_type: &'c str,
    pub(crate) node: &'c Value,
}

impl Contract {
    pub(crate) fn read() -> Self {
        Self(serde_json::from_str(CONTRACT).expect("the bundled document is JSON"))
    }

    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let mut found = Vec::new();
        for item in self.0["paths"].as_object().expect("paths").values() {
            for node in item.as_object().expect("a path item").values() {
                let id = node["operationId"]
                    .as_str()
                    .expect("an operation has an id");
                found.push(Operation { id, node });
            }
        }
        found
    }

    /// Every media type of an operation, its request's first.
    pub(crate) fn contents<'c>(&'c self, operation: &Operation<'c>) -> Vec<Content<'c>> {
        let request = self.follow(&operation.node["requestBody"]);
        let mut found = contents_of(&format!("{} request", operation.id), request);
        for (status, response) in self.responses(operation) {
            found.extend(contents_of(&format!("{} {status}", operation.id), response));
        }
        found
    }

    pub(crate) fn responses<'c>(&'c self, operation: &Operation<'c>) -> Vec<(&'c str, &'c Value)> {
        let responses = operation.node["responses"]
            .as_object()
            .into_iter()
            .flatten();
        responses
            .map(|(status, response)| (status.as_str(), self.follow(response)))
            .collect()
    }

    pub(crate) fn parameters<'c>(&'c self, operation: &Operation<'c>) -> Vec<&'c Value> {
        let parameters = operation.node["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        parameters.map(|node| self.follow(node)).collect()
    }

    /// The headers of an answer, each with its name.
    pub(crate) fn headers<'c>(&'c self, response: &'c Value) -> Vec<(&'c str, &'c Value)> {
        let headers = response["headers"].as_object().into_iter().flatten();
        headers
            .map(|(name, header)| (name.as_str(), self.follow(header)))
            .collect()
    }

    /// The named examples of a media type.
    pub(crate) fn examples<'c>(&'c self, content: &'c Value) -> Vec<(&'c str, &'c Value)> {
        let named = content["examples"].as_object().into_iter().flatten();
        named
            .map(|(name, example)| (name.as_str(), &self.follow(example)["value"]))
            .collect()
    }

    /// Every named schema.
    pub(crate) fn schemas(&self) -> Vec<(&str, &Value)> {
        let schemas = self.0["components"]["schemas"]
            .as_object()
            .into_iter()
            .flatten();
        schemas
            .map(|(name, schema)| (name.as_str(), schema))
            .collect()
    }

    /// Every named schema that carries an example of its own.
    pub(crate) fn schema_examples(&self) -> Vec<(&str, &Value, &Value)> {
        let schemas = self.schemas().into_iter();
        schemas
            .filter_map(|(name, schema)| Some((name, schema, schema.get("example")?)))
            .collect()
    }

    pub(crate) fn follow<'c>(&'c self, node: &'c Value) -> &'c Value {
        match node["$ref"]
            .as_str()
            .and_then(|target| target.strip_prefix('#'))
        {
            Some(pointer) => self
                .0
                .pointer(pointer)
                .unwrap_or_else(|| panic!("dangling reference {pointer}")),
            None => node,
        }
    }

    /// What the validator has against an instance of a schema, a line each.
    pub(crate) fn faults(&self, schema: &Value, instance: &Value) -> Vec<String> {
        let mut document = json!({ "components": self.0["components"] });
        document["allOf"] = json!([schema]);
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&document)
            .expect("the schema compiles");
        validator
            .iter_errors(instance)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect()
    }
}

fn contents_of<'c>(place: &str, body: &'c Value) -> Vec<Content<'c>> {
    let contents = body["content"].as_object().into_iter().flatten();
    contents
        .map(|(media_type, node)| Content {
            place: format!("{place} {media_type}"),
            media_type,
            node,
        })
        .collect()
}
