//! Connections that have said who they are, before anybody talks to them.

use std::net::SocketAddr;

use anlu_protocols::jt809::session::{Knock, knock};
use tokio::{io::AsyncReadExt, net::TcpStream};

/// Longest first frame of a link, bytes: logins are short.
const FIRST_FRAME: usize = 1_024;

/// A connection that said who it is.
pub(super) struct Knocker {
    pub(super) stream: TcpStream,
    pub(super) address: SocketAddr,
    /// Its first frame, unescaped.
    pub(super) frame: Vec<u8>,
    /// Everything it sent so far, and how much of it the first frame takes.
    pub(super) bytes: Vec<u8>,
    pub(super) used: usize,
}

impl Knocker {
    /// What came behind the first frame.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.used..).unwrap_or_default()
    }
}

/// Reads the first frame; its access code. `None` when there is none.
pub(super) async fn first_frame(mut stream: TcpStream, address: SocketAddr) -> Option<(u32, Knocker)> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        match knock(&bytes, FIRST_FRAME) {
            Knock::More => {}
            Knock::Noise => return None,
            Knock::Frame { access_code, frame, used } => {
                return Some((access_code, Knocker { stream, address, frame, bytes, used }));
            }
        }
    }
}
