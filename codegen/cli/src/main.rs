//! `tidings`: contracts of Server-Sent Events, from the command line.
//!
//! The way of data: arguments → a command; the command reads the registry whole (tidings-registry), lets the other
//! rooms judge, print or convert it, and plans a [`change::Change`]; the change happens as a whole; the exit code says
//! how it ended.
//!
//! **Invariants**
//! - Nothing is written before everything that is to be written is known; a change happens whole or not at all.
//! - Every problem has a code, and a place where there is one. Bad input and wrong usage exit 3 and write nothing.
//! - Reports go to standard output, problems and progress to standard error; colours and progress to terminals only.
//! - No domain logic: what is compatible, what is generated and what a lock holds is decided in the other rooms.

mod args;
mod change;
mod clock;
mod command;
mod consumer;
mod exit;
mod explain;
mod files;
mod input;
mod judge;
mod lenses;
mod loose;
mod origin;
mod output;
mod packs;
mod pin;
mod print;
mod problem;
mod publishing;
mod remote;
mod renumbering;
mod session;
mod stamp;
mod template;
mod write_version;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use tidings_model::Diagnostic;

use args::{Cli, Command};
use exit::Exit;
use files::{Folder, Shown};

/// Reading and generating are many small texts on several cores, which the system's allocator is slow at: a fifth of
/// all time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage_error(&error),
    };
    run(cli).into()
}

/// Help and version are no errors; everything else is wrong usage.
fn usage_error(error: &clap::Error) -> ExitCode {
    // Where the terminal is gone there is nobody to tell.
    let _ = error.print();
    match error.use_stderr() {
        true => Exit::Broken.into(),
        false => Exit::Fine.into(),
    }
}

fn run(cli: Cli) -> Exit {
    let named = cli.registry.as_deref();
    match cli.command {
        Command::Init(init) => told(command::init::run(&init), &Shown::default()),
        Command::Import(import) => {
            let result = command::import::run(&import);
            result.unwrap_or_else(|(problems, shown)| told(Err(problems), &shown))
        }
        Command::Explain(explain) => told(command::explain::run(&explain), &Shown::default()),
        Command::Completions { shell } => completions(shell),
        Command::Check(check) => command::check::run(named, &check),
        Command::New(new) => with_folder(named, |folder| command::new::run(folder, &new)),
        Command::Diff(diff) => match (&diff.loose.pairs, &diff.loose.writer, &diff.loose.reader) {
            (Some(pairs), _, _) => told(command::diff_pairs::run(pairs, &diff), &Shown::default()),
            (_, Some(writer), Some(reader)) => {
                let result = command::diff_files::run(writer, reader, &diff);
                told(result, &Shown::default())
            }
            _ => with_folder(named, |folder| command::diff::run(folder, &diff)),
        },
        Command::Publish(publish) => {
            with_folder(named, |folder| command::publish::run(folder, &publish))
        }
        Command::Waive(waive) => with_folder(named, |folder| command::waive::run(folder, &waive)),
        Command::Retire(retire) => {
            with_folder(named, |folder| command::retire::run(folder, &retire))
        }
        Command::Matrix(matrix) => {
            with_folder(named, |folder| command::matrix::run(folder, &matrix))
        }
        Command::Renumber(base) => {
            with_folder(named, |folder| command::renumber::run(folder, &base))
        }
        Command::Generate(generate) => {
            with_folder(named, |folder| command::generate::run(folder, &generate))
        }
        Command::Bundle(bundle) => {
            with_folder(named, |folder| command::bundle::run(folder, &bundle))
        }
        Command::Fetch => with_folder(named, command::fetch::run),
        Command::Upgrade(upgrade) => {
            with_folder(named, |folder| command::upgrade::run(folder, &upgrade))
        }
        Command::Docs(docs) => with_folder(named, |folder| command::docs::run(folder, &docs)),
        Command::Dev => with_folder(named, command::dev::run),
    }
}

fn completions(shell: clap_complete::Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tidings", &mut script);
    print::screen::out(&String::from_utf8_lossy(&script));
    Exit::Fine
}

/// Finds the registry, does the work, and tells what went wrong.
fn with_folder(
    named: Option<&camino::Utf8Path>,
    work: impl FnOnce(Folder) -> Result<Exit, Vec<Diagnostic>>,
) -> Exit {
    match Folder::find(named) {
        Ok(folder) => {
            let shown = folder.shown();
            told(work(folder), &shown)
        }
        Err(problems) => told(Err(problems), &Shown::default()),
    }
}

/// Tells what went wrong.
fn told(result: Result<Exit, Vec<Diagnostic>>, shown: &Shown) -> Exit {
    result.unwrap_or_else(|problems| {
        print::problems(&problems, shown);
        Exit::Broken
    })
}
