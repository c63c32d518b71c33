use crate::bell::Signal;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The end of serving, which every open stream watches.
///
/// `tidings::serve` makes one and puts it into the requests' extensions; whoever runs hyper or axum
/// otherwise makes one, does the same, and triggers it when the process is to end. Each
/// client is then told `tidings.bye drain` with a `retry:` of its own within the window.
///
/// ```
/// let shutdown = tidings::Shutdown::new(std::time::Duration::from_secs(5));
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(shutdown.clone());
/// assert!(shutdown.trigger());
/// assert!(!shutdown.trigger()); // doing it again is nothing
/// ```
#[derive(Clone)]
pub struct Shutdown {
    signal: Arc<Signal>,
    window: Duration,
}

impl Shutdown {
    /// A shutdown that spreads reconnections over `window`.
    pub fn new(window: Duration) -> Self {
        Shutdown {
            signal: Arc::default(),
            window,
        }
    }

    /// Ends every stream that watches; false when it was triggered before.
    pub fn trigger(&self) -> bool {
        self.signal.ring()
    }

    /// Whether it was triggered.
    pub fn is_triggered(&self) -> bool {
        self.signal.has_rung()
    }

    /// Over how long clients come back, and how long a session may take to end.
    pub fn window(&self) -> Duration {
        self.window
    }

    pub(crate) fn signal(&self) -> &Signal {
        &self.signal
    }
}

impl fmt::Debug for Shutdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shutdown")
            .field("window", &self.window)
            .field("triggered", &self.is_triggered())
            .finish()
    }
}

/// Resolves when the process is asked to end: SIGTERM, or Ctrl-C at a terminal.
///
/// # Errors
/// When the operating system refuses a signal handler.
pub async fn stop_signal() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = term.recv() => Ok(()),
            pressed = tokio::signal::ctrl_c() => pressed,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
