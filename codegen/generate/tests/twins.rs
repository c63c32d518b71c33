//! Two schemas under one title and one `$id` that say different things stay two types.

mod support;

use serde_json::{Value, json};
use support::{registry, rust, ts};

/// A page as it is now, and a page as it was before: real streams call both by one name and one address.
const CHANGED: &str = r##"{
    "title": "entity/page", "$id": "/entity/page/1.0.0", "type": "object", "required": ["page", "prior"],
    "properties": {
        "page": {"title": "entity/page", "$id": "/entity/page/1.0.0", "type": "object",
            "required": ["id", "title", "revision"], "properties": {
                "id": {"type": "integer"}, "title": {"type": "string"}, "revision": {"type": "integer"}}},
        "prior": {"title": "entity/page", "$id": "/entity/page/1.0.0", "type": "object",
            "properties": {"title": {"type": "string"}, "redirect": {"type": "boolean"}}}},
    "examples": [{"page": {"id": 7, "title": "Owl", "revision": 2}, "prior": {"title": "Owls"}}]
}"##;

/// The same title and `$id` on another event, with another shape.
const MOVED: &str = r#"{
    "title": "entity/page", "$id": "/entity/page/1.0.0", "type": "object", "required": ["origin"],
    "properties": {"origin": {"title": "entity/page", "$id": "/entity/page/1.0.0", "type": "string"}},
    "examples": [{"origin": "Owls"}]
}"#;

#[test]
fn one_title_and_two_shapes_are_two_types() {
    let registry = registry(&[("page.changed", &[CHANGED]), ("page.moved", &[MOVED])]);
    let files = rust(&registry);
    let changed = &files["events/page_changed/v1.rs"];
    for expected in [
        "pub page: Page,",
        "pub prior: Prior,",
        "pub revision: Integer,",
        "pub redirect: Option<bool>,",
    ] {
        assert!(changed.contains(expected), "{expected} in {changed}");
    }
    assert!(files["events/page_moved/v1.rs"].contains("pub origin: String,"));
    assert!(!files.contains_key("shapes.rs"), "no shape is shared here");
    let types = &ts(&registry)["shop.ts"];
    assert!(
        types.contains("page: PageChanged_Page;") && types.contains("prior: PageChanged_Prior;")
    );
}

#[test]
fn examples_of_such_schemas_are_taken_by_their_own_reader_alone() {
    let registry = registry(&[("page.changed", &[CHANGED]), ("page.moved", &[MOVED])]);
    let schema = |event: &str| {
        let event = &registry.events[event];
        &event.newest().expect("a version").schema
    };
    let takes = |event: &str, value: &Value| {
        let accept = &schema(event).accept_schema().document;
        jsonschema::draft202012::is_valid(accept, value)
    };
    let example = |event: &str| {
        let schema = schema(event);
        schema.node(schema.root()).text.examples[0].clone()
    };
    let (changed, moved) = (example("page.changed"), example("page.moved"));
    assert!(takes("page.changed", &changed) && takes("page.moved", &moved));
    assert!(!takes("page.changed", &moved) && !takes("page.moved", &changed));
    // Were both one type, what is optional in one would be required in the other.
    assert!(takes(
        "page.changed",
        &json!({"page": changed["page"], "prior": {}})
    ));
    assert!(!takes("page.changed", &json!({"page": {}, "prior": {}})));
}
