//! tidings-registry
