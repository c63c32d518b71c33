//! The comment on a pull request: the verdict first, in words that need no knowledge of what stands behind them.

use tidings_compat::{Claim, Direction, Finding, Level, Semantics};

use super::pages::pages;
use super::prose::{capital, code, cut, html, list, markdown};
use super::report::{Report, plural};
use crate::exit::Exit;
use crate::files::Shown;

/// By this line a comment is found again, and edited in place.
pub const MARKER: &str = "<!-- tidings check: this comment is edited in place -->";

/// The comment has no more lines, whatever there is to tell.
const LINES: usize = 25;

/// Entries of a folded list.
const FOLDED: usize = 20;

/// Characters of a payload or sentence that are shown.
const WIDTH: usize = 300;

/// The whole comment, with a line end.
pub fn comment(report: &Report, shown: &Shown) -> String {
    let mut lines = vec![MARKER.to_owned(), headline(report), String::new()];
    let tail = tail(report, shown);
    let blocks = blocks(report, shown);
    let mut room = LINES - lines.len() - tail.len();
    let all = blocks.iter().map(|block| block.lines.len()).sum::<usize>();
    if all > room {
        room -= 1;
    }
    let mut told = 0;
    for block in &blocks {
        if block.lines.len() > room {
            break;
        }
        room -= block.lines.len();
        told += 1;
        lines.extend(block.lines.iter().cloned());
    }
    if told < blocks.len() {
        lines.push(more(&blocks[told..], report));
    }
    lines.extend(tail);
    lines.join("\n") + "\n"
}

/// What is told of one finding or problem.
struct Block {
    claim: Option<Claim>,
    lines: Vec<String>,
}

fn headline(report: &Report) -> String {
    let said = match report.exit() {
        Exit::Fine => "safe to merge",
        Exit::Breaking => "not safe to merge",
        Exit::Unknown => "can't tell whether it is safe to merge",
        Exit::Broken => "can't be checked",
    };
    let mut line = format!("**{}: {said}**", markdown(&subject(report)));
    let problems = report.errors();
    let counts = [
        (problems, plural(problems, "problem")),
        (report.count(Claim::Breaking), "breaking".to_owned()),
        (report.count(Claim::Unknown), "can't tell".to_owned()),
        (report.safe.len(), "safe".to_owned()),
    ];
    for (count, what) in counts.iter().filter(|(count, _)| *count > 0) {
        line.push_str(&format!(" · {count} {what}"));
    }
    line
}

/// The streams whose pages are hit, or the registry as a whole.
fn subject(report: &Report) -> String {
    let failing = report.findings.iter().filter(|finding| finding.fails());
    let releases = failing.flat_map(|finding| &finding.pairs);
    let mut streams: Vec<String> = releases
        .flat_map(|pair| &pair.releases)
        .filter_map(|release| Some(release.split_once('@')?.0.to_owned()))
        .collect();
    streams.sort();
    streams.dedup();
    match (streams.is_empty(), report.name.is_empty()) {
        (false, _) => list(&streams),
        (true, false) => report.name.clone(),
        (true, true) => "contracts".to_owned(),
    }
}

fn blocks(report: &Report, shown: &Shown) -> Vec<Block> {
    let problems = report.problems.iter().filter(|problem| problem.is_error());
    let problems = problems.map(|problem| {
        let place = problem.place.as_ref();
        let place = place.map(|place| (place.file.as_ref(), place.line));
        let mut lines = vec![format!(
            "- ❌ {}{}",
            sentence(&problem.message),
            at(place, shown)
        )];
        let more = [&problem.note, &problem.help].into_iter().flatten();
        lines.extend(more.map(|text| format!("  - {}", sentence(text))));
        Block { claim: None, lines }
    });
    let failing = report.findings.iter().filter(|finding| finding.fails());
    let failing = failing.map(|finding| Block {
        claim: Some(finding.claim),
        lines: failure(finding, shown),
    });
    problems.chain(failing).collect()
}

fn failure(finding: &Finding, shown: &Shown) -> Vec<String> {
    let place = finding.place.as_ref();
    let place = at(place.map(|place| (place.file.as_ref(), place.line)), shown);
    let sign = if finding.claim == Claim::Breaking {
        "❌"
    } else {
        "❔"
    };
    let mut lines = vec![format!("- {sign} {}{place}", sentence(&title(finding)))];
    lines.push(format!("  - {}", effect(finding)));
    let ways: Vec<String> = finding
        .help
        .iter()
        .filter(|help| !help.starts_with("`tidings explain"))
        .map(|help| markdown(help))
        .collect();
    lines.push(format!(
        "  - **Ways out:** {}. More: {}",
        capital(&ways.join("; or ")),
        { code(&format!("tidings explain {}", finding.rule)) }
    ));
    lines
}

/// What happened, without the reasons of the machine.
fn title(finding: &Finding) -> String {
    let (Some(reason), Some((subject, _))) = (&finding.reason, finding.message.split_once(": "))
    else {
        return finding.message.clone();
    };
    let spot = member(&reason.pointer);
    let of = spot.map(|spot| format!(" of `{spot}`")).unwrap_or_default();
    format!(
        "{subject}: it can't be told whether `{}`{of} breaks anything",
        reason.keyword
    )
}

/// The member that a pointer into a schema speaks of.
fn member(pointer: &str) -> Option<String> {
    let tokens = tidings_model::pointer_tokens(pointer)?;
    let at = tokens.iter().rposition(|token| token == "properties")?;
    tokens.get(at + 1).cloned()
}

/// Who is hit, and what they see.
fn effect(finding: &Finding) -> String {
    let pages = pages(finding);
    let payload = finding
        .witness
        .as_ref()
        .map(|witness| code(&cut(&witness.to_string(), WIDTH)));
    let because = finding
        .refused
        .as_ref()
        .map(|refused| markdown(&cut(&refused.message, WIDTH)));
    let (Some(payload), Some(because)) = (payload, because) else {
        return match &finding.reason {
            Some(reason) => format!(
                "No payload was found that {pages} would refuse, and no proof that there is none: {}.",
                markdown(&cut(&reason.message, WIDTH))
            ),
            None => format!(
                "{} wait for it in vain, and nothing tells them that it stopped.",
                capital(&pages)
            ),
        };
    };
    if finding.rule == "compat/request-narrowed" {
        return format!(
            "{} send {payload}, and the server refuses it: {because}.",
            capital(&pages)
        );
    }
    let event = match finding.direction {
        Some(Direction::OldToNew) => "an event that was written before this change",
        _ => "such an event",
    };
    format!(
        "{} refuse {event}: {because}. Example: {payload}. They don't show it; they are told that something is missing, and have to load their data again.",
        capital(&pages)
    )
}

fn sentence(text: &str) -> String {
    markdown(&cut(text, WIDTH))
}

fn at(place: Option<(&str, u32)>, shown: &Shown) -> String {
    place
        .map(|(file, line)| format!(" ({})", code(&format!("{}:{line}", shown.path(file)))))
        .unwrap_or_default()
}

/// What did not find room.
fn more(left: &[Block], report: &Report) -> String {
    let count = |claim| left.iter().filter(|block| block.claim == claim).count();
    let kinds = [
        (count(None), "problems"),
        (count(Some(Claim::Breaking)), "breaking"),
        (count(Some(Claim::Unknown)), "can't tell"),
    ];
    let kinds: Vec<String> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    format!(
        "- … and {} more ({}): {} shows all",
        left.len(),
        kinds.join(", "),
        command("check", report)
    )
}

fn command(word: &str, report: &Report) -> String {
    let against = report.against.as_ref();
    let against = against
        .map(|name| format!(" --against {name}"))
        .unwrap_or_default();
    code(&format!("tidings {word}{against}"))
}

/// What comes after the findings: folded lists, the next step, and how it was judged.
fn tail(report: &Report, shown: &Shown) -> Vec<String> {
    let mut lines = Vec::new();
    let safe = report.safe.iter();
    let safe: Vec<String> = safe
        .map(|edit| format!("{} v{}: {}", edit.subject, edit.version, edit.message))
        .collect();
    let many = plural(safe.len(), "safe change");
    lines.extend(folded(&format!("✅ {} {many}", safe.len()), &safe));
    let advice = report.findings.iter().filter(|finding| !finding.fails());
    let advice: Vec<String> = advice
        .map(|finding| {
            let hit = match finding.level {
                Level::Source => " (code that uses the generated types may have to change)",
                _ => "",
            };
            format!("{}{hit}", finding.message)
        })
        .collect();
    let many = plural(advice.len(), "note");
    lines.extend(folded(
        &format!("💬 {} {many}, which stop nobody", advice.len()),
        &advice,
    ));
    let _ = shown;
    lines.push(String::new());
    let (check, publish) = (command("check", report), command("publish", report));
    match (report.exit(), report.drafts) {
        (Exit::Fine, 0) => {}
        (Exit::Fine, _) => lines.push(format!("**Next:** {publish}, and commit what it changes.")),
        _ => lines.push(format!(
            "**Next:** change the files that are named above, then run {check}."
        )),
    }
    let against = report.against.as_ref();
    let against = against
        .map(|name| format!(" Compared with {}.", code(name)))
        .unwrap_or_default();
    let judged = match report.semantics {
        Semantics::Generated => {
            "Judged by what generated code writes and reads (semantics: generated)."
        }
        Semantics::Validation => {
            "Judged by the schemas as they are written (semantics: validation)."
        }
    };
    lines.push(format!("<sub>{judged}{against}</sub>"));
    lines
}

/// A list on one line that opens with a click; none where it is empty.
fn folded(title: &str, entries: &[String]) -> Option<String> {
    if entries.is_empty() {
        return None;
    }
    let shown: String = entries
        .iter()
        .take(FOLDED)
        .map(|entry| format!("<li>{}</li>", html(&cut(entry, WIDTH))))
        .collect();
    let left = entries.len().saturating_sub(FOLDED);
    let left = match left {
        0 => String::new(),
        left => format!("<li>… and {left} more</li>"),
    };
    Some(format!(
        "<details><summary>{title}</summary><ul>{shown}{left}</ul></details>"
    ))
}
