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
mod command;
mod exit;
mod files;
mod print;
mod problem;
mod publishing;
mod session;
mod template;
mod write_version;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use tidings_model::Diagnostic;

use args::{Cli, Command};
use exit::Exit;
use files::{Folder, Shown};

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
    match cli.command {
        Command::Init(init) => told(command::init::run(&init), &Shown::default()),
        Command::Import(import) => match command::import::run(&import) {
            Ok(exit) => exit,
            Err((problems, shown)) => told(Err(problems), &shown),
        },
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "tidings", &mut std::io::stdout());
            Exit::Fine
        }
        other => with_folder(cli.registry.as_deref(), other),
    }
}

fn with_folder(named: Option<&camino::Utf8Path>, command: Command) -> Exit {
    let folder = match Folder::find(named) {
        Ok(folder) => folder,
        Err(problems) => return told(Err(problems), &Shown::default()),
    };
    let shown = folder.shown();
    let result = match command {
        Command::New(new) => command::new::run(folder, &new),
        _ => Ok(Exit::Fine),
    };
    told(result, &shown)
}

/// Tells what went wrong.
fn told(result: Result<Exit, Vec<Diagnostic>>, shown: &Shown) -> Exit {
    result.unwrap_or_else(|problems| {
        print::problems(&problems, shown);
        Exit::Broken
    })
}
