//! The server of the suite's stream `ledger`, whose clients get a snapshot: `suite-ledger [--port N]`.

use anyhow::{Context, bail};
use tidings_suite::{control, ledger};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let port = match words.as_slice() {
        [] => 0,
        [flag, port] if flag == "--port" => port.parse().context("--port takes a number")?,
        _ => bail!("suite-ledger takes --port N"),
    };
    control::listen(ledger::router().await?, port).await
}
