use super::work::Work;
use crate::core::Core;
use std::sync::{Arc, Weak};

/// Ends the work when it is dropped: at the handler's return, its panic, and its cancellation.
pub(crate) struct Finish {
    pub work: Arc<Work>,
    pub core: Weak<Core>,
}

impl Drop for Finish {
    fn drop(&mut self) {
        // Without the hub nobody is left to be told.
        if let Some(core) = self.core.upgrade() {
            core.works.end(&self.work);
            core.wake(self.work.topic());
        }
    }
}
