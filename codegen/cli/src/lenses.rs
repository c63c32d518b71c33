//! Proposals for the lenses of an imported history: one JSON object a line, and their number.

use std::collections::BTreeSet;

use camino::Utf8Path;
use serde_json::json;
use tidings_compat::{Proposal, propose};
use tidings_contract::EventName;
use tidings_model::Diagnostic;
use tidings_registry::{Files, load};

/// What came of all version steps.
#[derive(Default)]
pub struct Proposals {
    /// One line a step that needs a lens.
    pub lines: String,
    implied: usize,
    complete: usize,
    open: usize,
}

impl Proposals {
    /// Reads the registry that was written, and proposes for every step of these events.
    pub fn of(registry: &Utf8Path, events: &BTreeSet<EventName>) -> Result<Self, Vec<Diagnostic>> {
        let loaded = load(&Files::new(registry.as_std_path()), None);
        let registry = loaded.registry.ok_or(loaded.problems)?;
        let mut proposals = Proposals::default();
        for (name, entry) in registry
            .events
            .iter()
            .filter(|(name, _)| events.contains(*name))
        {
            let versions: Vec<_> = entry.versions.values().collect();
            for step in versions.windows(2) {
                if let [older, newer] = step {
                    let proposal = propose(&older.schema, &newer.schema);
                    proposals.add(name, older.number.get(), newer.number.get(), &proposal);
                }
            }
        }
        Ok(proposals)
    }

    fn add(&mut self, event: &EventName, from: u32, to: u32, proposal: &Proposal) {
        if proposal.is_implied() {
            self.implied += 1;
            return;
        }
        match proposal.doubts.is_empty() {
            true => self.complete += 1,
            false => self.open += 1,
        }
        let ops = proposal.ops.iter().map(|proposed| json!({"op": proposed.op, "toml": proposed.op.to_string(), "guess": proposed.is_guess}));
        let line = json!({
            "event": event,
            "from": from,
            "to": to,
            "ops": ops.collect::<Vec<_>>(),
            "doubts": proposal.doubts,
        });
        self.lines.push_str(&format!("{line}\n"));
    }

    /// The numbers, as a sentence.
    pub fn summary(&self) -> String {
        format!(
            "version steps: {} need no lens, {} have a whole proposal, {} leave something to you\n",
            self.implied, self.complete, self.open
        )
    }
}
