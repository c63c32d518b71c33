//! What listener, connections and control share: the script as it stands, and what was seen.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::observed::{Ending, Observed, Seen};
use crate::request::Request;
use crate::scenario::{Log, Route, Scenario, Step};

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What may happen to all connections of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Up,
    Down,
    Over,
}

/// The routes as they are now, and how many requests each has answered.
pub(crate) struct Script {
    pub(crate) routes: Vec<(Route, usize)>,
    pub(crate) log: Log,
}

/// What listener, connections and control share.
pub(crate) struct Shared {
    pub(crate) began: Instant,
    pub(crate) script: Mutex<Script>,
    pub(crate) observed: Mutex<Observed>,
    /// Rises with every request.
    pub(crate) count: watch::Sender<u64>,
    /// The number of the log's last entry.
    pub(crate) length: watch::Sender<u64>,
    pub(crate) phase: watch::Sender<Phase>,
    /// Rises with every call to break what is open.
    pub(crate) broken: watch::Sender<(u64, Ending)>,
}

impl Script {
    pub(crate) fn new(scenario: Scenario) -> Self {
        Self {
            routes: scenario
                .routes
                .into_iter()
                .map(|route| (route, 0))
                .collect(),
            log: scenario.log,
        }
    }

    /// The reply to a request, and the number of its route.
    pub(crate) fn reply(&mut self, request: &Request) -> Option<(usize, Vec<Step>)> {
        let found = self
            .routes
            .iter_mut()
            .enumerate()
            .find(|(_, (route, _))| request.fits(route));
        let (number, (route, played)) = found?;
        let later = || route.then.as_ref().or(route.replies.last());
        let steps = route
            .replies
            .get(*played)
            .or_else(later)
            .cloned()
            .unwrap_or_default();
        *played += 1;
        Some((number + 1, steps))
    }
}

impl Shared {
    pub(crate) fn new(scenario: Scenario) -> Self {
        Self {
            began: Instant::now(),
            length: watch::Sender::new(scenario.log.size),
            script: Mutex::new(Script::new(scenario)),
            observed: Mutex::default(),
            count: watch::Sender::new(0),
            phase: watch::Sender::new(Phase::Up),
            broken: watch::Sender::new((0, Ending::Cut)),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    pub(crate) fn seen(&self, index: Option<usize>, change: impl FnOnce(&mut Seen)) {
        let mut observed = locked(&self.observed);
        if let Some(seen) = index.and_then(|index| observed.requests.get_mut(index)) {
            change(seen);
        }
    }

    pub(crate) fn length(&self) -> watch::Receiver<u64> {
        self.length.subscribe()
    }

    pub(crate) fn sent(&self, index: Option<usize>, bytes: usize) {
        self.seen(index, |seen| seen.sent += bytes as u64);
    }

    pub(crate) fn answered(&self, index: Option<usize>, status: u16) {
        self.seen(index, |seen| seen.status = Some(status));
        if status == 200 && index.is_some() {
            locked(&self.observed).opened();
        }
    }

    pub(crate) fn status(&self, index: Option<usize>) -> Option<u16> {
        locked(&self.observed).requests.get(index?)?.status
    }

    pub(crate) fn down(&self, time: Duration) {
        self.phase.send_if_modified(|phase| {
            let is_up = *phase == Phase::Up;
            *phase = if is_up { Phase::Down } else { *phase };
            is_up
        });
        let phase = self.phase.clone();
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            phase.send_if_modified(|phase| {
                let is_down = *phase == Phase::Down;
                *phase = if is_down { Phase::Up } else { *phase };
                is_down
            });
        });
    }
}
