//! tidings-suite
