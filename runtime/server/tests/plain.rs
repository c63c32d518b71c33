//! The bodies alone, on hyper: no axum, no `serve`.

#[path = "common/shop.rs"]
mod shop;

use http::Request;
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1 as client;
use hyper::server::conn::http1 as server;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use shop::{Ask, Assistant, Done, Orders, Paid, Placed};
use std::convert::Infallible;
use tidings::{Config, Hub, Session, Sessions, StreamBody};

#[derive(Clone)]
struct Shop {
    orders: Hub<Orders>,
    assistant: Sessions<Assistant>,
}

impl Shop {
    async fn open() -> Self {
        let assistant = Hub::<Assistant>::open(Config::new()).await.expect("opened");
        let answer = async |_: Ask, session: Session<Assistant>| session.emit(&Done::new()).await;
        Shop {
            orders: Hub::open(Config::new()).await.expect("opened"),
            assistant: assistant.sessions(answer),
        }
    }

    /// What a service without a router would do.
    async fn serve(
        self,
        request: Request<Incoming>,
    ) -> Result<http::Response<StreamBody>, Infallible> {
        let (parts, body) = request.into_parts();
        Ok(match parts.uri.path() {
            "/orders" => self.orders.answer(&parts, &()).await,
            _ => {
                let body = body.collect().await.expect("a body").to_bytes();
                self.assistant.answer(&parts, &(), &body).await
            }
        })
    }
}

#[tokio::test]
async fn streams_and_sessions_are_bodies_for_any_server() {
    let shop = Shop::open().await;
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let service = shop.clone();
    let service = service_fn(move |request| service.clone().serve(request));
    let serving = server::Builder::new().serve_connection(TokioIo::new(theirs), service);
    tokio::spawn(async move { drop(serving.await) });
    let (mut sender, connection) = client::handshake(TokioIo::new(ours))
        .await
        .expect("HTTP/1.1");
    tokio::spawn(async move { drop(connection.await) });
    let ask = Request::post("/assistant")
        .header("content-type", "application/json")
        .body(Full::<bytes::Bytes>::from("{\"question\":\"why\"}").boxed());
    let answer = sender
        .send_request(ask.expect("a request"))
        .await
        .expect("answered");
    let whole = answer
        .into_body()
        .collect()
        .await
        .expect("it ends")
        .to_bytes();
    let text = String::from_utf8_lossy(&whole);
    assert!(text.contains("event: tidings.session\n"), "{text}");
    assert!(text.contains("event: assistant.done\n"), "{text}");

    sender.ready().await.expect("the connection goes on");
    let get = Request::get("/orders")
        .body(Empty::new().boxed())
        .expect("a request");
    let mut stream = sender
        .send_request(get)
        .await
        .expect("answered")
        .into_body();
    let mut next = async || {
        let frame = stream.frame().await.expect("it goes on").expect("it holds");
        String::from_utf8_lossy(&frame.into_data().expect("data")).into_owned()
    };
    assert!(next().await.starts_with("retry: 2000\nid: "));
    shop.orders
        .emit_all(&[&Placed::new("o-1", 1), &Paid::new("o-1")])
        .await
        .expect("emitted");
    let events = next().await;
    assert_eq!(events.matches("\nevent: order.").count(), 2, "{events}");
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_here_too() {
    let hub = Hub::<Assistant>::open(Config::new().max_request(10))
        .await
        .expect("opened");
    let sessions =
        hub.sessions(async |_: Ask, session: Session<Assistant>| session.emit(&Done::new()).await);
    let request = Request::post("/assistant").header("content-type", "application/json");
    let (parts, ()) = request.body(()).expect("a request").into_parts();
    let answer = sessions
        .answer(&parts, &(), b"{\"question\":\"why\"}")
        .await;
    assert_eq!(answer.status(), 413);
}
