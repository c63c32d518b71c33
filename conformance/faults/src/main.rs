//! The fault server as a program: prints `listening on <url>`, the address of its control face.

use std::net::SocketAddr;

use anyhow::Context;

const USAGE: &str = "usage: tidings-faults [--listen 127.0.0.1:0]";

fn address() -> anyhow::Result<SocketAddr> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => Ok(([127, 0, 0, 1], 0).into()),
        ["--listen", address] => address
            .parse()
            .with_context(|| format!("`{address}` is not an address and a port")),
        _ => anyhow::bail!(USAGE),
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = address()?;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on"))?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}");
    let stopped = async { drop(tokio::signal::ctrl_c().await) };
    tokio::select! {
        served = async { axum::serve(listener, tidings_faults::control(address)).await } => served.context("the control face failed"),
        () = stopped => Ok(()),
    }
}
