#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Event;

#[derive(Event)]
#[event("note.left", version = 1, path = "../registry", crate = "contract")]
struct NoteLeft {
    text: String,
}

fn main() {}
