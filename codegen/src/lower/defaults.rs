//! Defaults that their own schema refuses: an absent parameter would become a value that the contract forbids.

use super::context::Context;
use crate::ir::{Additional, Api, Schema, Shape, Type};
use crate::values::{Side, fits_loosely};

/// Reports defaults of parameters, headers, parts and properties, and of what these hold, that do not fit, and leaves them out.
pub(super) fn drop_misfits(cx: &mut Context<'_>, api: &mut Api) {
    let stated = api.clone();
    for operation in &mut api.operations {
        for parameter in &mut operation.parameters {
            let name = &parameter.wire;
            settle(cx, &stated, name, &mut parameter.schema);
        }
        let contents = &mut operation.body;
        for part in contents.iter_mut().flat_map(|content| &mut content.parts) {
            settle(cx, &stated, &part.wire, &mut part.schema);
            for header in &mut part.headers {
                settle(cx, &stated, &header.wire, &mut header.schema);
            }
        }
        let responses = &mut operation.responses;
        for header in responses
            .iter_mut()
            .flat_map(|response| &mut response.headers)
        {
            settle(cx, &stated, &header.wire, &mut header.schema);
        }
    }
    for def in &mut api.types {
        match &mut def.shape {
            Shape::Struct(object) => {
                for field in &mut object.fields {
                    settle(cx, &stated, &field.wire, &mut field.schema);
                }
                if let Additional::Kept(schema) = &mut object.additional {
                    settle(cx, &stated, &def.name, schema);
                }
            }
            Shape::Alias(schema) => settle(cx, &stated, &def.name, schema),
            Shape::Union(_) | Shape::TextEnum(_) => {}
        }
    }
}

/// Settles the default of a schema, and those of what a list or a map holds.
fn settle(cx: &mut Context<'_>, api: &Api, name: &str, schema: &mut Schema) {
    if let Type::Array(inner, _) | Type::Map(inner, _) = &mut schema.ty {
        settle(cx, api, name, inner);
    }
    let Some(value) = &schema.default else {
        return;
    };
    let fits = |side| fits_loosely(api, schema, value, side);
    if fits(Side::Request) || fits(Side::Answer) {
        return;
    }
    cx.warn_at(
        "default-invalid",
        schema.place.clone(),
        format!("the default of `{name}` does not fit its own schema, and is left out"),
        "correct the default, or leave it out",
    );
    schema.default = None;
}
