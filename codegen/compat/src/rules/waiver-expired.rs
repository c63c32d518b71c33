//! `compat/waiver-expired`: the last day of a waiver is over, and what it covered still breaks.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/waiver-expired",
    area: Area::Waivers,
    kind: Kind::Loosened,
    direction: None,
    level: Level::Style,
    summary: "the last day of a waiver is over, and what it covered still breaks",
    help: "renew the waiver with `tidings waive`, or retire the release that reads the old version",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Waiver,
        positive: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2026-05-31\n[schemas]\nSCHEMAS",
        },
        negative: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2028-01-31\n[schemas]\nSCHEMAS",
        },
        near_miss: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"000000000000\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
        },
    }),
};
