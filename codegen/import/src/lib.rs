//! tidings-import
