use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use typify::{TypeSpace, TypeSpaceSettings};

/// What typify prints of a schema, formatted.
///
/// # Errors
/// Its refusal, or its panic.
pub fn typify(schema: &Value) -> Result<String, String> {
    let run = || -> Result<String, String> {
        let root: schemars::schema::RootSchema =
            serde_json::from_value(schema.clone()).map_err(|e| e.to_string())?;
        let mut space = TypeSpace::new(&TypeSpaceSettings::default());
        space.add_root_schema(root).map_err(|e| e.to_string())?;
        let file = syn::parse2::<syn::File>(space.to_stream()).map_err(|e| e.to_string())?;
        Ok(prettyplease::unparse(&file))
    };
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("it panicked".to_owned()))
}
