use proc_macro2::TokenStream;
use quote::quote;
use std::cell::RefCell;
use std::collections::HashSet;
use std::path::PathBuf;

thread_local! {
    /// Cargo wants to be told once per crate, and one compiler process compiles one crate.
    static TOLD: RefCell<HashSet<PathBuf>> = RefCell::default();
}

/// Names the files that were read, so that cargo runs the check again when one of them changes.
pub(crate) fn print(files: &[PathBuf]) -> TokenStream {
    let fresh = TOLD.with_borrow_mut(|told| {
        files
            .iter()
            .filter(|file| told.insert((*file).clone()))
            .filter_map(|file| file.to_str())
            .collect::<Vec<_>>()
    });
    quote!(#(const _: &[u8] = ::core::include_bytes!(#fresh);)*)
}
