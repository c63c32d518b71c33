//! tidings-compat
