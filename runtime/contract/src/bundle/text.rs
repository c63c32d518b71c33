use super::stream::{BundleStream, Kind};
use super::whole::Bundle;
use crate::digest::Digest;
use crate::error::{Error, quoted};
use crate::name::StreamName;
use crate::read::read_json;
use serde_json::Value;

const REGENERATE: &str = "write the bundle again with `tidings generate`; it is not edited by hand";

impl Bundle {
    /// Reads a bundle and verifies its format number and digest, and that what it names exists.
    ///
    /// # Errors
    /// `contract/bundle-format`, `contract/bundle-digest`, or `contract/bundle-content` with what
    /// and where.
    pub fn parse(text: &str) -> Result<Self, Error> {
        parse(text)
    }

    /// The bundle as the text of a file, with its digest.
    pub fn to_text(&self) -> String {
        print(self)
    }
}

fn print(bundle: &Bundle) -> String {
    let mut value = to_json(bundle);
    take_digest(&mut value);
    let digest = Digest::of_json(&value);
    if let Value::Object(members) = &mut value {
        members.insert("digest".into(), digest.to_string().into());
    }
    // Indented: bundles are committed, and a diff by line is what reviewers read.
    let text = serde_json::to_string_pretty(&value);
    text.expect("a JSON value is a text") + "\n"
}

fn take_digest(value: &mut Value) -> Option<Value> {
    value.as_object_mut()?.remove("digest")
}

fn to_json(bundle: &Bundle) -> Value {
    serde_json::to_value(bundle).expect("names, numbers and lists of strings are all JSON")
}

fn parse(text: &str) -> Result<Bundle, Error> {
    let value = read_json(text.as_bytes()).map_err(|refusal| content(&refusal.to_string()))?;
    let format = value.get("tidings").and_then(Value::as_u64);
    if format != Some(u64::from(Bundle::FORMAT)) {
        let found = format.map_or("none".into(), |n| n.to_string());
        return Err(Error::new(
            "contract/bundle-format",
            format!(
                "the bundle's format number is {found}, and this runtime reads {}",
                Bundle::FORMAT
            ),
            "use a runtime and a `tidings` command of the same release",
        ));
    }
    verify_digest(&value)?;
    let bundle: Bundle =
        serde_json::from_value(value).map_err(|error| content(&error.to_string()))?;
    bundle
        .streams
        .iter()
        .try_for_each(|(name, stream)| verify_stream(&bundle, name, stream))?;
    Ok(bundle)
}

fn content(what: &str) -> Error {
    Error::new(
        "contract/bundle-content",
        format!("not a bundle: {what}"),
        REGENERATE,
    )
}

fn verify_digest(value: &Value) -> Result<(), Error> {
    let Value::Object(members) = value else {
        return Err(content("it is not an object"));
    };
    let mut rest = members.clone();
    let stated = rest.remove("digest");
    let computed = Digest::of_json(&Value::Object(rest)).to_string();
    match stated.as_ref().and_then(Value::as_str) {
        Some(stated) if stated == computed => Ok(()),
        Some(stated) => Err(Error::new(
            "contract/bundle-digest",
            format!(
                "the bundle says digest {}, and its content has {computed}",
                quoted(stated)
            ),
            REGENERATE,
        )),
        None => Err(Error::new(
            "contract/bundle-digest",
            "the bundle has no digest",
            REGENERATE,
        )),
    }
}

fn verify_stream(bundle: &Bundle, name: &StreamName, stream: &BundleStream) -> Result<(), Error> {
    let has = |event: &str, version| {
        bundle
            .events
            .get(event)
            .is_some_and(|e| e.versions.contains_key(version))
    };
    let bad = |what: String| content(&format!("stream {name}: {what}"));
    if (stream.kind == Kind::Session) != stream.session.is_some() {
        return Err(bad(
            "only a session stream has session rules, and it must".into()
        ));
    }
    let written = stream.write.iter();
    let read = stream.releases.iter().flat_map(|release| &release.events);
    for (event, version) in written.chain(read) {
        if !has(event.as_str(), version) {
            return Err(bad(format!("there is no {event} version {version}")));
        }
    }
    for cell in &stream.matrix {
        if stream.release(&cell.release).is_none() || !has(cell.event.as_str(), &cell.version) {
            return Err(bad(format!(
                "the matrix names {} version {} for {}",
                cell.event, cell.version, cell.release
            )));
        }
    }
    if let Some(anonymous) = stream
        .anonymous
        .as_ref()
        .filter(|a| stream.release(&a.release).is_none())
    {
        return Err(bad(format!(
            "there is no release {} for anonymous clients",
            anonymous.release
        )));
    }
    let known = |event: &&crate::EventName| !stream.write.contains_key(event.as_str());
    let ends = stream.session.iter().flat_map(|session| &session.end);
    if let Some(event) = ends.chain(stream.keys.keys()).find(known) {
        return Err(bad(format!("it does not write {event}")));
    }
    Ok(())
}
