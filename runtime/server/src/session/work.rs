use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tidings_log::TopicName;
use tokio::task::AbortHandle;

/// The kept sessions whose work runs in this process.
#[derive(Default)]
pub(crate) struct Works {
    running: Mutex<HashMap<TopicName, Arc<Work>>>,
}

/// One session's work.
pub(crate) struct Work {
    topic: TopicName,
    over: AtomicBool,
    clients: AtomicUsize,
    task: OnceLock<AbortHandle>,
    /// How long it may go on without a client; none where it is finished in any case.
    patience: Option<Duration>,
}

impl Works {
    fn running(&self) -> MutexGuard<'_, HashMap<TopicName, Arc<Work>>> {
        // Held for a lookup, an insert or a removal only.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts work in, before its task starts.
    pub fn begin(&self, topic: TopicName, patience: Option<Duration>) -> Arc<Work> {
        let work = Arc::new(Work {
            topic: topic.clone(),
            over: AtomicBool::new(false),
            clients: AtomicUsize::new(0),
            task: OnceLock::new(),
            patience,
        });
        self.running().insert(topic, work.clone());
        work
    }

    /// Cancels all of it: the hub is closed.
    pub fn abort(&self) {
        let running: Vec<_> = self.running().values().cloned().collect();
        for task in running.iter().filter_map(|work| work.task.get()) {
            task.abort();
        }
    }

    /// Counts work out: nothing more will be emitted.
    pub fn end(&self, work: &Work) {
        work.over.store(true, Ordering::SeqCst);
        self.running().remove(&work.topic);
    }

    pub fn is_running(&self, topic: &TopicName) -> bool {
        self.running().contains_key(topic)
    }

    /// A client's attendance at a session, whether its work still runs here or not.
    pub fn attend(&self, topic: &TopicName) -> Attendance {
        let work = self.running().get(topic).cloned();
        if let Some(work) = &work {
            work.clients.fetch_add(1, Ordering::SeqCst);
        }
        Attendance { work }
    }
}

impl Work {
    /// The topic that it emits into.
    pub fn topic(&self) -> &TopicName {
        &self.topic
    }

    /// Says which task does it.
    pub fn runs_as(&self, task: AbortHandle) {
        // It is said once, right after the task was spawned.
        drop(self.task.set(task));
    }
}

/// One client at a session that is kept.
pub(crate) struct Attendance {
    /// None where the work ended, or ran in a process that is gone.
    work: Option<Arc<Work>>,
}

impl Attendance {
    /// Whether nothing more will be emitted.
    pub fn is_over(&self) -> bool {
        self.work
            .as_ref()
            .is_none_or(|work| work.over.load(Ordering::SeqCst))
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        let Some(work) = self.work.take() else { return };
        let was_last = work.clients.fetch_sub(1, Ordering::SeqCst) == 1;
        let over = work.over.load(Ordering::SeqCst);
        let (true, false, Some(patience)) = (was_last, over, work.patience) else {
            return;
        };
        // The client may come back for as long as the session is kept.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            tokio::time::sleep(patience).await;
            if work.clients.load(Ordering::SeqCst) == 0
                && let Some(task) = work.task.get()
            {
                task.abort();
            }
        });
    }
}
