//! `compat/event-stopped`: a stream stopped carrying an event that supported releases read.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/event-stopped",
    area: Area::Streams,
    kind: Kind::Removed,
    direction: Some(Direction::NewToOld),
    level: Level::Wire,
    summary: "a stream stopped carrying an event that supported releases read",
    help: "keep the event in the stream, or wait until the releases that read it are gone and raise `oldest_release` above them",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Stream,
        positive: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n[events.two]\nwrite = 1\n",
            new: "path = \"/s\"\n[events.one]\nwrite = 1\n",
        },
        negative: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n",
            new: "path = \"/s\"\n[events.one]\nwrite = 1\n[events.two]\nwrite = 1\n",
        },
        near_miss: Example {
            old: "path = \"/s\"\n[events.one]\nwrite = 1\n[events.two]\nwrite = 1\n",
            new: "oldest_release = 2\npath = \"/s\"\n[events.one]\nwrite = 1\n",
        },
    }),
};
