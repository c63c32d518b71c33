//! `compat/release-revived`: a release that was retired is to be served again.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/release-revived",
    area: Area::Streams,
    kind: Kind::Added,
    direction: None,
    level: Level::Wire,
    summary: "a release that was retired is to be served again",
    help: "leave `oldest_release` as it is at the base; clients that need the release are built again from a newer one",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Stream,
        positive: Example {
            old: "oldest_release = 2\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "path = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        negative: Example {
            old: "oldest_release = 2\npath = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "oldest_release = 2\ntitle = \"S\"\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        near_miss: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "oldest_release = 2\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
    }),
};
