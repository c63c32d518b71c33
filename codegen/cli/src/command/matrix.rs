//! `tidings matrix`: what a server does with every version that may be stored, for every release that may be connected.
//!
//! What it prints as JSON is documented in its help.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tidings_contract::{Cell, EventName, MatrixCell, StreamName, VersionNumber};
use tidings_model::{Diagnostic, Stream, suggest};
use tidings_registry::{Registry, Release, State};

use crate::args::{LooseFormat, Matrix};
use crate::exit::Exit;
use crate::files::Folder;
use crate::judge::matrices;
use crate::print::screen::out;
use crate::problem::usage;
use crate::session::Session;

const LEGEND: &str = "same: what the release reads; accept: proved that it reads it all; skip: it has no such event; refuse: left out, and the client is told of a gap\n* written now, + draft, @dev the release that the drafts would make\n";

/// Prints; a refusal is no failure here, since `check` judges those that can happen.
pub fn run(folder: Folder, asked: &Matrix) -> Result<Exit, Vec<Diagnostic>> {
    let session = Session::open(folder, None)?;
    let registry = &session.registry;
    let streams = chosen(registry, asked.stream.as_deref())?;
    let matrices = matrices(registry);
    let grids: Vec<Grid<'_>> = streams
        .iter()
        .map(|stream| Grid::new(registry, stream, &matrices))
        .collect();
    match asked.format {
        LooseFormat::Json => {
            let streams: Vec<Value> = grids.iter().map(Grid::json).collect();
            out(&format!(
                "{:#}\n",
                json!({"tidings": 1, "streams": streams})
            ));
        }
        LooseFormat::Text => {
            let tables: Vec<String> = grids.iter().map(Grid::text).collect();
            out(&format!("{}\n{LEGEND}", tables.join("\n")));
        }
    }
    Ok(Exit::Fine)
}

fn chosen<'r>(
    registry: &'r Registry,
    name: Option<&str>,
) -> Result<Vec<&'r Stream>, Vec<Diagnostic>> {
    let all = registry.streams.values();
    let Some(name) = name else {
        return Ok(all.collect());
    };
    let found: Vec<&Stream> = all.filter(|stream| stream.name.as_str() == name).collect();
    if found.is_empty() {
        let known = registry.streams.keys().map(StreamName::as_str);
        let help = suggest::help(name, known)
            .unwrap_or_else(|| "the streams are the files of streams/".to_owned());
        return Err(vec![usage(format!("there is no stream `{name}`"), help)]);
    }
    Ok(found)
}

/// The matrix of one stream, row by row.
struct Grid<'r> {
    registry: &'r Registry,
    stream: &'r Stream,
    releases: Vec<Release>,
    rows: BTreeMap<(EventName, VersionNumber), Vec<MatrixCell>>,
}

impl<'r> Grid<'r> {
    fn new(
        registry: &'r Registry,
        stream: &'r Stream,
        matrices: &tidings_generate::Matrices,
    ) -> Self {
        let releases = registry
            .releases(stream)
            .into_iter()
            .filter(|release| !release.retired);
        let mut rows: BTreeMap<_, Vec<MatrixCell>> = BTreeMap::new();
        for cell in matrices.get(&stream.name).into_iter().flatten() {
            rows.entry((cell.event.clone(), cell.version))
                .or_default()
                .push(cell.clone());
        }
        Grid {
            registry,
            stream,
            releases: releases.collect(),
            rows,
        }
    }

    fn is_draft(&self, event: &EventName, version: VersionNumber) -> bool {
        let known = self.registry.event_version(event, version);
        known.is_some_and(|version| version.state == State::Draft)
    }

    fn is_written(&self, event: &EventName, version: VersionNumber) -> bool {
        self.stream
            .events
            .get(event)
            .is_some_and(|carried| carried.write.value == version)
    }

    fn text(&self) -> String {
        let head = ["event".to_owned(), "version".to_owned()].into_iter();
        let mut table: Vec<Vec<String>> =
            vec![head.chain(self.releases.iter().map(column)).collect()];
        let mut last: Option<&EventName> = None;
        for ((event, version), cells) in &self.rows {
            let name = if last == Some(event) {
                String::new()
            } else {
                event.to_string()
            };
            last = Some(event);
            let written = if self.is_written(event, *version) {
                "*"
            } else {
                ""
            };
            let draft = if self.is_draft(event, *version) {
                "+"
            } else {
                ""
            };
            let row = [name, format!("{version}{written}{draft}")].into_iter();
            table.push(
                row.chain(cells.iter().map(|cell| word(cell.cell).to_owned()))
                    .collect(),
            );
        }
        let mut text = format!("{}\n{}", self.stream.name, aligned(&table));
        for cell in self.rows.values().flatten() {
            if let Some(reason) = cell.reason.as_deref() {
                text.push_str(&format!(
                    "{} v{} to {}: {reason}\n",
                    cell.event, cell.version, cell.release
                ));
            }
        }
        text
    }

    fn json(&self) -> Value {
        let releases = self.releases.iter();
        let releases: Vec<Value> = releases
            .map(|release| json!({"id": release.id.to_string(), "number": release.number}))
            .collect();
        let versions: Vec<Value> = self
            .rows
            .iter()
            .map(|((event, version), cells)| {
                let draft = self.is_draft(event, *version);
                json!({
                    "event": event.as_str(),
                    "version": version.get(),
                    "state": if draft { "draft" } else { "published" },
                    "written": self.is_written(event, *version),
                    "cells": cells.iter().map(cell).collect::<Vec<Value>>(),
                })
            })
            .collect();
        json!({"stream": self.stream.name.as_str(), "releases": releases, "versions": versions})
    }
}

fn cell(cell: &MatrixCell) -> Value {
    let mut value = json!({"release": cell.release.to_string(), "cell": word(cell.cell)});
    if let Some(reason) = &cell.reason {
        value["reason"] = json!(reason);
    }
    value
}

fn column(release: &Release) -> String {
    release
        .number
        .map_or_else(|| "@dev".to_owned(), |number| format!("@{number}"))
}

/// As the bundle names it.
fn word(cell: Cell) -> &'static str {
    match cell {
        Cell::Same => "same",
        Cell::Accept => "accept",
        Cell::Skip => "skip",
        Cell::Refuse => "refuse",
    }
}

/// Columns as wide as their widest text, two spaces apart.
fn aligned(table: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = table.iter().filter_map(|row| row.get(column));
        cells.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let mut text = String::new();
    for row in table {
        let padded: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, cell)| format!("{cell:<0$}", width(at)))
            .collect();
        text.push_str(&format!("  {}\n", padded.join("  ").trim_end()));
    }
    text
}
