//! The control server of the suite's own stream, `probe`.

use tidings_suite::contracts::streams::probe::{self, Probe};
use tidings_suite::control::{emittable, run};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let events = vec![
        emittable::<Probe, probe::ProbeChoice>(),
        emittable::<Probe, probe::ProbeComposed>(),
        emittable::<Probe, probe::ProbeEither>(),
        emittable::<Probe, probe::ProbeFigure>(),
        emittable::<Probe, probe::ProbeLists>(),
        emittable::<Probe, probe::ProbeNames>(),
        emittable::<Probe, probe::ProbeOpen>(),
        emittable::<Probe, probe::ProbeScalars>(),
        emittable::<Probe, probe::ProbeTree>(),
    ];
    run::<Probe>("/streams/probe", events).await
}
