//! One schema, two types: what requests send and what answers carry, where `readOnly` or `writeOnly` makes the two differ.
//!
//! A property that only answers carry may still stand in a request, as when somebody sends back what was answered. The standard leaves
//! it to the server; here such a property is held against its schema and dropped.

use super::context::Context;
use super::order;
use crate::ir::{Assertion, Field, Operation, Rule, Shape, Struct, Type, TypeDef, TypeId, Usage};

/// How many schemas deep a rule is followed beside its type.
const DEPTH_MAX: usize = 64;

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From a client.
    Request,
    /// From a server.
    Answer,
}

impl Direction {
    /// True for a property that does not travel this way.
    pub(super) fn hides(self, field: &Field) -> bool {
        match self {
            Self::Request => field.read_only,
            Self::Answer => field.write_only,
        }
    }

    fn usage(self) -> Usage {
        Usage {
            request: self == Self::Request,
            response: self == Self::Answer,
        }
    }
}

/// Gives every type the properties of its direction; one of both becomes two where they differ. Who sends it is known already.
pub(super) fn split(
    cx: &mut Context<'_>,
    types: Vec<TypeDef>,
    operations: &mut [Operation],
) -> Vec<TypeDef> {
    let differs = differing(&types);
    if !differs.contains(&true) {
        return types;
    }
    let mut out: Vec<TypeDef> = Vec::with_capacity(types.len());
    let (mut answered, mut sent) = (Vec::new(), Vec::new());
    for (index, def) in types.iter().enumerate() {
        let here = TypeId(out.len());
        answered.push(here.0);
        if differs[index] && def.usage.request && def.usage.response {
            sent.push(here.0 + 1);
            let name = cx.types.claim_name(&format!("{}Input", def.name));
            out.push(TypeDef {
                twin: Some(TypeId(here.0 + 1)),
                ..narrowed(def, index, &types, Direction::Answer)
            });
            out.push(TypeDef {
                name,
                twin: Some(here),
                // What is stored is what is answered.
                retention: None,
                ..narrowed(def, index, &types, Direction::Request)
            });
            continue;
        }
        sent.push(here.0);
        out.push(
            match (differs[index], def.usage.request, def.usage.response) {
                (true, true, _) => narrowed(def, index, &types, Direction::Request),
                (true, _, true) => narrowed(def, index, &types, Direction::Answer),
                _ => def.clone(),
            },
        );
    }
    for def in &mut out {
        let is_sent = def.usage.request && !def.usage.response;
        order::correct_type(def, if is_sent { &sent } else { &answered });
    }
    for operation in operations {
        order::correct_request(operation, &sent);
        order::correct_answers(operation, &answered);
    }
    out
}

/// Which types hold a property of one direction somewhere beneath.
fn differing(types: &[TypeDef]) -> Vec<bool> {
    let is_marked = |field: &Field| field.read_only || field.write_only;
    let mut differs: Vec<bool> = types
        .iter()
        .map(|def| matches!(&def.shape, Shape::Struct(object) if object.fields.iter().any(is_marked)))
        .collect();
    loop {
        let before = differs.clone();
        for (index, def) in types.iter().enumerate() {
            let held = def.shape.schemas().into_iter();
            let mut held = held.filter_map(crate::ir::Schema::named_within);
            differs[index] = differs[index] || held.any(|id| before[id.0]);
        }
        if differs == before {
            return differs;
        }
    }
}

/// The type as it travels one way.
fn narrowed(def: &TypeDef, index: usize, types: &[TypeDef], direction: Direction) -> TypeDef {
    let mut def = TypeDef {
        usage: direction.usage(),
        ..def.clone()
    };
    if let Some(rule) = &mut def.rule {
        let ease = Ease { types, direction };
        ease.rule(rule, &Type::Named(TypeId(index)), DEPTH_MAX);
    }
    if let Shape::Struct(object) = &mut def.shape {
        hide(object, direction);
    }
    def
}

fn hide(object: &mut Struct, direction: Direction) {
    let fields = std::mem::take(&mut object.fields);
    (object.ignored, object.fields) = fields.into_iter().partition(|field| direction.hides(field));
}

/// Takes properties of the other direction out of what a rule requires.
struct Ease<'a> {
    types: &'a [TypeDef],
    direction: Direction,
}

impl Ease<'_> {
    /// Goes through a rule and the type that it stands beside.
    fn rule(&self, rule: &mut Rule, ty: &Type, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for assertion in rule {
            match assertion {
                Assertion::Required(names) => names.retain(|name| {
                    let mut fields = self.fields(ty, name).into_iter();
                    !fields.any(|field| self.direction.hides(field))
                }),
                Assertion::Members { named, others, .. } => {
                    for (name, rule) in named {
                        for field in self.fields(ty, name) {
                            self.rule(rule, &field.schema.ty, depth);
                        }
                    }
                    if let (Some(rule), Type::Map(inner, _)) = (others, ty) {
                        self.rule(rule, &inner.ty, depth);
                    }
                }
                Assertion::Items {
                    rest: Some(rule), ..
                } => {
                    if let Some(inner) = self.items(ty, depth) {
                        self.rule(rule, inner, depth);
                    }
                }
                Assertion::AllOf(_)
                | Assertion::AnyOf(_)
                | Assertion::OneOf(_)
                | Assertion::If { .. }
                | Assertion::Dependent(_) => {
                    for rule in assertion.inner_mut() {
                        self.rule(rule, ty, depth);
                    }
                }
                _ => {}
            }
        }
    }

    /// The properties of a name that the type or one of its branches declares.
    fn fields(&self, ty: &Type, name: &str) -> Vec<&Field> {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        let mut waiting = vec![ty];
        while let Some(ty) = waiting.pop() {
            let Type::Named(id) = ty else { continue };
            if seen.contains(id) {
                continue;
            }
            seen.push(*id);
            match &self.types[id.0].shape {
                Shape::Struct(object) => {
                    found.extend(object.fields.iter().filter(|field| field.wire == name));
                }
                Shape::Alias(schema) => waiting.push(&schema.ty),
                Shape::Union(union) => {
                    waiting.extend(union.variants.iter().map(|one| &one.schema.ty));
                }
                Shape::TextEnum(_) => {}
            }
        }
        found
    }

    fn items<'a>(&'a self, ty: &'a Type, depth: usize) -> Option<&'a Type> {
        let depth = depth.checked_sub(1)?;
        match ty {
            Type::Array(inner, _) => Some(&inner.ty),
            Type::Named(id) => match &self.types[id.0].shape {
                Shape::Alias(schema) => self.items(&schema.ty, depth),
                _ => None,
            },
            _ => None,
        }
    }
}
