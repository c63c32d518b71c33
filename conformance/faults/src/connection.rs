//! One accepted socket: bytes in, bytes out, and whether the client is still there.

use std::io;
use std::sync::{Mutex, PoisonError};

use bytes::BytesMut;
use tokio::net::TcpStream;

/// The longest head, and the longest body, of a request.
pub(crate) const LIMIT: usize = 1 << 20;

/// A socket whose two directions are used at once.
pub(crate) struct Connection {
    socket: TcpStream,
    received: Mutex<BytesMut>,
}

impl Connection {
    pub(crate) fn new(socket: TcpStream) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        Ok(Self {
            socket,
            received: Mutex::default(),
        })
    }

    /// Runs `take` on what was received and not taken yet.
    pub(crate) fn received<R>(&self, take: impl FnOnce(&mut BytesMut) -> R) -> R {
        take(&mut self.received.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for more bytes; says how many are held, or 0 when the client has gone.
    pub(crate) async fn receive(&self) -> usize {
        let mut piece = [0; 4096];
        loop {
            if self.socket.readable().await.is_err() {
                return 0;
            }
            match self.socket.try_read(&mut piece) {
                Ok(0) => return 0,
                Ok(read) => {
                    return self.received(|held| {
                        held.extend_from_slice(&piece[..read]);
                        held.len()
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return 0,
            }
        }
    }

    /// Returns when the client has gone. What it sends meanwhile is kept, up to a limit.
    pub(crate) async fn gone(&self) {
        while (1..=LIMIT).contains(&self.receive().await) {}
    }

    pub(crate) async fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.socket.writable().await?;
            match self.socket.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes the close that follows a reset.
    pub(crate) fn reset(&self) {
        // It fails only where the socket is gone already, and then there is nothing left to reset.
        let _ = self.socket.set_zero_linger();
    }
}
