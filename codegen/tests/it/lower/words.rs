//! The resolved model in few words, so that expectations fit on a line.

use concierge_codegen::ir::{
    Additional, Api, Field, Format, Integer, Items, Number, Presence, Properties, Schema, Shape,
    Text, Type, TypeDef, UnionKind,
};

/// Every type, one line each.
pub(super) fn types(api: &Api) -> Vec<String> {
    api.types
        .iter()
        .map(|def| format!("{} = {}", def.name, shape(api, def)))
        .collect()
}

/// A type's shape.
pub(super) fn shape(api: &Api, def: &TypeDef) -> String {
    match &def.shape {
        Shape::Alias(schema) => used(api, schema),
        Shape::TextEnum(list) => {
            let values: Vec<String> = list
                .variants
                .iter()
                .map(|value| format!("{}:{}", value.name, value.wire))
                .collect();
            let word = if list.is_integer { "numbers" } else { "enum" };
            format!("{word} {}", values.join(" "))
        }
        Shape::Union(union) => {
            let word = if union.kind == UnionKind::OneOf {
                "one"
            } else {
                "any"
            };
            let by = union
                .discriminator
                .as_ref()
                .map(|it| format!(" by {}", it.property))
                .unwrap_or_default();
            let variants: Vec<String> = union
                .variants
                .iter()
                .map(|variant| {
                    format!(
                        "{}{}({})",
                        variant.name,
                        tags(&variant.tags),
                        used(api, &variant.schema)
                    )
                })
                .collect();
            format!("{word}{by} {}", variants.join(" "))
        }
        Shape::Struct(object) => {
            let fields: Vec<String> = object.fields.iter().map(|it| field(api, it)).collect();
            let rest = match &object.additional {
                Additional::Ignored => String::new(),
                Additional::Forbidden => " closed".to_owned(),
                Additional::Kept(schema) => format!(" rest {}", used(api, schema)),
            };
            format!(
                "{{{}}}{rest}{}",
                fields.join(", "),
                properties(&object.properties)
            )
        }
    }
}

/// The use of a type.
pub(super) fn used(api: &Api, schema: &Schema) -> String {
    let null = if schema.nullable { "|null" } else { "" };
    format!("{}{null}", ty(api, &schema.ty))
}

fn field(api: &Api, field: &Field) -> String {
    let presence = match field.presence {
        Presence::Required => "",
        Presence::RequiredNullable => "!",
        Presence::Optional => "?",
        Presence::OptionalNullable => "?!",
    };
    let marks = match (field.read_only, field.write_only) {
        (true, _) => " read",
        (_, true) => " write",
        _ => "",
    };
    format!(
        "{}{presence}: {}{marks}",
        field.name,
        used(api, &field.schema)
    )
}

fn ty(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Named(id) => api.type_def(*id).name.clone(),
        Type::Text(rules) => text(rules),
        Type::Integer(rules) => integer(rules),
        Type::Number(rules) => number(rules),
        Type::Boolean => "bool".to_owned(),
        Type::Array(inner, rules) => format!("[{}]{}", used(api, inner), items(rules)),
        Type::Map(inner, rules) => format!("map {}{}", used(api, inner), properties(rules)),
        Type::Any => "any".to_owned(),
    }
}

fn text(rules: &Text) -> String {
    let mut words = vec!["text".to_owned()];
    if rules.format != Format::Plain {
        words.push(format!("{:?}", rules.format));
    }
    words.extend(span(rules.min_length, rules.max_length));
    words.extend(rules.pattern.as_ref().map(|pattern| format!("/{pattern}/")));
    words.join(" ")
}

fn integer(rules: &Integer) -> String {
    let mut words = vec![if rules.narrow { "int32" } else { "int" }.to_owned()];
    words.extend(span(rules.minimum, rules.maximum));
    words.extend(rules.multiple_of.map(|step| format!("*{step}")));
    words.join(" ")
}

fn number(rules: &Number) -> String {
    let mut words = vec![if rules.exact { "decimal" } else { "num" }.to_owned()];
    words.extend(rules.minimum.as_ref().map(|bound| {
        format!(
            "{}{bound}",
            if rules.exclusive_minimum { ">" } else { ">=" }
        )
    }));
    words.extend(rules.maximum.as_ref().map(|bound| {
        format!(
            "{}{bound}",
            if rules.exclusive_maximum { "<" } else { "<=" }
        )
    }));
    words.extend(rules.multiple_of.as_ref().map(|step| format!("*{step}")));
    words.join(" ")
}

fn items(rules: &Items) -> String {
    let span = span(rules.min_items, rules.max_items)
        .map(|span| format!(" {span}"))
        .unwrap_or_default();
    format!("{span}{}", if rules.unique { " unique" } else { "" })
}

fn properties(rules: &Properties) -> String {
    span(rules.min_properties, rules.max_properties)
        .map(|span| format!(" {span}"))
        .unwrap_or_default()
}

fn span<T: ToString>(least: Option<T>, most: Option<T>) -> Option<String> {
    let word = |bound: Option<T>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    (least.is_some() || most.is_some()).then(|| format!("{}..{}", word(least), word(most)))
}

fn tags(tags: &[String]) -> String {
    if tags.is_empty() {
        String::new()
    } else {
        format!("<{}>", tags.join("|"))
    }
}
