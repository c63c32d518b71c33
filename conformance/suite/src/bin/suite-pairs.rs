//! Serves what writers of one version wrote to readers of another: past the hub, as a plain handler that writes frames;
//! and through the hubs of servers that write an older version. The clients that read it are written into a folder.
//!
//! `suite-pairs --clients FOLDER --seed N`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::extract::{Path as Parts, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;
use tidings::__contract_v1::Stream;
use tidings::{Config, Hub};
use tidings_generate::{Target, bundle, generate};
use tidings_suite::control::{Emittable, listen, router};
use tidings_suite::history::{STEPS, matrices, published};
use tidings_suite::pairs::{Case, compatible, witnesses};
use tidings_suite::sample::Random;
use tidings_suite::written::{Written, first, second, third};

/// Payloads of each pair that is proved.
const EACH: usize = 80;

/// What each reader's version is sent, in order.
type Cases = Arc<BTreeMap<u32, Vec<Case>>>;

struct Arguments {
    clients: PathBuf,
    seed: u64,
}

fn arguments() -> anyhow::Result<Arguments> {
    let (mut clients, mut seed) = (None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words
            .next()
            .with_context(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--clients" => clients = Some(PathBuf::from(value)),
            "--seed" => seed = Some(value.parse()?),
            _ => bail!("unknown flag {word}"),
        }
    }
    Ok(Arguments {
        clients: clients.context("--clients FOLDER is missing")?,
        seed: seed.context("--seed N is missing")?,
    })
}

/// Writes the client of every release, the third one into `FOLDER/3`.
fn write_clients(folder: &Path) -> anyhow::Result<()> {
    let registry = published(STEPS);
    for stream in registry.streams.values() {
        for release in registry.releases(stream) {
            let Some(number) = release.number else {
                continue;
            };
            let target = Target::TypeScript {
                releases: vec![release.id],
                hooks: Vec::new(),
            };
            let files = generate(&registry, &matrices(&registry), &target);
            let folder = folder.join(number.to_string());
            std::fs::create_dir_all(&folder)?;
            for (path, text) in files.map_err(|problems| anyhow::anyhow!("{problems:#?}"))? {
                std::fs::write(folder.join(path), text)?;
            }
        }
    }
    Ok(())
}

fn cases(seed: u64) -> Cases {
    let registry = published(STEPS);
    let mut all = witnesses(&registry);
    all.extend(compatible(&registry, EACH, &mut Random::new(seed)));
    let mut cases = BTreeMap::<u32, Vec<Case>>::new();
    for case in all {
        cases.entry(case.reader).or_default().push(case);
    }
    Arc::new(cases)
}

async fn list(State(cases): State<Cases>, Parts(reader): Parts<u32>) -> Json<Value> {
    let listed = cases.get(&reader).into_iter().flatten();
    Json(listed.map(Case::to_json).collect())
}

/// All frames for readers of one version: no hub, no log, no matrix.
async fn past_the_hub(State(cases): State<Cases>, Parts(reader): Parts<u32>) -> Response {
    let mut frames = Vec::new();
    for (at, case) in cases.get(&reader).into_iter().flatten().enumerate() {
        case.encode(at + 1, &mut frames);
    }
    ([(header::CONTENT_TYPE, "text/event-stream")], frames).into_response()
}

/// The server of one step: its hub knows all releases, and writes the versions of that step.
async fn written<const STEP: u32>(
    app: Router,
    events: Vec<Emittable<Written<STEP>>>,
) -> anyhow::Result<Router>
where
    Written<STEP>: Stream<Topic = ()>,
{
    let registry = published(STEP);
    let config = Config::new().bundle(bundle(&registry, &matrices(&registry)));
    let hub = Hub::<Written<STEP>>::open(config).await?;
    let routes = router("/streams/probe", hub, events);
    Ok(app.nest(&format!("/written/{STEP}"), routes))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = arguments()?;
    write_clients(&arguments.clients)?;
    let app = Router::new()
        .route("/cases/{reader}", get(list))
        .route("/past/{reader}", get(past_the_hub))
        .with_state(cases(arguments.seed));
    let app = written::<1>(app, first()).await?;
    let app = written::<2>(app, second()).await?;
    let app = written::<3>(app, third()).await?;
    listen(app, 0).await
}
