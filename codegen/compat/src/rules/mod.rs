//! The list of rules: one file each, named after the last part of the id, with what it matches and three examples.
use crate::case::Case;
use crate::rule::{Detect, Rule};

#[path = "address-changed.rs"]
mod address_changed;
#[path = "bound-loosened.rs"]
mod bound_loosened;
#[path = "bound-tightened.rs"]
mod bound_tightened;
#[path = "change-unsaid.rs"]
mod change_unsaid;
#[path = "condition-changed.rs"]
mod condition_changed;
#[path = "cursor-changed.rs"]
mod cursor_changed;
#[path = "description-missing.rs"]
mod description_missing;
#[path = "discriminator-changed.rs"]
mod discriminator_changed;
#[path = "enum-grown.rs"]
mod enum_grown;
#[path = "enum-shrunk.rs"]
mod enum_shrunk;
#[path = "envelope-changed.rs"]
mod envelope_changed;
#[path = "event-stopped.rs"]
mod event_stopped;
#[path = "integer-unsafe.rs"]
mod integer_unsafe;
#[path = "integer-widened.rs"]
mod integer_widened;
#[path = "items-count-changed.rs"]
mod items_count_changed;
#[path = "items-repeat.rs"]
mod items_repeat;
#[path = "length-changed.rs"]
mod length_changed;
#[path = "member-forbidden.rs"]
mod member_forbidden;
#[path = "member-made-required.rs"]
mod member_made_required;
#[path = "member-optional.rs"]
mod member_optional;
#[path = "member-removed.rs"]
mod member_removed;
#[path = "member-required.rs"]
mod member_required;
#[path = "members-count-changed.rs"]
mod members_count_changed;
#[path = "multiple-changed.rs"]
mod multiple_changed;
#[path = "names-changed.rs"]
mod names_changed;
#[path = "null-added.rs"]
mod null_added;
#[path = "null-removed.rs"]
mod null_removed;
#[path = "pattern-changed.rs"]
mod pattern_changed;
#[path = "release-revived.rs"]
mod release_revived;
#[path = "request-narrowed.rs"]
mod request_narrowed;
#[path = "shape-changed.rs"]
mod shape_changed;
#[path = "type-case-dropped.rs"]
mod type_case_dropped;
#[path = "type-changed.rs"]
mod type_changed;
#[path = "type-enum-grown.rs"]
mod type_enum_grown;
#[path = "type-member-dropped.rs"]
mod type_member_dropped;
#[path = "type-member-optional.rs"]
mod type_member_optional;
#[path = "type-member-required.rs"]
mod type_member_required;
#[path = "type-replaced.rs"]
mod type_replaced;
#[path = "union-grown.rs"]
mod union_grown;
#[path = "union-shrunk.rs"]
mod union_shrunk;
#[path = "unproved.rs"]
mod unproved;
#[path = "waiver-expired.rs"]
mod waiver_expired;
#[path = "waiver-unused.rs"]
mod waiver_unused;
#[path = "waiver-void.rs"]
mod waiver_void;
#[path = "window-shortened.rs"]
mod window_shortened;
#[path = "write-ahead.rs"]
mod write_ahead;

/// All rules; of those that match breaks, the first that applies names the finding.
pub static RULES: &[&Rule] = &[
    &names_changed::RULE,
    &member_removed::RULE,
    &member_optional::RULE,
    &member_required::RULE,
    &member_made_required::RULE,
    &enum_grown::RULE,
    &enum_shrunk::RULE,
    &type_changed::RULE,
    &null_added::RULE,
    &null_removed::RULE,
    &integer_widened::RULE,
    &bound_loosened::RULE,
    &bound_tightened::RULE,
    &multiple_changed::RULE,
    &length_changed::RULE,
    &pattern_changed::RULE,
    &items_count_changed::RULE,
    &items_repeat::RULE,
    &members_count_changed::RULE,
    &member_forbidden::RULE,
    &discriminator_changed::RULE,
    &union_grown::RULE,
    &union_shrunk::RULE,
    &condition_changed::RULE,
    &shape_changed::RULE,
    &unproved::RULE,
    &event_stopped::RULE,
    &request_narrowed::RULE,
    &type_member_dropped::RULE,
    &type_member_optional::RULE,
    &type_member_required::RULE,
    &type_replaced::RULE,
    &type_enum_grown::RULE,
    &type_case_dropped::RULE,
    &change_unsaid::RULE,
    &description_missing::RULE,
    &integer_unsafe::RULE,
    &write_ahead::RULE,
    &release_revived::RULE,
    &cursor_changed::RULE,
    &window_shortened::RULE,
    &envelope_changed::RULE,
    &address_changed::RULE,
    &waiver_void::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// A rule by its id, of those that the checker names itself.
pub(crate) fn named(id: &'static str) -> &'static Rule {
    rule(id).unwrap_or(&shape_changed::RULE)
}

/// The rule that names a break, and what it says.
pub(crate) fn of_break(case: &Case<'_>) -> (&'static Rule, String) {
    RULES
        .iter()
        .find_map(|rule| match rule.detect {
            Detect::Refusal { applies, say } if applies(case) => Some((*rule, say(case))),
            _ => None,
        })
        .unwrap_or((&shape_changed::RULE, case.witness.refused.message.clone()))
}
