use std::fmt;
use std::io;

/// Why the log could not do what it was asked.
///
/// ```
/// let error = tidings_log::TopicName::new("", []).expect_err("a name is never empty");
/// assert_eq!(error.id(), "log/topic-name");
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    id: &'static str,
    message: String,
    help: &'static str,
}

impl Error {
    pub(crate) fn new(id: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Error {
            id,
            message: message.into(),
            help,
        }
    }

    /// The writer is gone: the log was closed, or its thread ended.
    pub(crate) fn closed() -> Self {
        Error::new("log/closed", "the log is closed", "open it again")
    }

    /// Bytes in the file that this version cannot have written.
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Error::new(
            "log/corrupt",
            what,
            "restore the file from a backup, or start a new one",
        )
    }

    pub(crate) fn io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::new(
                "log/disk-full",
                error.to_string(),
                "free space on the log's disk, then restart the server",
            ),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Error::new(
                "log/read-only",
                error.to_string(),
                "make the log's file and folder writable for this process",
            ),
            _ => Error::new(
                "log/io",
                error.to_string(),
                "look at the log's disk, then restart the server",
            ),
        }
    }

    /// The stable code, `log/what`.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        self.help
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<redb::Error> for Error {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(error) => Error::io(&error),
            redb::Error::DatabaseAlreadyOpen => Error::new(
                "log/locked",
                "another process has the log open",
                "a redb log serves one process: stop the other one, or use a log that several servers share",
            ),
            redb::Error::PreviousIo => Error::new(
                "log/io",
                "an earlier write failed, so nothing more is written",
                "look at the log's disk, then restart the server",
            ),
            redb::Error::Corrupted(what) => Error::corrupt(what),
            redb::Error::DatabaseClosed => Error::closed(),
            other => Error::new(
                "log/engine",
                other.to_string(),
                "report this with the log's file",
            ),
        }
    }
}
