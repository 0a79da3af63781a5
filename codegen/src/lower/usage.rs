//! Who sends which type: through every reference, from every request and every answer.

use crate::ir::{Additional, Content, Operation, Schema, Shape, Type, TypeDef, TypeId};

/// Marks the types that requests and answers reach.
pub(super) fn mark(types: &mut [TypeDef], operations: &[Operation]) {
    for operation in operations {
        let mut request: Vec<&Schema> = operation
            .parameters
            .iter()
            .map(|parameter| &parameter.schema)
            .collect();
        request.extend(operation.body.iter().flat_map(schemas_in));
        for id in reached(types, request) {
            types[id.0].usage.request = true;
        }
        let headers = operation
            .responses
            .iter()
            .flat_map(|response| response.headers.iter().map(|header| &header.schema));
        let bodies = operation
            .responses
            .iter()
            .flat_map(|response| response.contents.iter().flat_map(schemas_in));
        for id in reached(types, headers.chain(bodies).collect()) {
            types[id.0].usage.response = true;
        }
    }
}

/// Every schema of a media type.
pub(super) fn schemas_in(content: &Content) -> impl Iterator<Item = &Schema> {
    let parts = content.parts.iter().flat_map(|part| {
        std::iter::once(&part.schema).chain(part.headers.iter().map(|header| &header.schema))
    });
    content.schema.iter().chain(parts)
}

/// Every schema right inside a type.
pub(super) fn schemas_of_shape(shape: &Shape) -> Vec<&Schema> {
    match shape {
        Shape::TextEnum(_) => Vec::new(),
        Shape::Alias(schema) => vec![schema],
        Shape::Union(union) => union
            .variants
            .iter()
            .map(|variant| &variant.schema)
            .collect(),
        Shape::Struct(object) => {
            let mut schemas: Vec<&Schema> =
                object.fields.iter().map(|field| &field.schema).collect();
            if let Additional::Kept(schema) = &object.additional {
                schemas.push(schema);
            }
            schemas
        }
    }
}

fn reached(types: &[TypeDef], from: Vec<&Schema>) -> Vec<TypeId> {
    let mut seen = vec![false; types.len()];
    let mut found = Vec::new();
    let mut waiting = from;
    while let Some(schema) = waiting.pop() {
        match &schema.ty {
            Type::Array(inner, _) | Type::Map(inner, _) => waiting.push(inner),
            Type::Named(id) if !seen[id.0] => {
                seen[id.0] = true;
                found.push(*id);
                waiting.extend(schemas_of_shape(&types[id.0].shape));
            }
            _ => {}
        }
    }
    found
}
