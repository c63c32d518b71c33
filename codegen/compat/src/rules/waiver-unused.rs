//! `compat/waiver-unused`: a waiver covers no finding that the gate fails on.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/waiver-unused",
    area: Area::Waivers,
    kind: Kind::Removed,
    direction: None,
    level: Level::Style,
    summary: "a waiver covers no finding that the gate fails on",
    help: "remove the file: the break that it was approved for is gone",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Waiver,
        positive: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"000000000000\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
        },
        negative: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2028-01-31\n[schemas]\nSCHEMAS",
        },
        near_miss: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\n",
        },
    }),
};
