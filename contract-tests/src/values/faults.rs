//! One-fault bodies: every constraint of a schema broken once, everything else left valid.
//!
//! A fault only counts when the independent judge refuses the value as well, so a mistake in here cannot become a finding.

use concierge_codegen::ir::{
    Additional, Api, Integer, Items, Number, Place, Properties, Schema, Shape, Struct, Text,
    TextEnum, Type, TypeId, Union, UnionVariant,
};
use concierge_codegen::values::{ITEMS_MAX, Seed, is_required, number, text, valid_value};
use serde_json::{Map, Value, json};

/// How often a type may stand inside itself before the walk turns back.
const RECURSIONS_MAX: usize = 2;

/// A property that no contract declares.
const UNKNOWN: &str = "contractTestsUnknown";

/// A value with exactly one fault.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// JSON Pointer of the fault.
    pub(crate) pointer: String,
    /// Further pointers under which an answer may report it: the holder of a missing or unknown property.
    pub(crate) also: Vec<String>,
    /// Inside a union every pointer below it may be reported, since each branch sees another fault.
    pub(crate) below: Option<String>,
    /// The rule that is broken, as JSON Schema names it.
    pub(crate) rule: &'static str,
    /// Where the contract states the rule.
    pub(crate) place: Place,
    /// The whole value.
    pub(crate) value: Value,
}

impl Fault {
    /// Whether a reported pointer is about this fault.
    pub(crate) fn is_at(&self, pointer: &str) -> bool {
        let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
        let is_below = |stem: &String| {
            pointer
                .strip_prefix(stem.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        pointer == self.pointer
            || self.also.iter().any(|also| also == pointer)
            || self.below.as_ref().is_some_and(is_below)
    }
}

/// Every fault of the part of `root` at `pointer`; `accepts` judges whole values.
pub(crate) fn faults_of(
    api: &Api,
    schema: &Schema,
    root: &Value,
    pointer: &str,
    seed: &mut Seed,
    accepts: &dyn Fn(&Value) -> bool,
) -> Vec<Fault> {
    let mut walk = Walk {
        api,
        seed,
        accepts,
        open: Vec::new(),
        union: None,
        out: Vec::new(),
    };
    walk.visit(schema, root, pointer);
    walk.out
}

struct Walk<'a> {
    api: &'a Api,
    seed: &'a mut Seed,
    accepts: &'a dyn Fn(&Value) -> bool,
    open: Vec<TypeId>,
    union: Option<String>,
    out: Vec<Fault>,
}

/// Where the walk stands.
#[derive(Clone, Copy)]
struct Spot<'a> {
    root: &'a Value,
    pointer: &'a str,
    place: &'a Place,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, schema: &'a Schema, root: &Value, pointer: &str) {
        let spot = Spot {
            root,
            pointer,
            place: &schema.place,
        };
        if !schema.nullable && schema.ty != Type::Any {
            self.put(spot, "nullable", Value::Null);
        }
        match &schema.ty {
            Type::Any => {}
            Type::Boolean => self.put(spot, "type", json!("yes")),
            Type::Text(rules) => self.text(spot, rules),
            Type::Integer(rules) => self.integer(spot, rules),
            Type::Number(rules) => self.number(spot, rules),
            Type::Array(item, rules) => self.array(spot, item, rules),
            Type::Map(item, rules) => self.map(spot, item, rules),
            Type::Named(id) => self.named(spot, *id),
        }
    }

    fn named(&mut self, spot: Spot<'_>, id: TypeId) {
        if self.open.iter().filter(|open| **open == id).count() >= RECURSIONS_MAX {
            return;
        }
        self.open.push(id);
        match &self.api.type_def(id).shape {
            Shape::Struct(object) => self.object(spot, object),
            Shape::TextEnum(values) => self.text_enum(spot, values),
            Shape::Union(union) => self.union(spot, union),
            Shape::Alias(schema) => self.visit(schema, spot.root, spot.pointer),
        }
        self.open.pop();
    }

    fn object(&mut self, spot: Spot<'_>, object: &'a Struct) {
        self.put(spot, "type", json!("not an object"));
        let Some(present) = spot
            .root
            .pointer(spot.pointer)
            .and_then(Value::as_object)
            .cloned()
        else {
            return;
        };
        if object.additional == Additional::Forbidden {
            let mut more = present.clone();
            more.insert(UNKNOWN.to_owned(), json!(1));
            self.put_property(spot, UNKNOWN, "additionalProperties", more);
        }
        let filler = present.values().next().cloned().unwrap_or(json!(1));
        self.size(spot, &object.properties, &present, &filler);
        for field in object.fields.iter().filter(|field| !field.read_only) {
            let field_spot = Spot {
                place: &field.schema.place,
                ..spot
            };
            if is_required(field) && present.contains_key(&field.wire) {
                let mut fewer = present.clone();
                fewer.remove(&field.wire);
                self.put_property(field_spot, &field.wire, "required", fewer);
            }
            let Some(root) = self.completed(spot, &field.wire, &field.schema) else {
                continue;
            };
            let pointer = joined(spot.pointer, &field.wire);
            self.visit(&field.schema, &root, &pointer);
        }
    }

    /// The root with a value at the property: its own, or a made one.
    fn completed(&mut self, spot: Spot<'_>, property: &str, schema: &Schema) -> Option<Value> {
        let pointer = joined(spot.pointer, property);
        if spot
            .root
            .pointer(&pointer)
            .is_some_and(|value| !value.is_null())
        {
            return Some(spot.root.clone());
        }
        let made = valid_value(self.api, schema, self.seed)?;
        let mut root = spot.root.clone();
        root.pointer_mut(spot.pointer)?
            .as_object_mut()?
            .insert(property.to_owned(), made);
        Some(root)
    }

    /// `filler` is a value that a further property may have.
    fn size(
        &mut self,
        spot: Spot<'_>,
        rules: &Properties,
        present: &Map<String, Value>,
        filler: &Value,
    ) {
        if rules.min_properties.is_some_and(|least| least > 0) {
            self.put(spot, "minProperties", json!({}));
        }
        if let Some(most) = rules.max_properties.filter(|most| *most <= ITEMS_MAX) {
            let mut more = present.clone();
            (0..=most)
                .for_each(|number| drop(more.insert(format!("more{number}"), filler.clone())));
            self.put(spot, "maxProperties", Value::Object(more));
        }
    }

    fn map(&mut self, spot: Spot<'_>, item: &'a Schema, rules: &Properties) {
        self.put(spot, "type", json!("not an object"));
        let present = spot
            .root
            .pointer(spot.pointer)
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let filler = valid_value(self.api, item, self.seed).unwrap_or(json!(1));
        self.size(spot, rules, &present, &filler);
        let key = present
            .keys()
            .next()
            .cloned()
            .unwrap_or_else(|| "key1".to_owned());
        if let Some(root) = self.completed(spot, &key, item) {
            self.visit(item, &root, &joined(spot.pointer, &key));
        }
    }

    fn array(&mut self, spot: Spot<'_>, item: &'a Schema, rules: &Items) {
        self.put(spot, "type", json!("not an array"));
        let mut present = spot
            .root
            .pointer(spot.pointer)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if present.is_empty() {
            present.extend(valid_value(self.api, item, self.seed));
        }
        let Some(first) = present.first().cloned() else {
            return;
        };
        if let Some(least) = rules.min_items.filter(|least| *least > 0) {
            let fewer = present
                .iter()
                .take(usize::try_from(least - 1).unwrap_or(0))
                .cloned()
                .collect();
            self.put(spot, "minItems", Value::Array(fewer));
        }
        if let Some(most) = rules.max_items.filter(|most| *most < ITEMS_MAX) {
            let more = (0..=most)
                .map(|_| valid_value(self.api, item, self.seed).unwrap_or_else(|| first.clone()))
                .collect();
            self.put_below(spot, "maxItems", Value::Array(more));
        }
        if rules.unique {
            self.put_below(spot, "uniqueItems", json!([first, first]));
        }
        if let Some(root) = replaced(spot.root, spot.pointer, Value::Array(present)) {
            self.visit(item, &root, &joined(spot.pointer, "0"));
        }
    }

    fn union(&mut self, spot: Spot<'_>, union: &'a Union) {
        let outer = self.union.take();
        self.union = Some(outer.clone().unwrap_or_else(|| spot.pointer.to_owned()));
        let value = spot.root.pointer(spot.pointer).cloned().unwrap_or_default();
        if let Some(discriminator) = &union.discriminator
            && let Some(mut tagged) = value.as_object().cloned()
        {
            tagged.insert(
                discriminator.property.clone(),
                json!("contract-tests-unknown"),
            );
            self.put_property(spot, &discriminator.property, "discriminator", tagged);
        }
        let tag = union
            .discriminator
            .as_ref()
            .and_then(|discriminator| value.get(&discriminator.property)?.as_str());
        let fits = |variant: &&UnionVariant| match tag {
            Some(tag) => variant.tags.iter().any(|known| known == tag),
            None => is_like(self.api, &variant.schema, &value),
        };
        if let Some(variant) = union.variants.iter().find(fits) {
            self.visit(&variant.schema, spot.root, spot.pointer);
        }
        self.union = outer;
    }

    fn text_enum(&mut self, spot: Spot<'_>, values: &TextEnum) {
        if values.is_integer {
            let greatest = values
                .variants
                .iter()
                .filter_map(|one| one.wire.parse::<i64>().ok());
            let beyond = greatest.max().and_then(|greatest| greatest.checked_add(1));
            if let Some(beyond) = beyond {
                self.put(spot, "enum", json!(beyond));
            }
            self.put(spot, "type", json!("no number"));
            return;
        }
        let unknown = "contract-tests-unknown";
        if values
            .variants
            .iter()
            .all(|variant| variant.wire != unknown)
        {
            self.put(spot, "enum", json!(unknown));
        }
        self.put(spot, "type", json!(17));
    }

    fn text(&mut self, spot: Spot<'_>, rules: &Text) {
        self.put(spot, "type", json!(17));
        if let Some(least) = rules.min_length.filter(|least| *least > 0) {
            let own = spot
                .root
                .pointer(spot.pointer)
                .and_then(Value::as_str)
                .unwrap_or_default();
            let fewer: String = own
                .chars()
                .take(usize::try_from(least - 1).unwrap_or(0))
                .collect();
            self.put(spot, "minLength", json!(fewer));
        }
        if let Some(most) = rules.max_length.filter(|most| *most < text::LENGTH_MAX) {
            let own = spot
                .root
                .pointer(spot.pointer)
                .and_then(Value::as_str)
                .unwrap_or_default();
            let last = own.chars().last().unwrap_or('a');
            let lacking = (most + 1).saturating_sub(own.chars().count() as u64);
            let more: String = own.chars().chain((0..lacking).map(|_| last)).collect();
            self.put(spot, "maxLength", json!(more));
        }
        if rules.pattern.is_some() {
            self.put_first(spot, "pattern", text::against_pattern(rules));
        }
        self.put_first(spot, "format", text::against_format(rules));
    }

    fn integer(&mut self, spot: Spot<'_>, rules: &Integer) {
        self.put(spot, "type", json!("many"));
        self.put(spot, "type", json!(1.5));
        for (rule, value) in [
            (
                "minimum",
                rules
                    .minimum
                    .and_then(|minimum| number::json_integer(minimum - 1)),
            ),
            (
                "maximum",
                rules
                    .maximum
                    .and_then(|maximum| number::json_integer(maximum + 1)),
            ),
        ] {
            if let Some(value) = value {
                self.put(spot, rule, value);
            }
        }
        if rules.multiple_of.is_some_and(|step| step > 1) {
            let own = spot
                .root
                .pointer(spot.pointer)
                .and_then(Value::as_i64)
                .unwrap_or(0);
            self.put(spot, "multipleOf", json!(own.saturating_add(1)));
        }
    }

    fn number(&mut self, spot: Spot<'_>, rules: &Number) {
        self.put(spot, "type", json!("much"));
        for (rule, value) in [
            ("minimum", number::below(rules)),
            ("maximum", number::above(rules)),
            ("multipleOf", number::between(rules)),
        ] {
            if let Some(value) = value {
                self.put(spot, rule, value);
            }
        }
    }

    fn put_first(&mut self, spot: Spot<'_>, rule: &'static str, candidates: Vec<String>) {
        let before = self.out.len();
        for candidate in candidates {
            self.put(spot, rule, Value::String(candidate));
            if self.out.len() > before {
                break;
            }
        }
    }

    fn put(&mut self, spot: Spot<'_>, rule: &'static str, value: Value) {
        self.keep(spot, rule, value, spot.pointer.to_owned(), Vec::new(), None);
    }

    /// A fault that may also be reported at an item of the array.
    fn put_below(&mut self, spot: Spot<'_>, rule: &'static str, value: Value) {
        self.keep(
            spot,
            rule,
            value,
            spot.pointer.to_owned(),
            Vec::new(),
            Some(spot.pointer.to_owned()),
        );
    }

    /// A fault of a property, which may be reported at its holder.
    fn put_property(
        &mut self,
        spot: Spot<'_>,
        property: &str,
        rule: &'static str,
        holder: Map<String, Value>,
    ) {
        let pointer = joined(spot.pointer, property);
        self.keep(
            spot,
            rule,
            Value::Object(holder),
            pointer,
            vec![spot.pointer.to_owned()],
            None,
        );
    }

    fn keep(
        &mut self,
        spot: Spot<'_>,
        rule: &'static str,
        value: Value,
        pointer: String,
        also: Vec<String>,
        below: Option<String>,
    ) {
        let Some(value) = replaced(spot.root, spot.pointer, value) else {
            return;
        };
        if !(self.accepts)(&value) {
            let below = self.union.clone().or(below);
            self.out.push(Fault {
                pointer,
                also,
                below,
                rule,
                place: spot.place.clone(),
                value,
            });
        }
    }
}

/// Whether a value has the outline of a schema: its JSON type and its required properties.
fn is_like(api: &Api, schema: &Schema, value: &Value) -> bool {
    match &schema.ty {
        Type::Any => true,
        Type::Boolean => value.is_boolean(),
        Type::Text(_) => value.is_string(),
        Type::Integer(_) => value.is_i64() || value.is_u64(),
        Type::Number(_) => value.is_number(),
        Type::Array(..) => value.is_array(),
        Type::Map(..) => value.is_object(),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Struct(object) => object
                .fields
                .iter()
                .filter(|field| is_required(field))
                .all(|field| value.get(&field.wire).is_some()),
            Shape::TextEnum(list) => list
                .variants
                .iter()
                .any(|variant| variant.to_json(list) == *value),
            Shape::Union(union) => union
                .variants
                .iter()
                .any(|variant| is_like(api, &variant.schema, value)),
            Shape::Alias(schema) => is_like(api, schema, value),
        },
    }
}

fn replaced(root: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut root = root.clone();
    *root.pointer_mut(pointer)? = value;
    Some(root)
}

fn joined(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}
