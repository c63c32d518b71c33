//! Where output goes: how wide, and whether with colours.

use std::io::{IsTerminal, Write};

use annotate_snippets::Renderer;

/// Standard output as reports see it.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    colours: bool,
    width: usize,
}

/// The width of what goes into a file or a pipe.
const PLAIN_WIDTH: usize = 120;

impl Screen {
    /// Colours on a terminal only, and not where `NO_COLOR` is set to anything or the terminal is dumb.
    pub fn of(stream: &impl IsTerminal) -> Screen {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let dumb = set("TERM").is_some_and(|term| term == "dumb");
        let terminal = stream.is_terminal();
        let columns = set("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
        Screen {
            colours: terminal && set("NO_COLOR").is_none() && !dumb,
            width: columns.filter(|_| terminal).unwrap_or(PLAIN_WIDTH),
        }
    }

    /// The renderer of snippets for this screen.
    pub fn renderer(self) -> Renderer {
        let renderer = if self.colours {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.term_width(self.width)
    }
}

/// Prints to standard output. A reader that went away (`tidings check | head`) is no error of ours.
pub fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints a line to standard error, where it doesn't mix with what programs read.
pub fn aside(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
