//! `tidings retire`: end a release, and those before it.

use tidings_model::{Diagnostic, ErrorId, Stream, suggest};
use tidings_registry::{Registry, Release};
use toml_edit::{DocumentMut, value};

use crate::args::Retire;
use crate::change::Change;
use crate::exit::Exit;
use crate::files::Folder;
use crate::print::screen::out;
use crate::problem::usage;
use crate::session::Session;
use crate::write_version;

const KEY: &str = "oldest_release";

/// Raises `oldest_release` above the release.
pub fn run(folder: Folder, retire: &Retire) -> Result<Exit, Vec<Diagnostic>> {
    let session = Session::open(folder, None)?;
    let (stream, number) = named(&session.registry, &retire.release)?;
    if number < stream.oldest_release {
        let oldest = stream.oldest_release;
        out(&format!(
            "nothing to do: {}@{number} is retired, the oldest that lives is {oldest}\n",
            stream.name
        ));
        return Ok(Exit::Fine);
    }
    let releases = session.registry.releases(stream);
    if !releases
        .iter()
        .any(|release| release.number.is_none_or(|other| other > number))
    {
        let message = format!(
            "{}@{number} is the newest release, and nothing follows it",
            stream.name
        );
        let problem = Diagnostic::error(ErrorId("cli/release-newest"), message);
        return Err(vec![problem.help(
            "publish the release that its clients move to first: `tidings publish`",
        )]);
    }
    let text = raised(stream, &session.registry.files[&stream.file], number + 1)?;
    session.try_out(&[(stream.file.clone(), text.clone())].into())?;
    let mut change = Change::default();
    change.write(session.folder.file(&stream.file), text);
    change.apply()?;
    out(&told(stream, &releases, number));
    Ok(Exit::Fine)
}

/// The stream and number that `orders@6` or `orders@6-1c2e93ab47d0` names.
fn named<'r>(registry: &'r Registry, name: &str) -> Result<(&'r Stream, u32), Vec<Diagnostic>> {
    let wrong = |message: String, help: String| vec![usage(message, help)];
    let Some((stream, label)) = name.split_once('@') else {
        let help = "name stream and number: `tidings retire orders@6`";
        return Err(wrong(format!("`{name}` is no release"), help.to_owned()));
    };
    let found = registry
        .streams
        .values()
        .find(|known| known.name.as_str() == stream);
    let stream = found.ok_or_else(|| {
        let known = registry.streams.keys().map(|name| name.as_str());
        let help = suggest::help(stream, known)
            .unwrap_or_else(|| "the streams are the files of streams/".to_owned());
        wrong(format!("there is no stream `{stream}`"), help)
    })?;
    let locked: Vec<Release> = registry
        .releases(stream)
        .into_iter()
        .filter(|release| !release.is_dev())
        .collect();
    let release = locked.iter().find(|release| {
        release
            .number
            .is_some_and(|number| number.to_string() == label)
            || release.id.to_string() == name
    });
    match release.and_then(|release| release.number) {
        Some(number) => Ok((stream, number)),
        None => {
            let living: Vec<String> = locked
                .iter()
                .map(|release| release.id.to_string())
                .collect();
            let help = match living.as_slice() {
                [] => "nothing is published yet, so there is nothing to retire".to_owned(),
                _ => format!("its releases are {}", living.join(", ")),
            };
            Err(wrong(
                format!("{} has no published release `{label}`", stream.name),
                help,
            ))
        }
    }
}

/// The text of a stream file with another oldest release; comments and layout stay.
fn raised(stream: &Stream, text: &str, oldest: u32) -> Result<String, Vec<Diagnostic>> {
    let mut document: DocumentMut = text.parse().unwrap_or_default();
    if document.contains_key(KEY) || document.is_empty() {
        return write_version::set(&stream.file, text, &[KEY], oldest);
    }
    document[KEY] = value(i64::from(oldest));
    Ok(document.to_string())
}

fn told(stream: &Stream, releases: &[Release], number: u32) -> String {
    let mut text = String::new();
    let ended = releases
        .iter()
        .filter(|release| !release.retired && release.number.is_some_and(|other| other <= number));
    for release in ended {
        text.push_str(&format!("retired {}\n", release.id));
    }
    text.push_str(&format!(
        "{} names {} as the oldest release; the gate asks about older ones no more, and their clients are told that it is over\nnext: tidings check, then tidings generate\n",
        stream.file,
        number + 1
    ));
    text
}
