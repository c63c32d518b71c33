//! One break as the rules see it: what the writer wrote, what the reader asked, and which side is the newer one.
use serde_json::Value;
use tidings_model::{Checked, Form, Node, NodeId, Place, Schema};

use crate::breaks::Told;
use crate::decide::{Sets, Witness};
use crate::finding::Direction;
use crate::locate::{describing, keyword_node, keyword_place};

/// A confirmed break, with both sides at hand.
#[derive(Debug)]
pub struct Case<'a> {
    pub(crate) witness: &'a Witness,
    pub(crate) direction: Direction,
    /// The required member that is missing, where that is the break.
    pub(crate) missing: Option<String>,
    /// What the writer says about the place in the value.
    pub(crate) writer: Vec<&'a Node>,
    /// The reader's schema that holds the refusing keyword.
    pub(crate) reader: &'a Node,
    /// Both schemas, with the nodes that describe the place.
    written: (&'a Schema<Checked>, Vec<NodeId>),
    read: (&'a Schema<Checked>, NodeId),
    pub(crate) writer_place: Place,
    pub(crate) reader_place: Place,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        told: &'a Told,
        writer: &'a Sets,
        reader: &'a Sets,
        direction: Direction,
    ) -> Self {
        let Told { witness, missing } = told;
        let nodes = describing(writer.schema(), &witness.refused.at);
        let parent = witness
            .refused
            .pointer
            .rsplit_once('/')
            .map_or("", |(parent, _)| parent);
        let (reader_node, _) = keyword_node(reader.schema(), parent);
        let own = missing.as_deref().and_then(|name| {
            nodes
                .iter()
                .find_map(|&id| writer.schema().node(id).object.property(name))
        });
        let spoken = own.or_else(|| {
            let speaks = |id: &&NodeId| says(writer.schema().node(**id), &witness.refused.keyword);
            nodes.iter().find(speaks).or(nodes.first()).copied()
        });
        let writer_place = match spoken {
            Some(id) => writer.schema().keyword_place(id, &witness.refused.keyword),
            None => writer.schema().node(writer.schema().root()).place.clone(),
        };
        Self {
            witness,
            direction,
            missing: missing.clone(),
            writer: nodes.iter().map(|&id| writer.schema().node(id)).collect(),
            reader: reader.schema().node(reader_node),
            written: (writer.schema(), nodes),
            read: (reader.schema(), reader_node),
            writer_place,
            reader_place: keyword_place(reader.schema(), &witness.refused.pointer),
        }
    }

    pub(crate) fn keyword(&self) -> &str {
        &self.witness.refused.keyword
    }

    pub(crate) fn is(&self, keywords: &[&str]) -> bool {
        keywords.contains(&self.keyword())
    }

    /// The newer version writes.
    pub(crate) fn writer_is_newer(&self) -> bool {
        self.direction == Direction::NewToOld
    }

    /// The part of the witness that is refused.
    pub(crate) fn value(&self) -> &Value {
        self.witness
            .value
            .pointer(&self.witness.refused.at)
            .unwrap_or(&Value::Null)
    }

    /// Whether the writer declares a member at the place.
    pub(crate) fn writer_declares(&self, name: &str) -> bool {
        self.writer
            .iter()
            .any(|node| node.object.property(name).is_some())
    }

    /// The members that tell the branches of the union at the place apart: the writer's and the reader's, where both
    /// have one.
    pub(crate) fn tags(&self) -> Option<(&'a str, &'a str)> {
        let ((writer, nodes), (reader, node)) = (&self.written, self.read);
        let written = nodes.iter().find_map(|&id| tag(writer, id));
        written.zip(tag(reader, node))
    }

    /// The place in the payload, as sentences name it.
    pub(crate) fn spot(&self) -> String {
        spot(&self.witness.refused.at)
    }

    /// The missing member, as sentences name it.
    pub(crate) fn member(&self) -> String {
        let name = self.missing.as_deref().unwrap_or("?");
        spot(&format!(
            "{}/{}",
            self.witness.refused.at,
            name.replace('~', "~0").replace('/', "~1")
        ))
    }

    /// The refused value, short enough for a sentence.
    pub(crate) fn shown(&self) -> String {
        shown(self.value())
    }
}

fn tag(schema: &Schema<Checked>, id: NodeId) -> Option<&str> {
    match schema.form(id) {
        Form::Union { tag: Some(tag), .. } => Some(&tag.member),
        _ => None,
    }
}

/// A pointer as sentences name it: `status`, `total.amount`, `items[0].sku`.
pub(crate) fn spot(pointer: &str) -> String {
    let mut text = String::new();
    for token in tidings_model::pointer_tokens(pointer).unwrap_or_default() {
        if token.bytes().all(|byte| byte.is_ascii_digit()) && !token.is_empty() {
            text.push_str(&format!("[{token}]"));
        } else {
            text.push_str(if text.is_empty() { "" } else { "." });
            text.push_str(&token);
        }
    }
    if text.is_empty() {
        "the payload".to_owned()
    } else {
        format!("`{text}`")
    }
}

/// A value in at most sixty characters.
pub(crate) fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    let head: String = text.chars().take(57).collect();
    format!("{head}…")
}

/// Whether a node says something with this keyword, or with its kin.
fn says(node: &Node, keyword: &str) -> bool {
    match keyword {
        "enum" | "const" => node.values.is_some() || node.constant.is_some(),
        "type" => node.types.is_some(),
        "required" => !node.object.properties.is_empty(),
        "anyOf" | "oneOf" => !node.any_of.is_empty() || !node.one_of.is_empty(),
        "pattern" | "minLength" | "maxLength" => {
            node.types.is_some() || node.string.pattern.is_some()
        }
        _ => node.types.is_some(),
    }
}
