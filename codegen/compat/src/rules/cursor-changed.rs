//! `compat/cursor-changed`: the ids that clients hold lead nowhere any more.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/cursor-changed",
    area: Area::Streams,
    kind: Kind::Removed,
    direction: None,
    level: Level::Style,
    summary: "the ids that clients hold lead nowhere any more",
    help: "keep `replay`, or accept that sessions under way end at the next cut",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Stream,
        positive: Example {
            old: "kind = \"session\"\nend = [\"one\"]\nreplay = \"10m\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "kind = \"session\"\nend = [\"one\"]\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        negative: Example {
            old: "kind = \"session\"\nend = [\"one\"]\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "kind = \"session\"\nend = [\"one\"]\nreplay = \"10m\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        near_miss: Example {
            old: "kind = \"session\"\nend = [\"one\"]\nreplay = \"10m\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "kind = \"session\"\nend = [\"one\"]\nreplay = \"5m\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
    }),
};
