//! `compat/waiver-void`: a waiver was approved for other schemas than those that break now.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/waiver-void",
    area: Area::Waivers,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Style,
    summary: "a waiver was approved for other schemas than those that break now",
    help: "look at the break again, and renew the waiver with `tidings waive`, or retire the release that reads the old version",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Waiver,
        positive: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\n",
        },
        negative: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2028-01-31\n[schemas]\nSCHEMAS",
        },
        near_miss: Example {
            old: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2027-01-31\n[schemas]\nSCHEMAS",
            new: "fingerprint = \"FINGERPRINT\"\nowners = [\"@orders\"]\nreason = \"No client is left.\"\nuntil = 2026-05-31\n[schemas]\nSCHEMAS",
        },
    }),
};
