//! `compat/window-shortened`: a stream keeps its events for a shorter time.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/window-shortened",
    area: Area::Streams,
    kind: Kind::Tightened,
    direction: None,
    level: Level::Style,
    summary: "a stream keeps its events for a shorter time",
    help: "keep the window at least as long as clients stay away",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Stream,
        positive: Example {
            old: "window = \"14d\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "window = \"7d\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        negative: Example {
            old: "window = \"7d\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "window = \"14d\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        near_miss: Example {
            old: "window = \"1d\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "window = \"24h\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
    }),
};
