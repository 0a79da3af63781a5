//! The convention by which a contract declares pages: a success has a property `nextCursor`, and the request takes it as `cursor`.

use super::{
    Api, Location, MediaKind, Operation, Parameter, Schema, Shape, StatusKey, Struct, Type,
};

/// Properties of a page that tell where the next one begins.
pub const NEXT_CURSORS: [&str; 2] = ["nextCursor", "next_cursor"];

/// Names under which a request takes the cursor, as a property of its body or in the query.
pub const CURSORS: [&str; 4] = ["cursor", "pageToken", "page_token", "after"];

/// How the pages of an operation follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Paging<'a> {
    /// The type of a page.
    pub page: &'a Schema,
    /// The name on the wire of the property that tells where the next page begins.
    pub next: &'a str,
    /// What takes it.
    pub cursor: CursorTarget<'a>,
}

/// What takes a cursor.
#[derive(Clone, Copy, Debug)]
pub enum CursorTarget<'a> {
    /// A query parameter.
    Query(&'a Parameter),
    /// A property of a JSON body.
    Body(&'a Schema, &'a str),
}

impl Api {
    /// How the pages of an operation follow each other, where it has pages.
    #[must_use]
    pub fn paging<'a>(&'a self, operation: &'a Operation) -> Option<Paging<'a>> {
        let successes = { operation.responses.iter() }.filter(|response| {
            matches!(
                response.status,
                StatusKey::Code(200..300) | StatusKey::Range(2)
            )
        });
        let pages = successes.flat_map(|response| &response.contents);
        let (page, next) = { pages.filter_map(|content| content.schema.as_ref()) }
            .find_map(|page| Some((page, self.property_among(page, &NEXT_CURSORS)?)))?;
        let cursor = self.cursor_of(operation)?;
        Some(Paging { page, next, cursor })
    }

    fn cursor_of<'a>(&'a self, operation: &'a Operation) -> Option<CursorTarget<'a>> {
        let mut bodies = operation
            .body
            .iter()
            .filter(|body| body.kind == MediaKind::Json);
        let in_body = bodies.find_map(|body| {
            let schema = body.schema.as_ref()?;
            Some(CursorTarget::Body(
                schema,
                self.property_among(schema, &CURSORS)?,
            ))
        });
        let mut query = operation.parameters.iter().filter(|parameter| {
            parameter.location == Location::Query && CURSORS.contains(&parameter.wire.as_str())
        });
        in_body.or_else(|| query.next().map(CursorTarget::Query))
    }

    /// The first property of an object that has one of these names.
    #[must_use]
    pub fn property_among<'a>(&'a self, schema: &Schema, names: &[&str]) -> Option<&'a str> {
        let fields = &self.object(schema)?.fields;
        let mut wires = fields.iter().map(|field| field.wire.as_str());
        wires.find(|wire| names.contains(wire))
    }

    /// The object that a schema stands for.
    #[must_use]
    pub fn object<'a>(&'a self, schema: &Schema) -> Option<&'a Struct> {
        let mut ty = &schema.ty;
        // More steps than types would be a circle, which stands for nothing.
        for _ in 0..=self.types.len() {
            let Type::Named(id) = ty else {
                return None;
            };
            match &self.type_def(*id).shape {
                Shape::Struct(object) => return Some(object),
                Shape::Alias(aliased) => ty = &aliased.ty,
                Shape::TextEnum(_) | Shape::Union(_) => return None,
            }
        }
        None
    }
}
