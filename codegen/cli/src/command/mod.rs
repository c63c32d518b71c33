//! The commands, one file each.

pub mod bundle;
pub mod check;
pub mod dev;
pub mod diff;
pub mod diff_files;
pub mod diff_pairs;
pub mod docs;
pub mod explain;
pub mod fetch;
pub mod generate;
pub mod import;
pub mod init;
pub mod matrix;
pub mod new;
pub mod publish;
pub mod renumber;
pub mod retire;
pub mod upgrade;
pub mod waive;
