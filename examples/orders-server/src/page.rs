//! The built page, read once at start and served as it is.

use std::path::Path;

use anyhow::Context;
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

/// Route, file, and type of everything that the page consists of.
const FILES: [(&str, &str, &str); 4] = [
    ("/", "index.html", "text/html; charset=utf-8"),
    ("/app.js", "app.js", "text/javascript; charset=utf-8"),
    ("/app.js.map", "app.js.map", "application/json"),
    ("/app.css", "app.css", "text/css; charset=utf-8"),
];

/// Routes for the files in `folder`, which `npm run -w orders-web build` writes.
pub fn routes(folder: &Path) -> anyhow::Result<Router> {
    let mut router = Router::new();
    for (route, name, kind) in FILES {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!(
                "{} is missing: build the page with `npm run -w orders-web build`",
                path.display()
            )
        })?;
        let text: &'static str = text.leak(); // as long as the process: it is read once
        let answer = async move || {
            ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
        };
        router = router.route(route, get(answer));
    }
    Ok(router)
}
