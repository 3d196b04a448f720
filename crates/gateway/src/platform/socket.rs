//! A socket that may be there or not.

use std::io;

use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Duration, timeout},
};

/// One of the two sockets of a link.
#[derive(Debug, Default)]
pub(super) struct Socket {
    stream: Option<TcpStream>,
    /// What was read last. The room for it is used again.
    read: Vec<u8>,
}

impl Socket {
    /// Takes a new socket; the old one is closed.
    pub(super) fn replace(&mut self, stream: TcpStream) {
        self.stream = Some(stream);
    }

    /// Closes it.
    pub(super) fn close(&mut self) {
        self.stream = None;
    }

    pub(super) fn is_open(&self) -> bool {
        self.stream.is_some()
    }

    /// Waits until there is something to read; for ever while there is no socket.
    pub(super) async fn readable(&self) {
        match &self.stream {
            // An error shows in the read that follows.
            Some(stream) => drop(stream.readable().await),
            None => std::future::pending().await,
        }
    }

    /// What is there now: `None` when the socket is at its end.
    pub(super) fn read(&mut self, most: usize) -> Option<&[u8]> {
        let stream = self.stream.as_ref()?;
        self.read.clear();
        self.read.reserve_exact(most.max(1));
        match stream.try_read_buf(&mut self.read) {
            Ok(0) => None,
            Ok(_) => Some(&self.read),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Some(&[]),
            Err(_) => None,
        }
    }

    /// Writes everything; `false` when the socket failed or did not take it in time, or is not there.
    pub(super) async fn write(&mut self, bytes: &[u8], within: Duration) -> bool {
        let Some(stream) = &mut self.stream else { return false };
        matches!(timeout(within, stream.write_all(bytes)).await, Ok(Ok(())))
    }
}
