//! What a run must show, as figures, and whether each is met.

use std::ops::RangeInclusive;

use crate::cases::Case;
use crate::laws::{
    ACCEPTED, Apart, EMITS, EMITTED, EMITTED_EQUAL, REFUSED, ROUND_TRIP, SAID, VALID, apart,
};
use crate::readers::Answer;

/// Mutants of a run over all corpora.
const MUTANTS: usize = 100_000;
/// Mutants of every schema.
const EACH: usize = 50;
/// Per cent of all mutants that are valid.
const SIDES: RangeInclusive<f64> = 30.0..=70.0;
/// Per cent of what the accept set refuses that a reader may take.
const TAKEN: f64 = 0.5;

/// The readers, as the laws call them.
const READERS: [&str; 2] = ["Rust", "TypeScript"];

/// Per cent of the schemas that may be refused by a code.
const UNTOLD: f64 = 0.5;

/// How many values each figure is of; what is counted apart is left out.
#[derive(Default)]
pub struct Asked {
    valid: [usize; 2],
    accepted: [usize; 2],
    refused: [usize; 2],
    read: [usize; 2],
    /// Mutants alone.
    mutants: [usize; 2],
    emitted: usize,
    may_emit: usize,
}

impl Asked {
    /// Counts one case.
    pub fn case(&mut self, case: &Case, rust: &Answer, typescript: &Answer) {
        let apart = apart(&case.value);
        let asked = [apart != Some(Apart::Deep), apart.is_none()];
        for (at, answer) in [rust, typescript].into_iter().enumerate() {
            if asked[at] {
                self.mutants[at] += usize::from(case.is_mutant());
                self.valid[at] += usize::from(case.verdict.written);
                self.accepted[at] += usize::from(case.verdict.accept && !case.verdict.written);
                self.refused[at] += usize::from(!case.verdict.accept);
                self.read[at] += usize::from(answer.held.is_some());
            }
        }
        if asked[0] {
            self.emitted += usize::from(rust.written.is_some());
            self.may_emit += usize::from(case.verdict.emit);
        }
    }
}

/// The mutants of a run, and of the schema that has fewest, or fewest on one side.
#[derive(Default)]
pub struct Mutants {
    all: usize,
    valid: usize,
    fewest: Option<(usize, String)>,
    narrowest: Option<(f64, String)>,
    schemas: usize,
    refused: usize,
}

impl Mutants {
    /// Counts a schema that is refused by a code.
    pub fn refused(&mut self) {
        self.refused += 1;
    }

    /// Counts the mutants of one schema, and says whether it has fewer than `wanted`, or fewer than 30 % on one side.
    pub fn schema(&mut self, path: &str, cases: &[Case], wanted: usize) -> bool {
        let mutants = cases.iter().filter(|case| case.is_mutant());
        let (valid, all) = mutants.fold((0, 0), |(valid, all), case| {
            (valid + usize::from(case.verdict.written), all + 1)
        });
        let narrow = share(valid.min(all - valid), all);
        self.schemas += 1;
        self.all += all;
        self.valid += valid;
        if self.fewest.as_ref().is_none_or(|(fewest, _)| all < *fewest) {
            self.fewest = Some((all, path.to_owned()));
        }
        if self
            .narrowest
            .as_ref()
            .is_none_or(|(least, _)| narrow < *least)
        {
            self.narrowest = Some((narrow, path.to_owned()));
        }
        all < wanted || narrow < *SIDES.start()
    }
}

/// One demand: what, how much of how many, and whether that is met.
struct Demand {
    what: String,
    figure: String,
    /// None where it is only told.
    met: Option<bool>,
}

/// Prints every demand with its figure, and gives how many are not met. `broken` counts the breaks of a law by a party;
/// `rest` all others. A run over a part of the schemas is not asked for the number of mutants.
pub fn print(
    mutants: &Mutants,
    asked: &Asked,
    whole: bool,
    broken: &[(&str, &str, usize)],
) -> usize {
    let mut demands = counts(mutants, asked, whole);
    let of = |law: &str, who: &str| {
        let found = broken.iter().filter(|(l, w, _)| *l == law && *w == who);
        found.map(|(_, _, count)| count).sum::<usize>()
    };
    let laws = [
        ("valid as written, but refused by", VALID, asked.valid, 0.0),
        (
            "valid by the accept set only, but refused by",
            ACCEPTED,
            asked.accepted,
            0.0,
        ),
        (
            "refused by the accept set, but taken by",
            REFUSED,
            asked.refused,
            TAKEN,
        ),
        (
            "read and back to text, and changed by",
            ROUND_TRIP,
            asked.read,
            0.0,
        ),
    ];
    for (what, law, wholes, most) in laws {
        for (who, whole) in READERS.into_iter().zip(wholes) {
            demands.push(at_most(&format!("{what} {who}"), of(law, who), whole, most));
        }
    }
    let emitter = [
        ("emitted outside the emit set", EMITTED, asked.emitted),
        ("emitted, and changed", EMITTED_EQUAL, asked.emitted),
        ("in the emit set, but not emitted", EMITS, asked.may_emit),
    ];
    demands.extend(emitter.map(|(what, law, whole)| at_most(what, of(law, "Rust"), whole, 0.0)));
    let named = [
        VALID,
        ACCEPTED,
        REFUSED,
        ROUND_TRIP,
        EMITTED,
        EMITTED_EQUAL,
        EMITS,
        SAID,
    ];
    let other = broken.iter().filter(|(law, _, _)| !named.contains(law));
    let other: usize = other.map(|(_, _, count)| count).sum();
    demands.push(Demand {
        what: "breaks of any other law".to_owned(),
        figure: format!("{other} (0)"),
        met: Some(other == 0),
    });
    println!("\ndemands, each with what is asked in brackets:");
    for Demand { what, figure, met } in &demands {
        let met = match met {
            Some(true) => "met",
            Some(false) => "NOT MET",
            None => "told",
        };
        println!("  {met:8}{what:55} {figure}");
    }
    demands
        .iter()
        .filter(|demand| demand.met == Some(false))
        .count()
}

fn counts(mutants: &Mutants, asked: &Asked, whole: bool) -> Vec<Demand> {
    let valid = share(mutants.valid, mutants.all);
    let (fewest, thinnest) = mutants.fewest.clone().unwrap_or_default();
    let (narrow, narrowest) = mutants.narrowest.clone().unwrap_or_default();
    // What a part of the schemas must have is not said: it may hold schemas that refuse nothing, or next to all.
    let demand = |what: &str, figure: String, met: bool| Demand {
        what: what.to_owned(),
        figure,
        met: whole.then_some(met),
    };
    let of_all = |what: &str, all: usize| {
        demand(what, format!("{all} (at least {MUTANTS})"), all >= MUTANTS)
    };
    let schemas = mutants.schemas + mutants.refused;
    vec![
        Demand {
            met: whole.then_some(share(mutants.refused, schemas) <= UNTOLD),
            ..at_most(
                "schemas refused by a code",
                mutants.refused,
                schemas,
                UNTOLD,
            )
        },
        of_all("mutants", mutants.all),
        of_all(
            "mutants asked of Rust, and not counted apart",
            asked.mutants[0],
        ),
        of_all(
            "mutants asked of TypeScript, and not counted apart",
            asked.mutants[1],
        ),
        demand(
            "mutants of the schema with fewest",
            format!("{fewest} (at least {EACH}) {thinnest}"),
            fewest >= EACH,
        ),
        demand(
            "mutants valid as written",
            format!(
                "{valid:.2} %, and {:.2} % not (at least 30 % each)",
                100.0 - valid
            ),
            SIDES.contains(&valid),
        ),
        Demand {
            what: "the smaller side, in the schema where it is smallest".to_owned(),
            figure: format!("{narrow:.2} % {narrowest}"),
            met: None,
        },
    ]
}

fn at_most(what: &str, part: usize, whole: usize, most: f64) -> Demand {
    let asked = match most > 0.0 {
        true => format!("at most {most} %"),
        false => "0".to_owned(),
    };
    Demand {
        what: what.to_owned(),
        figure: format!("{part} of {whole}, {:.3} % ({asked})", share(part, whole)),
        met: Some(share(part, whole) <= most),
    }
}

/// Per cent.
pub fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
