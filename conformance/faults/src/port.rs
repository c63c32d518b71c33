//! One port that plays one scenario.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use crate::connection::Connection;
use crate::observed::{Ending, Observed, Seen};
use crate::play::Play;
use crate::request::Request;
use crate::scenario::{Head, Scenario, Step};
use crate::shared::{Phase, Script, Shared, locked};

/// A port that plays a scenario until it is dropped. Every connection that is open then is reset.
pub struct Port {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Port {
    /// Listens on `address`, port 0 being a free one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn open(scenario: Scenario, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(scenario));
        tokio::spawn(listen(listener, address, shared.clone()));
        Ok(Self { address, shared })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it saw so far.
    #[must_use]
    pub fn observed(&self) -> Observed {
        let observed = locked(&self.shared.observed).clone();
        Observed {
            now: self.shared.now(),
            ..observed
        }
    }

    /// Waits until it saw so many requests, or for so long.
    pub async fn wait(&self, requests: u64, within: Duration) {
        let mut count = self.shared.count.subscribe();
        let enough = count.wait_for(|count| *count >= requests);
        // Whichever comes first: who asks looks at what was seen.
        drop(tokio::time::timeout(within, enough).await);
    }

    /// Adds entries to the log, and says what the last one is.
    pub fn append(&self, count: u64) -> u64 {
        self.shared
            .length
            .send_modify(|length| *length = length.saturating_add(count));
        *self.shared.length.borrow()
    }

    /// Puts other routes in the place of those that it has; replies are counted anew. Those under way go on.
    pub fn switch(&self, scenario: Scenario) {
        locked(&self.shared.script).routes = Script::new(scenario).routes;
    }

    /// Closes or resets every connection that is open.
    pub fn break_off(&self, reset: bool) {
        let ending = if reset { Ending::Reset } else { Ending::Cut };
        self.shared
            .broken
            .send_modify(|broken| *broken = (broken.0 + 1, ending));
    }

    /// Resets every connection, and refuses new ones for so long.
    pub fn down(&self, time: Duration) {
        self.shared.down(time);
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.shared.phase.send_replace(Phase::Over);
    }
}

/// Accepts while the port is up; closes while it is down; ends when it is over.
async fn listen(mut listener: TcpListener, address: SocketAddr, shared: Arc<Shared>) {
    let mut phase = shared.phase.subscribe();
    let mut connections = 0;
    loop {
        tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase != Phase::Up) => {}
            accepted = listener.accept() => {
                if let Ok((socket, _)) = accepted {
                    connections += 1;
                    locked(&shared.observed).connections = connections;
                    tokio::spawn(serve(socket, connections, shared.clone()));
                }
                continue;
            }
        }
        drop(listener);
        if phase
            .wait_for(|phase| *phase != Phase::Down)
            .await
            .is_ok_and(|phase| *phase == Phase::Over)
        {
            return;
        }
        match TcpListener::bind(address).await {
            Ok(again) => listener = again,
            Err(error) => {
                let told = format!("{address} cannot be opened again: {error}");
                locked(&shared.observed).errors.push(told);
                return;
            }
        }
    }
}

/// Answers the requests of one connection until either side ends it.
async fn serve(socket: TcpStream, number: u64, shared: Arc<Shared>) {
    let Ok(connection) = Connection::new(socket) else {
        return;
    };
    let mut phase = shared.phase.subscribe();
    let mut broken = shared.broken.subscribe();
    tokio::select! {
        () = answer(&connection, number, &shared) => {}
        _ = phase.wait_for(|phase| *phase != Phase::Up) => connection.reset(),
        _ = broken.changed() => {
            if broken.borrow().1 == Ending::Reset {
                connection.reset();
            }
        }
    }
}

async fn answer(connection: &Connection, number: u64, shared: &Shared) {
    while let Some(request) = Request::read(connection).await {
        if request.is_preflight() {
            locked(&shared.observed).preflights += 1;
            if connection
                .write(preflight(&request).as_bytes())
                .await
                .is_err()
            {
                return;
            }
            continue;
        }
        let (reply, log) = {
            let mut script = locked(&shared.script);
            (script.reply(&request), script.log.clone())
        };
        let noted = Noted::new(
            shared,
            &request,
            number,
            reply.as_ref().map(|(route, _)| *route),
        );
        let steps = reply.map_or_else(not_found, |(_, steps)| steps);
        let play = Play::new(connection, shared, &request, &log, noted.index);
        let ending = tokio::select! {
            ending = play.run(&steps) => ending,
            () = connection.gone() => Ending::Client,
        };
        noted.end(ending);
        match ending {
            Ending::End => {}
            Ending::Reset => return connection.reset(),
            Ending::Cut | Ending::Client | Ending::Upstream => return,
        }
    }
}

fn not_found() -> Vec<Step> {
    let headers = [("content-type".to_owned(), "text/plain".to_owned())].into();
    vec![
        Step::Head(Head {
            status: 404,
            headers,
        }),
        Step::Send("no route fits this request\n".to_owned()),
    ]
}

fn preflight(request: &Request) -> String {
    let asked = |name: &str| request.headers.get(name).map_or("*", String::as_str);
    format!(
        "HTTP/1.1 204 No Content\r\naccess-control-allow-origin: *\r\naccess-control-allow-methods: {}\r\n\
         access-control-allow-headers: {}\r\naccess-control-max-age: 600\r\n\r\n",
        asked("access-control-request-method"),
        asked("access-control-request-headers"),
    )
}

/// A request that was noted; however its reply ends, that is noted too.
struct Noted<'a> {
    shared: &'a Shared,
    index: Option<usize>,
    ending: Ending,
}

impl<'a> Noted<'a> {
    fn new(shared: &'a Shared, request: &Request, connection: u64, route: Option<usize>) -> Self {
        let Request {
            method,
            path,
            query,
            headers,
        } = request.clone();
        let at = shared.now();
        let seen = Seen {
            at,
            connection,
            method,
            path,
            query,
            headers,
            route,
            status: None,
            sent: 0,
            ended: None,
            how: None,
        };
        let index = locked(&shared.observed).request(seen);
        shared.count.send_modify(|count| *count += 1);
        // Whoever drops this without a word is the port itself, going down.
        Self {
            shared,
            index,
            ending: Ending::Reset,
        }
    }

    fn end(mut self, ending: Ending) {
        self.ending = ending;
    }
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        let (now, how) = (self.shared.now(), self.ending);
        if self.shared.status(self.index) == Some(200) {
            locked(&self.shared.observed).open -= 1;
        }
        self.shared.seen(self.index, |seen| {
            (seen.ended, seen.how) = (Some(now), Some(how))
        });
    }
}
