//! A socket that may be there or not.

use std::io;

use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Duration, timeout},
};

/// One of the two sockets of a link.
#[derive(Debug, Default)]
pub(super) struct Socket(Option<TcpStream>);

impl Socket {
    /// Takes a new socket; the old one is closed.
    pub(super) fn replace(&mut self, stream: TcpStream) {
        self.0 = Some(stream);
    }

    /// Closes it.
    pub(super) fn close(&mut self) {
        self.0 = None;
    }

    pub(super) fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Waits until there is something to read; for ever while there is no socket.
    pub(super) async fn readable(&self) {
        match &self.0 {
            // An error shows in the read that follows.
            Some(stream) => drop(stream.readable().await),
            None => std::future::pending().await,
        }
    }

    /// What is there now: `None` when the socket is at its end.
    pub(super) fn read(&mut self, most: usize) -> Option<Vec<u8>> {
        let stream = self.0.as_ref()?;
        let mut buffer = Vec::with_capacity(most.max(1));
        match stream.try_read_buf(&mut buffer) {
            Ok(0) => None,
            Ok(_) => Some(buffer),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Some(Vec::new()),
            Err(_) => None,
        }
    }

    /// Writes everything; `false` when the socket failed or did not take it in time, or is not there.
    pub(super) async fn write(&mut self, bytes: &[u8], within: Duration) -> bool {
        let Some(stream) = &mut self.0 else { return false };
        matches!(timeout(within, stream.write_all(bytes)).await, Ok(Ok(())))
    }
}
