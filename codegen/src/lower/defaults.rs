//! Defaults that their own schema refuses: an absent parameter would become a value that the contract forbids.

use super::context::Context;
use crate::ir::{Api, Schema, Shape};
use crate::values::{Side, fits_loosely};

/// Reports defaults of parameters and properties that do not fit, and leaves them out.
pub(super) fn drop_misfits(cx: &mut Context<'_>, api: &mut Api) {
    let stated = api.clone();
    for operation in &mut api.operations {
        for parameter in &mut operation.parameters {
            let name = &parameter.wire;
            settle(cx, &stated, name, &mut parameter.schema);
        }
    }
    for def in &mut api.types {
        if let Shape::Struct(object) = &mut def.shape {
            for field in &mut object.fields {
                settle(cx, &stated, &field.wire, &mut field.schema);
            }
        }
    }
}

fn settle(cx: &mut Context<'_>, api: &Api, name: &str, schema: &mut Schema) {
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
