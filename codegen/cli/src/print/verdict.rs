//! Verdicts as text.

use tidings_compat::Verdict;

/// The verdict in a word, with what shows it below.
pub fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Compatible => "compatible".to_owned(),
        Verdict::Unknown(reason) => format!("can't tell\n  {reason}"),
        Verdict::Breaking(witness) => {
            let refused = &witness.refused;
            let at = if refused.at.is_empty() {
                "the payload"
            } else {
                &refused.at
            };
            format!(
                "breaking\n  witness: {}\n  refused at {at}: {}",
                witness.value, refused.message
            )
        }
    }
}
