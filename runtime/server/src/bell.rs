//! Waking those who wait, without a queue each.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

/// What many tasks wait for. A waiter keeps its place between rings, so one that is woken a thousand
/// times takes the lock once.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    wakers: Vec<Option<Waker>>,
    free: Vec<usize>,
}

impl Bell {
    fn places(&self) -> MutexGuard<'_, Places> {
        // Waking runs foreign code, but leaves no place half changed.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes everyone who listens.
    pub fn ring(&self) {
        for waker in self.places().wakers.iter().flatten() {
            waker.wake_by_ref();
        }
    }

    /// Takes a place; nobody is woken through it before [`Listener::listen`].
    pub fn listener(self: &Arc<Self>) -> Listener {
        let mut places = self.places();
        let place = places.free.pop().unwrap_or_else(|| {
            places.wakers.push(None);
            places.wakers.len() - 1
        });
        drop(places);
        Listener {
            bell: self.clone(),
            place,
            waker: None,
        }
    }
}

/// A place at a bell, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    bell: Arc<Bell>,
    place: usize,
    waker: Option<Waker>,
}

impl Listener {
    /// Has the task woken at every ring from now on. Call it before looking at what the bell tells.
    pub fn listen(&mut self, task: &Context<'_>) {
        if let Some(waker) = &self.waker
            && waker.will_wake(task.waker())
        {
            return;
        }
        self.bell.places().wakers[self.place] = Some(task.waker().clone());
        self.waker = Some(task.waker().clone());
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut places = self.bell.places();
        places.wakers[self.place] = None;
        places.free.push(self.place);
    }
}

/// A bell that rings once and stays rung.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    rung: AtomicBool,
    bell: Arc<Bell>,
}

impl Signal {
    /// Rings; false when it had rung before.
    pub fn ring(&self) -> bool {
        let first = !self.rung.swap(true, Ordering::SeqCst);
        self.bell.ring();
        first
    }

    pub fn has_rung(&self) -> bool {
        self.rung.load(Ordering::SeqCst)
    }

    pub fn listener(&self) -> Listener {
        self.bell.listener()
    }
}
