//! `compat/address-changed`: a stream is asked for in another way than its clients know.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/address-changed",
    area: Area::Streams,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "a stream is asked for in another way than its clients know",
    help: "keep the path and the kind, and make a new stream beside this one; remove the old one once its releases are retired",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Stream,
        positive: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "path = \"/t\"\n[events.one]\nwrite = 1\n",
        },
        negative: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "title = \"S\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        near_miss: Example {
            old: "kind = \"session\"\nend = [\"one\"]\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "kind = \"session\"\nend = [\"one\"]\nreplay = \"10m\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
    }),
};
