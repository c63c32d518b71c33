//! `compat/envelope-changed`: payloads come in another envelope than clients look into.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/envelope-changed",
    area: Area::Streams,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "payloads come in another envelope than clients look into",
    help: "keep the envelope, and make a new stream beside this one",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Stream,
        positive: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "envelope = \"bare\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        negative: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "envelope = \"compact\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        near_miss: Example {
            old: "path = \"/s\"\n[anonymous]\nenvelope = \"bare\"\n[events.one]\nwrite = 1\n",
            new: "path = \"/s\"\n[events.one]\nwrite = 1\n",
        },
    }),
};
