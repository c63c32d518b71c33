//! What `check` sees of single versions: generated types that change, and what a version leaves unsaid.
use std::collections::BTreeSet;

use tidings_contract::{EventName, VersionNumber};
use tidings_registry::{Registry, State};

use crate::assess::Assessment;
use crate::change::changes;
use crate::finding::{Finding, Pair};
use crate::rule::{Detect, Looked};
use crate::rules::RULES;

impl Assessment<'_> {
    /// What new versions do to generated types, and what they leave unsaid.
    pub(crate) fn types_and_texts(&self, base: Option<&Registry>, findings: &mut Vec<Finding>) {
        for (name, entry) in &self.registry.events {
            let mut before: Option<VersionNumber> = None;
            for (&number, version) in &entry.versions {
                let known = base.and_then(|base| base.event_version(name, number));
                let new = version.state == State::Draft
                    || (base.is_some() && known.is_none_or(|known| known.state == State::Draft));
                if new {
                    findings.extend(
                        before
                            .into_iter()
                            .flat_map(|old| self.generated_types(name, old, number)),
                    );
                    findings.extend(self.texts(name, number));
                }
                before = Some(number);
            }
        }
    }

    pub(crate) fn generated_types(
        &self,
        event: &EventName,
        old: VersionNumber,
        new: VersionNumber,
    ) -> Vec<Finding> {
        let versions = (
            self.registry.event_version(event, old),
            self.registry.event_version(event, new),
        );
        let (Some(before), Some(after)) = versions else {
            return Vec::new();
        };
        let pair = Pair {
            subject: event.to_string(),
            writer: Some(new.get()),
            reader: Some(old.get()),
            releases: BTreeSet::new(),
        };
        let mut findings = Vec::new();
        for changed in changes(&before.schema, &after.schema) {
            for rule in RULES {
                let Detect::Change(detect) = rule.detect else {
                    continue;
                };
                let Some(say) = detect(&changed.change) else {
                    continue;
                };
                let mut finding = self.finding(rule, &pair, new, &say);
                finding.place = Some(after.schema.node(changed.new).place.clone());
                finding.other = Some(before.schema.node(changed.old).place.clone());
                finding.detail = changed.change.dropped().unwrap_or_default();
                findings.push(finding.sealed());
            }
        }
        findings
    }

    fn texts(&self, event: &EventName, number: VersionNumber) -> Vec<Finding> {
        let Some(version) = self.registry.event_version(event, number) else {
            return Vec::new();
        };
        let pair = Pair {
            subject: event.to_string(),
            writer: Some(number.get()),
            reader: None,
            releases: BTreeSet::new(),
        };
        let looked = Looked {
            schema: &version.schema,
            number: number.get(),
        };
        let mut findings = Vec::new();
        for rule in RULES {
            let Detect::Version(detect) = rule.detect else {
                continue;
            };
            if let Some((node, say)) = detect(&looked) {
                let mut finding = self.finding(rule, &pair, number, &say);
                finding.place = Some(version.schema.node(node).place.clone());
                findings.push(finding.sealed());
            }
        }
        findings
    }
}
