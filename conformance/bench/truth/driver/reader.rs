//! Reads payloads as generated types do: `<event> TAB <payload>` a line on standard input, one JSON object a line back.

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::panic::catch_unwind;

use serde_json::{Value, json};
use tidings::__contract_v1::Event;

/// What a type makes of a payload.
type Read = fn(&[u8]) -> Value;

/// One generated type, by the name of its event.
pub fn reader<E: Event>() -> (&'static str, Read) {
    (E::NAME, read::<E>)
}

fn read<E: Event>(text: &[u8]) -> Value {
    let event = match E::decode(text) {
        Ok(event) => event,
        Err(refusal) => {
            return json!({ "refused": refusal.id(), "pointer": refusal.pointer(), "why": refusal.reason() });
        }
    };
    let held = match event.to_value() {
        Ok(held) => held.to_string(),
        Err(refusal) => return json!({ "unheld": refusal.to_string() }),
    };
    match event.encode() {
        Ok(written) => json!({ "held": held, "written": String::from_utf8_lossy(&written) }),
        Err(refusal) => json!({ "held": held, "kept": refusal.to_string() }),
    }
}

/// Answers until the input ends.
pub fn run(readers: Vec<(&'static str, Read)>) -> std::io::Result<()> {
    let readers: HashMap<&str, Read> = readers.into_iter().collect();
    let mut output = std::io::BufWriter::new(std::io::stdout());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (event, text) = line.split_once('\t').unwrap_or((&line, ""));
        let answer = match readers.get(event) {
            Some(read) => catch_unwind(|| read(text.as_bytes()))
                .unwrap_or_else(|_| json!({ "panicked": true })),
            None => json!({ "absent": event }),
        };
        // Each answer leaves at once, so that the payload that ends the program is the first without one.
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}
