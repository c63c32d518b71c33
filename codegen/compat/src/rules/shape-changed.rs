//! `compat/shape-changed`: a payload of one version is refused by the other, for a reason that has no rule of its own.
use crate::finding::Level;
use crate::rule::{Area, Detect, Kind, Rule};

pub(super) static RULE: Rule = Rule {
    id: "compat/shape-changed",
    area: Area::Shapes,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "a payload of one version is refused by the other, for a reason that has no rule of its own",
    help: "compare the two schemas at the places shown, and keep what the reader asks",
    detect: Detect::Refusal {
        applies: |_| true,
        say: |case| {
            format!(
                "{} may be {}, which the other version refuses: {}",
                case.spot(),
                case.shown(),
                case.witness.refused.message
            )
        },
    },
    examples: None,
};
