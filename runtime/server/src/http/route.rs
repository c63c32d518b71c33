//! axum routes: thin glue over [`Hub::answer`].

use super::answer::{self, Answer, Refused};
use crate::config::Origins;
use crate::session::Session;
use crate::{Hub, Shutdown};
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::routing::{MethodRouter, any, get};
use http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::fmt::Display;
use std::future::Future;
use std::time::Duration;
use tidings_contract::{SessionStream, Stream};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long the body that starts a session may take.
const BODY: Duration = Duration::from_secs(30);

impl<S: Stream> Hub<S> {
    /// The route of a broadcast stream. Mount it where the stream's file says, parameters included:
    /// `.route("/streams/notifications/{user}", notifications.route())`.
    pub fn route<R: Clone + Send + Sync + 'static>(&self) -> MethodRouter<R> {
        let hub = self.clone();
        let handler = async move |request: Request<Body>| {
            let (mut parts, _) = request.into_parts();
            match hub.path_values(&mut parts).await {
                Ok(values) => {
                    let values: Vec<_> = values.iter().map(String::as_str).collect();
                    hub.answer_values(&parts, &values).await
                }
                Err(refused) => *refused,
            }
        };
        get(handler).layer(self.cors())
    }

    /// The values of the path's parameters, in the order of the stream's path.
    async fn path_values(&self, parts: &mut Parts) -> Result<Vec<String>, Refused> {
        let names = &self.core.plan.params;
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let params = RawPathParams::from_request_parts(parts, &()).await;
        let params = params
            .map_err(|rejection| answer::refused(StatusCode::BAD_REQUEST, rejection.body_text()))?;
        let value = |name: &String| {
            let found = params.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.to_owned()).ok_or_else(|| {
                tracing::error!(stream = %self.core.stream(), name, "the route has no such parameter");
                let why = format!("this route was mounted without the parameter {{{name}}}");
                answer::refused(StatusCode::INTERNAL_SERVER_ERROR, why)
            })
        };
        names.iter().map(value).collect()
    }

    fn cors(&self) -> CorsLayer {
        let origin = match &self.core.origins {
            Origins::Any => AllowOrigin::any(),
            Origins::These(origins) => AllowOrigin::list(
                origins
                    .iter()
                    .filter_map(|origin| HeaderValue::from_str(origin).ok()),
            ),
        };
        CorsLayer::new()
            .allow_origin(origin)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([
                HeaderName::from_static("last-event-id"),
                ACCEPT,
                AUTHORIZATION,
                CACHE_CONTROL,
                CONTENT_TYPE,
            ])
            .expose_headers([RETRY_AFTER])
    }
}

impl<S: SessionStream> Hub<S> {
    /// The route of a session stream: `work` does the work that a request starts, and emits until
    /// one of the declared end events. It runs in a task of its own, since a client that is cut may
    /// come back.
    ///
    /// ```no_run
    /// # use tidings::{EmitOn, Error, Hub, Session, SessionStream};
    /// # fn route<Assistant, Token>(assistant: Hub<Assistant>) -> axum::Router
    /// # where Assistant: SessionStream<Request = serde_json::Value>, Token: EmitOn<Assistant> + From<&'static str> + Send + Sync {
    /// # axum::Router::new().route("/streams/assistant",
    /// assistant.session_route(async |ask, session: Session<Assistant>| {
    ///     session.emit(&Token::from("…")).await
    /// })
    /// # ) }
    /// ```
    pub fn session_route<H, F, E, R>(&self, work: H) -> MethodRouter<R>
    where
        H: Fn(S::Request, Session<S>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Display,
        S::Request: Send,
        R: Clone + Send + Sync + 'static,
    {
        let sessions = self.sessions(work);
        let answer = async move |request: Request<Body>| -> Answer {
            let (mut parts, body) = request.into_parts();
            if !matches!(parts.method, Method::GET | Method::POST) {
                return *answer::refused(StatusCode::METHOD_NOT_ALLOWED, "GET or POST");
            }
            let hub = &sessions.hub;
            let values = match hub.path_values(&mut parts).await {
                Ok(values) => values,
                Err(refused) => return *refused,
            };
            let values: Vec<_> = values.iter().map(String::as_str).collect();
            let body = match read(body, hub.core.max_request).await {
                Ok(body) => body,
                Err(refused) => return *refused,
            };
            sessions.answer_values(&parts, &values, &body).await
        };
        any(answer).layer(self.cors())
    }
}

/// The body, whole, unless it is too long, too slow, or breaks off.
async fn read(body: Body, limit: usize) -> Result<bytes::Bytes, Refused> {
    let whole = Limited::new(body, limit).collect();
    let Ok(whole) = tokio::time::timeout(BODY, whole).await else {
        return Err(answer::refused(
            StatusCode::REQUEST_TIMEOUT,
            "the request took too long",
        ));
    };
    whole.map(|body| body.to_bytes()).map_err(|error| {
        if error.is::<LengthLimitError>() {
            return answer::too_large(limit);
        }
        answer::refused(StatusCode::BAD_REQUEST, "the request broke off")
    })
}

/// Puts a shutdown where [`Hub::answer`] finds it.
pub(crate) fn watching(router: axum::Router, shutdown: &Shutdown) -> axum::Router {
    router.layer(axum::Extension(shutdown.clone()))
}
