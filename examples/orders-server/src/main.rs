//! The example's server: a simulated shop that speaks on three streams, and the page that shows them.
//!
//! What a shop of your own would have is in `main` and `router` below: open a hub per stream, mount its route, emit.
//! The rest simulates: `shop` is what customers do, `life` emits it, `assistant` answers, `cut` breaks connections when
//! the page's button asks for it.

mod answers;
mod assistant;
#[rustfmt::skip] // generated, and printed as it is to stay
mod contracts;
mod cut;
mod events;
mod goods;
mod life;
mod page;
mod seed;
mod shop;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use clap::Parser;
use tidings::{Config, EventLog, Hub, Redb};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use contracts::assistant::Assistant;
use contracts::notifications::Notifications;
use contracts::orders::Orders;
use cut::Cutter;
use life::Life;
use seed::Seed;
use shop::Shop;

/// An example shop: live orders, an assistant, notifications.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4040)]
    port: u16,
    /// The file that keeps the events.
    #[arg(long, default_value = "orders.redb")]
    log: PathBuf,
    /// The folder of the built page.
    #[arg(long, default_value = "examples/orders-web/dist")]
    page: PathBuf,
    /// Repeats a run; by default the clock decides.
    #[arg(long)]
    seed: Option<u64>,
    /// Milliseconds between two events of the shop, on average.
    #[arg(long, default_value_t = 700)]
    pace: u64,
}

/// The hubs, one per stream, on one log.
#[derive(Clone)]
struct Streams {
    orders: Hub<Orders>,
    assistant: Hub<Assistant>,
    notifications: Hub<Notifications>,
}

impl Streams {
    async fn open(log: Arc<Redb>) -> Result<Self, tidings::Error> {
        Ok(Self {
            orders: Hub::open(Config::new().log(log.clone())).await?,
            assistant: Hub::open(Config::new().log(log.clone())).await?,
            notifications: Hub::open(Config::new().log(log)).await?,
        })
    }
}

fn router(streams: &Streams, shop: &Arc<Mutex<Shop>>) -> Router {
    let shop = shop.clone();
    let answer = move |ask, session| assistant::reply(ask, session, shop.clone());
    let cutter = Cutter::new();
    Router::new()
        .route("/streams/orders", streams.orders.route())
        .route(
            "/streams/assistant",
            streams.assistant.session_route(answer),
        )
        .route(
            "/streams/notifications/{user}",
            streams.notifications.route(),
        )
        .layer(from_fn_with_state(cutter.clone(), cut::guard))
        .route("/demo/cut", post(cut::press).with_state(cutter))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .init();
    let arguments = Arguments::parse();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("the clock stands before 1970")?;
    let seed = arguments.seed.unwrap_or(now.as_secs());

    let log = Redb::open(&arguments.log).with_context(|| arguments.log.display().to_string())?;
    println!(
        "events in {}: {}",
        arguments.log.display(),
        log.durability()
    );
    let streams = Streams::open(Arc::new(log)).await?;
    // Numbers go on from the clock, so that those of a shop that was closed for a while are not given twice.
    let shop = Arc::new(Mutex::new(Shop::open(seed, now.as_secs() % 1_000_000)));
    let app = router(&streams, &shop).merge(page::routes(&arguments.page)?);

    let listener = TcpListener::bind(("127.0.0.1", arguments.port))
        .await
        .with_context(|| {
            format!(
                "port {} is not to be had; `--port 0` takes a free one",
                arguments.port
            )
        })?;
    println!("the shop of seed {seed} is open");
    println!("listening on http://{}", listener.local_addr()?);

    let life = Life::new(shop, streams.orders, streams.notifications);
    let stop = async {
        tidings::stop_signal()
            .await
            .unwrap_or_else(|error| tracing::error!(%error, "no signals"))
    };
    tokio::select! {
        served = tidings::serve(app, listener, stop) => served.context("serving ended"),
        lived = life.run(Duration::from_millis(arguments.pace), Seed::new(seed)) => lived.context("the log gave up"),
    }
}
