//! Reads payloads as a peer's types do: `<name> TAB <payload>` a line on standard input, one JSON object a line back.

use std::io::{BufRead, Write};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// What a type makes of a payload.
pub type Read = fn(&str) -> Value;

/// A type's reading and writing.
pub fn read<T: DeserializeOwned + Serialize>(text: &str) -> Value {
    match serde_json::from_str::<T>(text).and_then(|value| serde_json::to_string(&value)) {
        Ok(held) => json!({ "held": held }),
        Err(error) => json!({ "refused": error.to_string() }),
    }
}

/// Answers until the input ends.
pub fn run(readers: &[(&str, Read)]) -> std::io::Result<()> {
    let mut output = std::io::BufWriter::new(std::io::stdout());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (name, text) = line.split_once('\t').unwrap_or((&line, ""));
        let reader = readers.iter().find(|(known, _)| *known == name);
        let answer = reader.map_or_else(|| json!({ "absent": name }), |(_, read)| read(text));
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}
