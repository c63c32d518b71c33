//! Compares a generated copy with the registry that it was made from, each file once.

use crate::locate::Located;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use tidings_registry::Registry;

/// Which files of two registries mean the same, as far as anybody asked. It holds the registries, so
/// that no other one can take the place of theirs.
struct Compared {
    copy: Rc<Registry>,
    original: Rc<Registry>,
    same: HashMap<String, bool>,
}

thread_local! {
    static COMPARED: RefCell<Option<Compared>> = RefCell::default();
}

/// A generated copy that says something else than the registry it was made from is stale.
///
/// # Errors
/// What a person should do about it.
pub(crate) fn check(located: &Located, files: &[String]) -> Result<(), String> {
    let Some(original) = &located.original else {
        return Ok(());
    };
    // The same files, usually: then there is nothing to compare.
    if Rc::ptr_eq(&original.registry, &located.registry) {
        return Ok(());
    }
    match files
        .iter()
        .find(|path| !same(&located.registry, &original.registry, path))
    {
        Some(path) => Err(format!(
            "{path} in {} differs from its copy in {}: run `tidings generate`",
            original.name, located.name
        )),
        None => Ok(()),
    }
}

/// Hundreds of types are read from one file, which is compared for the first of them.
fn same(copy: &Rc<Registry>, original: &Rc<Registry>, path: &str) -> bool {
    COMPARED.with_borrow_mut(|compared| {
        let known = compared
            .take()
            .filter(|known| Rc::ptr_eq(&known.copy, copy) && Rc::ptr_eq(&known.original, original));
        let known = compared.insert(known.unwrap_or_else(|| Compared {
            copy: copy.clone(),
            original: original.clone(),
            same: HashMap::new(),
        }));
        if let Some(same) = known.same.get(path) {
            return *same;
        }
        let same = copy
            .version_at(path)
            .zip(original.version_at(path))
            .is_some_and(|(copy, now)| copy.says_the_same(now));
        known.same.insert(path.to_owned(), same);
        same
    })
}
