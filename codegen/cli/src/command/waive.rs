//! `tidings waive`: approve a break, until a day.

use tidings_compat::Finding;
use tidings_model::{Date, Diagnostic, ErrorId};
use tidings_registry::Registry;
use toml_edit::{Array, DocumentMut, Table, Value, value};

use crate::args::Waive;
use crate::change::Change;
use crate::clock::today;
use crate::exit::Exit;
use crate::files::Folder;
use crate::judge::judge;
use crate::print::screen::out;
use crate::problem::usage;
use crate::session::Session;

/// Writes the waiver of one finding of the present check, or of its next one where there is a waiver already.
pub fn run(folder: Folder, waive: &Waive) -> Result<Exit, Vec<Diagnostic>> {
    let until = asked(waive)?;
    let session = Session::open(folder, waive.base.against.as_deref()).map_err(with_reason)?;
    let findings = judge(&session, false, waive.semantics.into());
    let finding = find(&findings, &waive.fingerprint)?;
    let file = file(&session.registry, finding);
    let text = text(finding, waive, until);
    session.try_out(&[(file.clone(), text.clone())].into())?;
    let mut change = Change::default();
    change.write(session.folder.file(&file), text);
    let written = !change.apply()?.written.is_empty();
    let shown = session.folder.shown().path(&file);
    let verb = if written { "wrote" } else { "unchanged:" };
    out(&format!(
        "{verb} {shown}\nwaived until {until}: {}\nnext: commit it, so that whoever reviews the change reviews the waiver\n",
        finding.message
    ));
    Ok(Exit::Fine)
}

/// Who, why and until when, as far as that can be wrong without looking at a registry.
fn asked(waive: &Waive) -> Result<Date, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    if waive.owners.iter().any(|owner| owner.trim().is_empty()) {
        problems.push(usage(
            "an owner has no name",
            "name who approves it: `--owner @orders`",
        ));
    }
    if waive.reason.trim().is_empty() {
        problems.push(usage(
            "the reason is empty",
            "say in a sentence why the break is acceptable",
        ));
    }
    let until = waive.until.parse::<Date>();
    match until {
        Err(message) => problems.push(usage(message, "name the last day: `--until 2027-01-31`")),
        Ok(until) if until < today() => {
            problems.push(usage(
                format!("{until} is over"),
                "name a day that is still to come",
            ));
        }
        Ok(until) if problems.is_empty() => return Ok(until),
        Ok(_) => {}
    }
    Err(problems)
}

/// A registry that is broken has no findings: what is wrong with it is mended, not accepted.
fn with_reason(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let message = "the registry is broken, and that can't be waived";
    let problem = Diagnostic::error(ErrorId("cli/not-waivable"), message)
        .help("mend what is told above: a published file is restored, or its change becomes a new version")
        .note("a waiver accepts that payloads break; it can't make a published version mean two things");
    problems.push(problem);
    problems
}

fn find<'f>(findings: &'f [Finding], prefix: &str) -> Result<&'f Finding, Vec<Diagnostic>> {
    let named: Vec<&Finding> = findings
        .iter()
        .filter(|finding| !prefix.is_empty() && finding.fingerprint.starts_with(prefix))
        .collect();
    match named.as_slice() {
        [finding] => waivable(finding).map(|()| *finding),
        [] => {
            let message = format!("no finding has a fingerprint that begins with `{prefix}`");
            let open = findings.iter().filter(|finding| finding.waivable());
            let problem = Diagnostic::error(ErrorId("cli/finding-unknown"), message);
            Err(vec![problem.help(listed("waivable now", open))])
        }
        several => {
            let message = format!(
                "`{prefix}` is the beginning of {} fingerprints",
                several.len()
            );
            let problem = Diagnostic::error(ErrorId("cli/finding-ambiguous"), message);
            Err(vec![
                problem.help(listed("write more of one", several.iter().copied())),
            ])
        }
    }
}

fn listed<'f>(what: &str, findings: impl Iterator<Item = &'f Finding>) -> String {
    let lines: Vec<String> = findings
        .map(|finding| format!("\n{} {}", finding.fingerprint, finding.message))
        .collect();
    if lines.is_empty() {
        return format!("{what}: nothing; `tidings check` shows the fingerprints");
    }
    format!("{what}:{}", lines.concat())
}

fn waivable(finding: &Finding) -> Result<(), Vec<Diagnostic>> {
    if finding.waivable() || finding.waived.is_some() {
        return Ok(());
    }
    let (why, help) = if finding.rule.starts_with("compat/waiver-") {
        (
            "it is about a waiver",
            "renew or remove the waiver that it names",
        )
    } else {
        (
            "the gate does not fail on it",
            "there is nothing to do; `fail_on` in tidings.toml says what fails",
        )
    };
    let message = format!("{} can't be waived: {why}", finding.fingerprint);
    Err(vec![
        Diagnostic::error(ErrorId("cli/not-waivable"), message).help(help),
    ])
}

/// The file that waives the finding already, else one named after event, rule and fingerprint.
fn file(registry: &Registry, finding: &Finding) -> String {
    let fingerprint = &finding.fingerprint;
    let mut waivers = registry.waivers.iter();
    if let Some(known) = waivers.find(|waiver| waiver.fingerprint.value == *fingerprint) {
        return known.file.clone();
    }
    let subject = finding.pairs.first().map_or("", |pair| &pair.subject);
    let rule = finding.rule.rsplit('/').next().unwrap_or_default();
    let name = format!("{}-{rule}", subject.replace('/', "-"));
    let short = format!("waivers/{name}-{}.toml", &fingerprint[..6]);
    if registry.waivers.iter().any(|waiver| waiver.file == short) {
        return format!("waivers/{name}-{fingerprint}.toml");
    }
    short
}

fn text(finding: &Finding, waive: &Waive, until: Date) -> String {
    let mut document = DocumentMut::new();
    document["fingerprint"] = value(finding.fingerprint.as_str());
    let owners: Array = waive.owners.iter().map(String::as_str).collect();
    document["owners"] = value(owners);
    document["reason"] = value(waive.reason.trim());
    // A day that was read can be written: both have the same grammar.
    document["until"] = value(
        until
            .to_string()
            .parse::<toml_edit::Datetime>()
            .map_or_else(|_| Value::from(until.to_string()), Value::from),
    );
    let mut schemas = Table::new();
    for (path, digest) in &finding.schemas {
        schemas[path] = value(digest.to_string());
    }
    document["schemas"] = toml_edit::Item::Table(schemas);
    // The message may quote anything that a schema holds; a comment is one line.
    let message: String = finding
        .message
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("# {}: {message}\n{document}", finding.rule)
}
