//! `compat/write-ahead`: a version is written in the same change that publishes it.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/write-ahead",
    area: Area::Streams,
    kind: Kind::Added,
    direction: None,
    level: Level::Style,
    summary: "a version is written in the same change that publishes it",
    help: "publish it first, and raise `write` in a later change, once every server knows the version",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Stream,
        positive: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "path = \"/s\"\n[events.one]\nwrite = 2\n",
        },
        negative: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "path = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        near_miss: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "title = \"S\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
    }),
};
