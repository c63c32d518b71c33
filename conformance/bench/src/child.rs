//! Another program that answers one JSON line with one JSON line, and that may be too slow.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child as Process, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

/// A running program.
pub struct Child {
    process: Process,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Child {
    /// Starts it; what it says on its error output is shown.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn start(command: &mut Command) -> anyhow::Result<Child> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{command:?} can't be started"))?;
        let input = process.stdin.take().context("its input was piped")?;
        let output = BufReader::new(process.stdout.take().context("its output was piped")?);
        let (sender, lines) = channel();
        // It ends with the program's output, or when nobody waits for a line any more.
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Child {
            process,
            input,
            lines,
        })
    }

    /// Its answer, or none when the patience is over: it has to be started again then.
    ///
    /// # Errors
    /// When it has ended, or answers with something else than JSON.
    pub fn ask(&mut self, question: &Value, patience: Duration) -> anyhow::Result<Option<Value>> {
        writeln!(self.input, "{question}").context("it has ended")?;
        self.input.flush().context("it has ended")?;
        match self.lines.recv_timeout(patience) {
            Ok(line) => Ok(Some(
                serde_json::from_str(&line)
                    .with_context(|| format!("{line:?} is not an answer"))?,
            )),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("it has ended without an answer"),
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It is being thrown away; that it is gone already is as good.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
