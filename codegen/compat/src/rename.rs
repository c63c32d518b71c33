//! Whether a member that is gone may have another name now: a guess, and worded as one.
use std::collections::BTreeSet;

use tidings_model::{Checked, NodeId, Schema};

use crate::locate::describing;

/// The only new member at a place of the payload that has the schema of the one that is gone.
///
/// None where the member is still declared, and where several could be meant: a guess that may be either is no help.
pub(crate) fn renamed(
    old: &Schema<Checked>,
    new: &Schema<Checked>,
    at: &str,
    name: &str,
) -> Option<String> {
    let (before, after) = (members(old, at), members(new, at));
    let gone = before.iter().find(|(known, _)| known == name)?;
    if after.iter().any(|(known, _)| known == name) {
        return None;
    }
    let shape = old.node_digest(gone.1);
    let fresh = after.iter().filter(|(other, id)| {
        before.iter().all(|(known, _)| known != other) && new.node_digest(*id) == shape
    });
    let names: BTreeSet<&String> = fresh.map(|(other, _)| other).collect();
    let mut names = names.into_iter();
    names.next().filter(|_| names.next().is_none()).cloned()
}

/// The members that are declared at a place of the payload, in whatever branch.
fn members(schema: &Schema<Checked>, at: &str) -> Vec<(String, NodeId)> {
    let nodes = describing(schema, at);
    let declared = nodes
        .iter()
        .flat_map(|id| schema.node(*id).object.properties.iter());
    declared.map(|(name, id)| (name.to_string(), *id)).collect()
}
