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
    let tail = tail(report);
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
    let errors = report.errors();
    if errors > 0 {
        line.push_str(&format!(" · {errors} {}", plural(errors, "problem")));
    }
    // Advice stops nobody, and is told below.
    let counts = report.counts();
    for count in counts.iter().filter(|count| !count.ends_with("advice")) {
        line.push_str(&format!(" · {count}"));
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
    let sign = match finding.claim {
        Claim::Breaking => "❌",
        Claim::Unknown => "❔",
        Claim::Advice => "⚠️",
    };
    let mut lines = vec![format!("- {sign} {}{place}", sentence(&title(finding)))];
    lines.push(format!("  - {}", effect(finding)));
    lines.push(format!("  - {}", ways_out(finding)));
    lines
}

/// The ways out in their order, and where to read more.
fn ways_out(finding: &Finding) -> String {
    let explain = format!("tidings explain {}", finding.rule);
    let ways = finding.help.iter().filter(|way| !way.contains(&explain));
    let ways: Vec<String> = ways
        .map(|way| capital(&markdown(&without_digests(way))))
        .collect();
    let ways = match ways.as_slice() {
        [] => String::new(),
        [way] => format!("**Way out:** {way}. "),
        ways => {
            let numbered = ways.iter().enumerate();
            let numbered: Vec<String> = numbered
                .map(|(index, way)| format!("({}) {way}.", index + 1))
                .collect();
            format!("**Ways out:** {} ", numbered.join(" "))
        }
    };
    format!("{ways}More: {}", code(&explain))
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
    let old = finding.direction == Some(Direction::OldToNew);
    if let Some(reason) = &finding.reason {
        let events = if old {
            "every event that was written before this change"
        } else {
            "every event that is written after it"
        };
        let keyword = code(&reason.keyword);
        let why = markdown(&cut(&reason.message, WIDTH));
        return format!(
            "It is not known whether {pages} can read {events}. What stands in the way is {keyword}: {why}. No payload was found that they refuse."
        );
    }
    let (Some(witness), Some(refused)) = (&finding.witness, &finding.refused) else {
        return match finding.claim {
            Claim::Advice => {
                "No payload breaks. The registry's policy (`fail_on`) wants it mended all the same."
                    .to_owned()
            }
            _ => format!(
                "{} wait for it in vain, and nothing tells them that it stopped.",
                capital(&pages)
            ),
        };
    };
    let because = markdown(&cut(&refused.message, WIDTH));
    let payload = code(&cut(&witness.to_string(), WIDTH));
    let pages = capital(&pages);
    if finding.rule == "compat/request-narrowed" {
        return format!(
            "{pages} send requests that the server then refuses: {because}. Example: {payload}"
        );
    }
    let event = if old {
        "events that were written before this change"
    } else {
        "such an event"
    };
    format!(
        "{pages} refuse {event}: {because}. Example: {payload}. Such a page does not show the event: it is told that something is missing, and has to load its data again."
    )
}

/// Releases as people call them: `orders@6-1c2e93ab47d0` is `orders@6`.
fn without_digests(text: &str) -> String {
    let mut told = String::new();
    for (index, part) in text.split('@').enumerate() {
        if index > 0 {
            told.push('@');
        }
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(if index > 0 { digits } else { 0 });
        let digest = rest.strip_prefix('-').filter(|_| !number.is_empty());
        let digest = digest.and_then(|digest| digest.split_at_checked(12));
        match digest.filter(|(digest, _)| digest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            Some((_, rest)) => told.extend([number, rest]),
            None => told.push_str(part),
        }
    }
    told
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
    let sense = match (word, report.semantics) {
        ("check", Semantics::Validation) => " --semantics validation",
        _ => "",
    };
    code(&format!("tidings {word}{against}{sense}"))
}

/// What comes after the findings: folded lists, the next step, and how it was judged.
fn tail(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let safe = report.safe.iter();
    let safe: Vec<String> = safe
        .map(|edit| format!("{} v{}: {}", edit.subject, edit.version, edit.message))
        .collect();
    let many = plural(safe.len(), "safe change");
    lines.extend(folded(&format!("✅ {} {many}", safe.len()), &safe));
    let passed = report.findings.iter().filter(|finding| !finding.fails());
    let passed: Vec<String> = passed.map(note).collect();
    let many = plural(passed.len(), "note");
    let title = format!("💬 {} {many} that do not stop the merge", passed.len());
    let title = title.replace("note that do", "note that does");
    lines.extend(folded(&title, &passed));
    lines.push(String::new());
    let (check, publish) = (command("check", report), command("publish", report));
    match (report.exit(), report.drafts) {
        (Exit::Fine, 0) => {}
        (Exit::Fine, _) => lines.push(format!("**Next:** {publish}, and commit what it changes.")),
        (Exit::Broken, _) => lines.push(format!("**Next:** mend that, then run {check}.")),
        _ => lines.push(format!(
            "**Next:** change the files that are named above, then run {check}."
        )),
    }
    let against = report.against.as_ref();
    let against = against
        .map(|name| format!(" Compared with {}.", code(name)))
        .unwrap_or_default();
    let judged = match (report.exit(), report.semantics) {
        (Exit::Broken, _) => "Nothing was judged",
        (_, Semantics::Generated) => "Judged by what generated code writes and reads",
        (_, Semantics::Validation) => "Judged by the schemas as they are written",
    };
    let semantics = report.semantics.name();
    lines.push(format!(
        "<sub>{judged} (semantics: {semantics}).{against}</sub>"
    ));
    lines
}

/// What is told of a finding that stops nobody.
fn note(finding: &Finding) -> String {
    let about = match (&finding.waived, finding.claim, finding.level) {
        (Some(waived), ..) => {
            let owners = waived.owners.join(", ");
            format!(
                "breaks, and was waived by {owners} until {}: {}",
                waived.until, waived.reason
            )
        }
        (None, Claim::Advice, Level::Source) => {
            "code that uses the generated types may have to change".to_owned()
        }
        (None, Claim::Advice, _) => return finding.message.clone(),
        (None, ..) => "not of this change: the base has it too".to_owned(),
    };
    format!("{} ({about})", finding.message)
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
