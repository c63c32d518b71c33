//! The stream `probe` as a server wrote it while an older version of every event was its write version.

use tidings::__contract_v1::{EmitOn, Stream};

use crate::contracts::events;
use crate::control::{Emittable, emittable};

/// The stream `probe` of the servers that write the versions of step `STEP`. Its hub is opened with the bundle of that
/// step, which [`history`](crate::history) makes.
#[derive(Debug, Clone, Copy)]
pub struct Written<const STEP: u32>;

impl<const STEP: u32> Stream for Written<STEP> {
    const NAME: &'static str = "probe";
    type Topic = ();
    fn bundle() -> &'static str {
        ""
    }
}

/// What a server of one step can emit: of each event, the version given.
macro_rules! written {
    ($step:literal, $name:ident: $($module:ident $version:ident $event:ident),+ $(,)?) => {
        $(impl EmitOn<Written<$step>> for events::$module::$version::$event {})+

        /// The events of this step.
        #[must_use]
        pub fn $name() -> Vec<Emittable<Written<$step>>> {
            vec![$(emittable::<Written<$step>, events::$module::$version::$event>()),+]
        }
    };
}

written!(1, first:
    probe_bounds v1 ProbeBounds,
    probe_choice v1 ProbeChoice,
    probe_composed v1 ProbeComposed,
    probe_either v1 ProbeEither,
    probe_figure v1 ProbeFigure,
    probe_kinds v1 ProbeKinds,
    probe_lists v1 ProbeLists,
    probe_names v1 ProbeNames,
    probe_nested v1 ProbeNested,
    probe_open v1 ProbeOpen,
    probe_rows v1 ProbeRows,
    probe_scalars v1 ProbeScalars,
    probe_texts v1 ProbeTexts,
    probe_tree v1 ProbeTree,
    probe_whole v1 ProbeWhole,
    trap_branching v1 TrapBranching,
    trap_constants v1 TrapConstants,
    trap_counted v1 TrapCounted,
    trap_defaults v1 TrapDefaults,
    trap_edges v1 TrapEdges,
    trap_free v1 TrapFree,
    trap_leftover v1 TrapLeftover,
    trap_negation v1 TrapNegation,
    trap_overlap v1 TrapOverlap,
    trap_parts v1 TrapParts,
    trap_polarity v1 TrapPolarity,
    trap_required v1 TrapRequired,
    trap_unique v1 TrapUnique,
);
written!(2, second:
    probe_bounds v2 ProbeBounds,
    probe_choice v2 ProbeChoice,
    probe_composed v2 ProbeComposed,
    probe_either v2 ProbeEither,
    probe_figure v2 ProbeFigure,
    probe_kinds v2 ProbeKinds,
    probe_lists v2 ProbeLists,
    probe_names v1 ProbeNames,
    probe_nested v2 ProbeNested,
    probe_open v2 ProbeOpen,
    probe_rows v2 ProbeRows,
    probe_scalars v2 ProbeScalars,
    probe_texts v2 ProbeTexts,
    probe_tree v2 ProbeTree,
    probe_whole v2 ProbeWhole,
    trap_branching v2 TrapBranching,
    trap_constants v2 TrapConstants,
    trap_counted v2 TrapCounted,
    trap_defaults v2 TrapDefaults,
    trap_edges v2 TrapEdges,
    trap_free v2 TrapFree,
    trap_leftover v2 TrapLeftover,
    trap_negation v2 TrapNegation,
    trap_overlap v2 TrapOverlap,
    trap_parts v2 TrapParts,
    trap_polarity v2 TrapPolarity,
    trap_required v2 TrapRequired,
    trap_unique v2 TrapUnique,
);
written!(3, third:
    probe_bounds v3 ProbeBounds,
    probe_choice v3 ProbeChoice,
    probe_composed v3 ProbeComposed,
    probe_either v3 ProbeEither,
    probe_figure v3 ProbeFigure,
    probe_kinds v3 ProbeKinds,
    probe_lists v3 ProbeLists,
    probe_names v1 ProbeNames,
    probe_nested v3 ProbeNested,
    probe_open v2 ProbeOpen,
    probe_rows v3 ProbeRows,
    probe_scalars v3 ProbeScalars,
    probe_texts v3 ProbeTexts,
    probe_tree v3 ProbeTree,
    probe_whole v3 ProbeWhole,
    trap_branching v2 TrapBranching,
    trap_constants v2 TrapConstants,
    trap_counted v3 TrapCounted,
    trap_defaults v2 TrapDefaults,
    trap_edges v3 TrapEdges,
    trap_free v2 TrapFree,
    trap_leftover v3 TrapLeftover,
    trap_negation v3 TrapNegation,
    trap_overlap v2 TrapOverlap,
    trap_parts v2 TrapParts,
    trap_polarity v2 TrapPolarity,
    trap_required v2 TrapRequired,
    trap_unique v3 TrapUnique,
);
