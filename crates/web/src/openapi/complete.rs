//! Two things the derive macros leave out: members of an answer are always there (perhaps `null`), and every answer
//! has a description.

use std::collections::BTreeSet;

use utoipa::openapi::{OpenApi, PathItem, RefOr, Schema, path::Operation, schema::Object};

fn each_operation(item: &mut PathItem, mut visit: impl FnMut(&mut Operation)) {
    let operations =
        [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch].into_iter().flatten();
    for operation in operations {
        visit(operation);
    }
}

/// Names of the schemas a JSON value refers to.
fn references(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().and_then(|text| text.strip_prefix("#/components/schemas/")) {
                    Some(schema) if name == "$ref" => {
                        found.insert(schema.to_owned());
                    }
                    _ => references(member, found),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Names of the schemas that are (part of) something a client sends: there an absent member may mean something.
fn sent(document: &mut OpenApi) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    for item in document.paths.paths.values_mut() {
        each_operation(item, |operation| {
            let body = serde_json::to_value(&operation.request_body).unwrap_or_default();
            references(&body, &mut open);
        });
    }
    let mut all = BTreeSet::new();
    while let Some(name) = open.pop_first() {
        let schema = document.components.as_ref().and_then(|c| c.schemas.get(&name));
        if all.insert(name) {
            references(&serde_json::to_value(schema).unwrap_or_default(), &mut open);
        }
    }
    all
}

fn require_all(object: &mut Object) {
    object.required = object.properties.keys().cloned().collect();
}

/// Marks every member of an answer as always there.
pub(super) fn answers(document: &mut OpenApi) {
    let sent = sent(document);
    let Some(components) = document.components.as_mut() else {
        return;
    };
    for (name, schema) in &mut components.schemas {
        if sent.contains(name) {
            continue;
        }
        match schema {
            RefOr::T(Schema::Object(object)) => require_all(object),
            RefOr::T(Schema::AllOf(parts)) => {
                for part in &mut parts.items {
                    if let RefOr::T(Schema::Object(object)) = part {
                        require_all(object);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Gives every answer a description, which OpenAPI requires.
pub(super) fn descriptions(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        each_operation(item, |operation| {
            for answer in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = answer
                    && response.description.is_empty()
                {
                    response.description = String::from("Done.");
                }
            }
        });
    }
}
