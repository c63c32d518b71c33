//! tidings-log
