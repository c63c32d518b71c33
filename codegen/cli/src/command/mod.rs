//! The commands, one file each.

pub mod import;
pub mod init;
pub mod new;
