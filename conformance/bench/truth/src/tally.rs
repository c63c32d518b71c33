//! What was counted, and how it is told.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cases::Case;
use crate::corpus::Subject;
use crate::demands::{self, Asked, Mutants, share};
use crate::exact::difference;
use crate::growth::Growth;
use crate::laws::{Apart, Broken, REFUSED, SAID, apart};
use crate::readers::Answer;

/// Counts of one corpus.
#[derive(Default)]
pub struct Counts {
    schemas: usize,
    /// Schemas of which fewer mutants exist than were asked for, or of which one side has less than its share.
    thin: usize,
    /// Schemas whose author's file the validator could compile.
    original: usize,
    instances: usize,
    drawn: usize,
    mutants: usize,
    valid: usize,
    rounded: usize,
    deep: usize,
    refused_by_accept: usize,
    read: [usize; 2],
    emitted: usize,
}

/// One failure of a class, made as small as it gets.
pub struct Example {
    /// The schema's file.
    pub schema: String,
    /// The value.
    pub value: Value,
    /// What the Rust type said.
    pub rust: Answer,
    /// What the TypeScript client said.
    pub typescript: Answer,
}

/// All counts of a run.
#[derive(Default)]
pub struct Tally {
    corpora: BTreeMap<String, Counts>,
    kinds: BTreeMap<&'static str, [usize; 2]>,
    broken: BTreeMap<Broken, (usize, Option<Example>)>,
    /// Schemas with fallbacks, and those of them in which a union has one.
    grew: usize,
    unions: usize,
    fell: usize,
    refused: Vec<(String, String)>,
    mutants: Mutants,
    asked: Asked,
}

impl Tally {
    /// Counts a schema whose enums and unions may have fallbacks.
    pub fn growth(&mut self, growth: &Growth) {
        self.grew += usize::from(!growth.fallbacks.is_empty());
        self.unions += usize::from(!growth.fallbacks.is_empty() && growth.closed.is_none());
    }

    /// Counts a schema that is refused by a code: nobody can be asked about it.
    pub fn refused(&mut self, subject: &Subject, why: String) {
        self.mutants.refused();
        self.refused.push((subject.path.clone(), why));
    }

    /// Counts the cases of one schema; `original` says whether the author's file was asked about too.
    pub fn schema(&mut self, subject: &Subject, original: bool, cases: &[Case], wanted: usize) {
        let thin = self.mutants.schema(&subject.path, cases, wanted);
        let counts = self.corpora.entry(subject.corpus.clone()).or_default();
        counts.schemas += 1;
        counts.thin += usize::from(thin);
        counts.original += usize::from(original);
    }

    /// Counts one case.
    pub fn case(&mut self, corpus: &str, case: &Case, rust: &Answer, typescript: &Answer) {
        self.asked.case(case, rust, typescript);
        if case.verdict.accept && !case.verdict.written {
            let held = typescript.held.as_deref();
            let held: Option<Value> = held.and_then(|held| serde_json::from_str(held).ok());
            self.fell +=
                usize::from(held.is_some_and(|held| difference(&case.value, &held).is_some()));
        }
        let counts = self.corpora.entry(corpus.to_owned()).or_default();
        match case.kind {
            "instance" => counts.instances += 1,
            "drawn" => counts.drawn += 1,
            kind => {
                counts.mutants += 1;
                counts.valid += usize::from(case.verdict.written);
                self.kinds.entry(kind).or_default()[usize::from(case.verdict.written)] += 1;
            }
        }
        match apart(&case.value) {
            Some(Apart::Rounded) => counts.rounded += 1,
            Some(Apart::Deep) => counts.deep += 1,
            None => {}
        }
        counts.refused_by_accept += usize::from(!case.verdict.accept);
        counts.read[0] += usize::from(rust.held.is_some());
        counts.read[1] += usize::from(typescript.held.is_some());
        counts.emitted += usize::from(rust.written.is_some());
    }

    /// Counts a broken law, and says whether it is the first of its class.
    pub fn break_of(&mut self, broken: &Broken) -> bool {
        let entry = self.broken.entry(broken.clone()).or_default();
        entry.0 += 1;
        entry.0 == 1
    }

    /// How many classes of broken laws there are.
    pub fn classes(&self) -> usize {
        self.broken.len()
    }

    /// Keeps the example of a class.
    pub fn example(&mut self, broken: &Broken, example: Example) {
        self.broken.entry(broken.clone()).or_default().1 = Some(example);
    }

    /// Prints what a run must show, and gives how many demands are not met; `whole` says that all schemas were asked.
    pub fn demands(&self, whole: bool) -> usize {
        let broken = self.broken.iter();
        let broken: Vec<_> = broken
            .map(|(broken, (count, _))| (broken.law, broken.who, *count))
            .collect();
        demands::print(&self.mutants, &self.asked, whole, &broken)
    }

    /// Prints everything.
    pub fn print(&self) {
        for (corpus, counts) in &self.corpora {
            println!(
                "\n{corpus}: {} schemas, {} of them judged by their author's file too",
                counts.schemas, counts.original
            );
            println!(
                "  {} instances, {} drawn values, {} mutants: {} valid ({:.1} %), {} not; {} schemas have fewer or are one-sided",
                counts.instances,
                counts.drawn,
                counts.mutants,
                counts.valid,
                share(counts.valid, counts.mutants),
                counts.mutants - counts.valid,
                counts.thin,
            );
            println!(
                "  read by Rust {}, by TypeScript {}, emitted by Rust {}; refused by the accept set {}",
                counts.read[0], counts.read[1], counts.emitted, counts.refused_by_accept,
            );
            println!(
                "  apart: {} with an integer that JavaScript would round, {} deeper than 127 levels",
                counts.rounded, counts.deep,
            );
        }
        println!(
            "\n{} schemas were given fallbacks in place of `closed`, {} of them for unions; TypeScript fell back in {} values",
            self.grew, self.unions, self.fell
        );
        println!(
            "{} schemas are refused by a code, and not asked",
            self.refused.len()
        );
        for (path, why) in &self.refused {
            println!("  {path}: {why}");
        }
        println!("\nmutants by kind of change (valid, not):");
        for (kind, [invalid, valid]) in &self.kinds {
            println!("  {kind:24} {valid:7} {invalid:7}");
        }
        self.print_broken();
    }

    fn print_broken(&self) {
        if self.broken.is_empty() {
            println!("no law is broken");
        }
        let refused: usize = self
            .corpora
            .values()
            .map(|counts| counts.refused_by_accept)
            .sum();
        for (broken, (count, example)) in &self.broken {
            let of = match broken.law == REFUSED {
                true => format!(
                    " ({:.3} % of what the accept set refuses)",
                    share(*count, refused)
                ),
                false => String::new(),
            };
            println!(
                "\n{} {count} times{of}: {}; {}: {}",
                if broken.law == SAID { "seen" } else { "broken" },
                broken.law,
                broken.who,
                broken.class
            );
            if let Some(example) = example {
                println!("  schema     {}", example.schema);
                println!("  value      {}", example.value);
                println!("  rust       {}", answer(&example.rust));
                println!("  typescript {}", answer(&example.typescript));
            }
        }
    }
}

fn answer(answer: &Answer) -> String {
    if answer.panicked {
        return "panicked, or ended".to_owned();
    }
    match (&answer.refused, &answer.held) {
        (Some(id), _) => format!("refused: {id} at {:?} {}", answer.pointer, answer.why),
        (None, Some(held)) => match &answer.kept {
            Some(kept) => format!("read {held}, not emitted: {kept}"),
            None => format!("read {held}"),
        },
        (None, None) => format!("{answer:?}"),
    }
}
