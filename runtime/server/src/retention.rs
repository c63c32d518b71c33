//! Trimming: events leave the log when they are older than the stream's window, sessions when they
//! are no longer kept for resuming.

use crate::core::Core;
use std::sync::Weak;
use std::time::Duration;
use tidings_contract::Kind;
use tidings_log::{Error, EventLog, Limit, TopicName};

/// How many topics are looked up at once.
const PAGE: usize = 256;

/// Trims now, and again every twentieth of the window, until the hub is gone.
pub(crate) async fn run(core: Weak<Core>) {
    loop {
        let Some(hub) = core.upgrade() else { return };
        let window = kept_ms(&hub);
        if let Err(error) = trim(&hub, window).await {
            tracing::warn!(stream = %hub.stream(), id = error.id(), %error, "trimming failed");
        }
        drop(hub);
        let pause = Duration::from_millis(window / 20);
        tokio::time::sleep(pause.clamp(Duration::from_secs(1), Duration::from_secs(3600))).await;
    }
}

fn kept_ms(hub: &Core) -> u64 {
    let replay = hub
        .plan
        .session
        .as_ref()
        .and_then(|session| session.replay_ms);
    replay.unwrap_or(hub.plan.window_ms)
}

async fn trim(hub: &Core, window: u64) -> Result<(), Error> {
    let before = hub.surroundings.now().saturating_sub(window);
    let mut after = None;
    loop {
        let topics = hub.log.topics(hub.stream().as_str(), after, PAGE).await?;
        for topic in &topics {
            match hub.plan.kind {
                Kind::Broadcast => drop(hub.log.trim(topic, before).await?),
                Kind::Session => forget_session(hub, topic, before).await?,
            }
        }
        let full = topics.len() == PAGE;
        after = topics.into_iter().next_back();
        if !full {
            return Ok(());
        }
    }
}

/// A session is kept whole until nothing has happened in it for as long as it may be resumed.
async fn forget_session(hub: &Core, topic: &TopicName, before: u64) -> Result<(), Error> {
    if hub.works.is_running(topic) {
        return Ok(());
    }
    let head = hub.log.bounds(topic).await?.head;
    let last = Limit {
        records: 1,
        bytes: 0,
    };
    let page = hub.log.read(topic, head.saturating_sub(1), last).await?;
    if page
        .records
        .last()
        .is_none_or(|record| record.time < before)
    {
        hub.log.forget(topic).await?;
    }
    Ok(())
}
