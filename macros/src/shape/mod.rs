//! Prints a schema's typed nodes as the text of the contract's `Table`: one row for each distinct
//! shape, so that what is said twice is written once.

mod keywords;
mod literal;

pub(crate) use keywords::bits;
pub(crate) use literal::literal;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use tidings_model::{Checked, NodeId, Schema};

/// The table of one derived type, in the making.
#[derive(Default)]
pub(crate) struct Shapes {
    rows: Vec<String>,
    known: HashMap<String, usize>,
    /// The rows that are named before they are written.
    later: Vec<usize>,
    patterns: BTreeMap<String, usize>,
    roots: Vec<usize>,
}

/// What a table cannot say.
#[derive(Debug)]
pub(crate) enum Unsupported {
    /// A pattern that no regular language describes.
    Pattern(String),
    /// A constant that nests deeper than any value that is read.
    Deep,
}

/// One schema on its way into a table.
struct Walk<'a> {
    shapes: &'a mut Shapes,
    schema: &'a Schema<Checked>,
    states: HashMap<NodeId, State>,
}

enum State {
    /// Its row is being written; the slot under which it was named meanwhile.
    Open(Option<usize>),
    Done(usize),
}

impl Shapes {
    /// Adds the shapes of some nodes of a schema to the roots of the table.
    pub(crate) fn add(
        &mut self,
        schema: &Schema<Checked>,
        nodes: &[NodeId],
    ) -> Result<(), Unsupported> {
        let mut walk = Walk {
            shapes: self,
            schema,
            states: HashMap::new(),
        };
        for node in nodes {
            let row = walk.node(*node)?;
            let row = walk.settled(row);
            walk.shapes.roots.push(row);
        }
        Ok(())
    }

    /// The static that holds the table, and its patterns beside it.
    pub(crate) fn print(self, name: &str) -> TokenStream {
        let rows = self.rows.join(",");
        let text = format!("[{},{},[{rows}]]", json!(self.roots), json!(self.later));
        let mut patterns: Vec<(usize, String)> = self
            .patterns
            .into_iter()
            .map(|(regex, place)| (place, regex))
            .collect();
        patterns.sort_unstable();
        let names = patterns
            .iter()
            .map(|(place, _)| format_ident!("{name}_PATTERN_{place}"))
            .collect::<Vec<_>>();
        let regexes = patterns.iter().map(|(_, regex)| regex);
        let table = format_ident!("{name}");
        quote! {
            #(static #names: __t::Pattern = __t::Pattern::new(#regexes);)*
            static #table: __t::Table = __t::Table::new(#text, &[#(|text| #names.matches(text)),*]);
        }
    }

    /// The place of a pattern's search.
    fn search(&mut self, source: &str) -> Result<usize, Unsupported> {
        let unsupported = || Unsupported::Pattern(source.to_owned());
        let regex = jsonschema_regex::to_rust_regex(source)
            .map_err(|()| unsupported())?
            .into_owned();
        // Look-around and references back come through the translation as they are.
        regex_syntax::parse(&regex).map_err(|_| unsupported())?;
        let next = self.patterns.len();
        Ok(*self.patterns.entry(regex).or_insert(next))
    }

    fn row(&mut self, keywords: Vec<Value>) -> usize {
        let text = Value::Array(keywords).to_string();
        let next = self.rows.len();
        let place = *self.known.entry(text.clone()).or_insert(next);
        if place == next {
            self.rows.push(text);
        }
        place
    }
}

impl Walk<'_> {
    /// How other rows name the shape of a node.
    fn node(&mut self, id: NodeId) -> Result<i64, Unsupported> {
        match self.states.get_mut(&id) {
            Some(State::Done(row)) => return Ok(place(*row)),
            Some(State::Open(slot)) => {
                let next = self.shapes.later.len();
                let slot = *slot.get_or_insert(next);
                if slot == next {
                    self.shapes.later.push(0);
                }
                return Ok(-place(slot) - 1);
            }
            None => {}
        }
        self.states.insert(id, State::Open(None));
        let schema = self.schema;
        let keywords = self.keywords(schema.node(id))?;
        let row = self.shapes.row(keywords);
        if let Some(State::Open(Some(slot))) = self.states.insert(id, State::Done(row)) {
            self.shapes.later[slot] = row;
        }
        Ok(place(row))
    }

    /// A row by its own place: no root is open when it is asked for.
    fn settled(&self, row: i64) -> usize {
        usize::try_from(row).unwrap_or_default()
    }

    fn all(&mut self, nodes: &[NodeId]) -> Result<Vec<i64>, Unsupported> {
        nodes.iter().map(|node| self.node(*node)).collect()
    }

    fn option(&mut self, node: Option<NodeId>) -> Result<Option<i64>, Unsupported> {
        node.map(|node| self.node(node)).transpose()
    }
}

/// Rows are counted in the thousands.
fn place(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}
