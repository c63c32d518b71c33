//! The command line as clap reads it.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tidings_compat::Semantics;

/// Typed, versioned Server-Sent Events: contracts in git, checked, generated.
#[derive(Debug, Parser)]
#[command(
    name = "tidings",
    version,
    max_term_width = 100,
    propagate_version = true
)]
pub struct Cli {
    /// The folder that holds tidings.toml; by default the nearest `schemas/` or the current folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub registry: Option<Utf8PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a registry with one event, one stream and a workflow that gates pull requests.
    Init(Init),
    /// Add an event, a version, a shared type or a stream.
    #[command(subcommand)]
    New(New),
    /// Judge every draft and every version ahead of the write version against all releases that read it.
    Check(Check),
    /// Show what changed since a base, between two versions, or between two files.
    Diff(Diff),
    /// Check, then lock the drafts and the releases that they make.
    Publish(Publish),
    /// Approve one finding of the present check until a day: writes a waiver.
    Waive(Waive),
    /// End a release and all before it: no client may connect with them any more.
    Retire(Retire),
    /// Show what a server does with every stored version, for every release that may be connected.
    Matrix(Matrix),
    /// Move versions and releases that the base lacks to the next free numbers.
    Renumber(Against),
    /// Write the Rust, the TypeScript and the catalogues that tidings.toml asks for.
    Generate(Generate),
    /// Write the registry as one file, for a running server or for a consumer elsewhere.
    Bundle(Bundle),
    /// Store the registry that `[use]` names beside tidings.toml, so that builds are offline.
    Fetch,
    /// Move a pinned release to a newer one, and show what changes in the generated types.
    Upgrade(Upgrade),
    /// Render the catalogue of the registry as one HTML file.
    Docs(Docs),
    /// Watch the registry; check and generate at every change.
    Dev,
    /// Say what an error or rule means, and what to do.
    Explain(Explain),
    /// Import schemas of another system, with their histories, as a registry.
    Import(Import),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub struct Init {
    /// Where to make it.
    #[arg(default_value = ".")]
    pub folder: Utf8PathBuf,
    /// The registry's name; by default the folder's.
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum New {
    /// A new event: its version 1 as a draft.
    Event {
        /// Its name, such as `order.placed`.
        name: String,
        /// A stream that carries it from now on.
        #[arg(long)]
        stream: Option<String>,
    },
    /// The next version of an event or type, as a draft that starts as a copy of the newest one.
    Version {
        /// The event, or a type as `types/<name>`.
        name: String,
    },
    /// A new shared type: its version 1 as a draft.
    Type {
        /// Its name, such as `money`.
        name: String,
    },
    /// A new stream.
    Stream {
        /// Its name, such as `orders`.
        name: String,
        /// Events that it carries.
        #[arg(long = "event", value_name = "EVENT")]
        events: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub struct Against {
    /// The base: a git revision, a folder that holds another registry, or a bundle.
    #[arg(long, value_name = "REF|DIR|BUNDLE")]
    pub against: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// A comment for the pull request, of at most 25 lines.
    Markdown,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub base: Against,
    /// Fail only on what the base does not have too.
    #[arg(long, requires = "against")]
    pub only_new: bool,
    /// In which sense a reader has to accept what is written.
    #[arg(long, value_enum, default_value = "generated")]
    pub semantics: Sense,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct Diff {
    /// Two versions of one event, such as `order.placed 1 2`; all changes since the base when left out.
    #[arg(num_args = 0..=3, value_names = ["EVENT", "FROM", "TO"])]
    pub versions: Vec<String>,
    #[command(flatten)]
    pub base: Against,
    #[command(flatten)]
    pub loose: Loose,
    /// In which sense a reader has to accept what is written.
    #[arg(long, value_enum, default_value = "generated")]
    pub semantics: Sense,
    /// Also print the two sets that are compared, as schemas.
    #[arg(long)]
    pub print_schemas: bool,
}

/// Schemas that no registry holds.
#[derive(Debug, Args)]
pub struct Loose {
    /// Compare two files: the schema that payloads are written with.
    #[arg(long, value_name = "FILE", group = "files", requires = "reader")]
    #[arg(conflicts_with_all = ["versions", "against"])]
    pub writer: Option<Utf8PathBuf>,
    /// The schema that they are read with.
    #[arg(long, value_name = "FILE", requires = "writer")]
    pub reader: Option<Utf8PathBuf>,
    /// Compare many: one JSON object {id, writer, reader, dialect?} a line, answered in order by one a line.
    #[arg(long, value_name = "JSONL", group = "files")]
    #[arg(conflicts_with_all = ["versions", "against", "reader"])]
    pub pairs: Option<Utf8PathBuf>,
    /// Read files as this dialect; by default as `$schema` says, else 2020-12.
    #[arg(long, requires = "files")]
    pub dialect: Option<String>,
    /// How to print: by default as text for two files, and always as JSON for `--pairs`.
    #[arg(long, value_enum, requires = "files")]
    pub format: Option<LooseFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LooseFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sense {
    /// As generated code has it: what a writer emits, a reader accepts.
    Generated,
    /// Both schemas as written, as plain sets of values.
    Validation,
}

impl From<Sense> for Semantics {
    fn from(sense: Sense) -> Semantics {
        match sense {
            Sense::Generated => Semantics::Generated,
            Sense::Validation => Semantics::Validation,
        }
    }
}

#[derive(Debug, Args)]
pub struct Publish {
    #[command(flatten)]
    pub base: Against,
}

#[derive(Debug, Args)]
pub struct Waive {
    /// The fingerprint that `tidings check` shows, or so much of its beginning that no other has it.
    pub fingerprint: String,
    /// Who approves it; may be given several times.
    #[arg(long = "owner", required = true, value_name = "WHO")]
    pub owners: Vec<String>,
    /// Why the break is acceptable, in a sentence.
    #[arg(long, value_name = "SENTENCE")]
    pub reason: String,
    /// The last day on which it holds: 2027-01-31.
    #[arg(long, value_name = "DAY")]
    pub until: String,
    /// The semantics of the check that shows the finding.
    #[arg(long, value_enum, default_value = "generated")]
    pub semantics: Sense,
    #[command(flatten)]
    pub base: Against,
}

#[derive(Debug, Args)]
pub struct Retire {
    /// The newest release to end: `orders@6`.
    pub release: String,
}

/// What programs may rely on.
const MATRIX_JSON: &str = r#"As JSON: {"tidings": 1, "streams": [{"stream", "releases": [{"id", "number"}],
"versions": [{"event", "version", "state", "written", "cells": [{"release", "cell", "reason"}]}]}]}.
`number` is null for the release that the drafts would make; `state` is "published" or "draft";
`written` marks the write version; `cell` is "same", "accept", "skip" or "refuse", and `reason` says
why it is refused. Cells come in the order of `releases`; retired releases are left out."#;

#[derive(Debug, Args)]
#[command(after_help = MATRIX_JSON)]
pub struct Matrix {
    /// The stream; all of them when left out.
    pub stream: Option<String>,
    /// How to print; both are in the order of streams, events, versions and releases.
    #[arg(long, value_enum, default_value = "text")]
    pub format: LooseFormat,
}

#[derive(Debug, Args)]
pub struct Generate {
    /// Write nothing; fail when a generated file is not what would be written.
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct Bundle {
    /// The file to write; standard output when left out.
    #[arg(long, value_name = "FILE")]
    pub out: Option<Utf8PathBuf>,
}

#[derive(Debug, Args)]
pub struct Upgrade {
    /// The stream; all that are pinned when left out.
    pub stream: Option<String>,
    /// The release to move to, such as `orders@7`; the newest when left out.
    #[arg(long, value_name = "RELEASE", requires = "stream")]
    pub to: Option<String>,
}

#[derive(Debug, Args)]
pub struct Docs {
    /// The file to write.
    #[arg(long, default_value = "events.html", value_name = "FILE")]
    pub out: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The id, such as `compat/member-removed`; all rules of the checker when left out.
    pub id: Option<String>,
    /// Print the JSON Schema of what `--format json` prints.
    #[arg(long, value_enum, conflicts_with = "id")]
    pub schema: Option<Published>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Published {
    /// What `check --format json` prints.
    Report,
    /// What `diff --format json` prints, and each line of `diff --pairs`.
    Answer,
}

impl Published {
    /// The schema, as JSON.
    pub fn text(self) -> &'static str {
        match self {
            Published::Report => include_str!("../schema/report.schema.json"),
            Published::Answer => include_str!("../schema/answer.schema.json"),
        }
    }
}

#[derive(Debug, Args)]
pub struct Import {
    /// A folder that holds `<event>/<version>.json`, or single schema files.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<Utf8PathBuf>,
    /// The registry to write or extend.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    pub into: Utf8PathBuf,
    /// The stream that carries the events; by default named after the folder.
    #[arg(long)]
    pub stream: Option<String>,
    /// Read all files as this dialect: draft-04, draft-06, draft-07, 2019-09, 2020-12, openapi-3.0, openapi-3.1.
    #[arg(long)]
    pub dialect: Option<String>,
    /// The writers may add members that the schemas don't declare.
    #[arg(long)]
    pub open: bool,
    /// Name an event: `--name 'change-prop/retry=jobs.retry'`.
    #[arg(long = "name", value_name = "SOURCE=EVENT")]
    pub names: Vec<String>,
    /// Have `tidings generate` write Rust to this folder, relative to the registry.
    #[arg(long, value_name = "DIR")]
    pub rust: Option<String>,
    /// Have `tidings generate` write TypeScript to this folder, relative to the registry.
    #[arg(long, value_name = "DIR")]
    pub ts: Option<String>,
    /// Write to this file what could carry older payloads to each next version, or why nothing could: one JSON object a
    /// line, for the steps that need something.
    #[arg(long, value_name = "FILE")]
    pub lenses: Option<Utf8PathBuf>,
}
