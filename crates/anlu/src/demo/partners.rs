//! The partners of the demo county: an invented police and an invented emergency office that take every message.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::config::{PartnerEntry, PartnerKind, WatchSection};

/// Longest request that is read, bytes.
const MAX_REQUEST: usize = 64 * 1024;
/// Secret of each partner. The demo listens on loopback only and its data is thrown away.
const SECRET: &str = "whsec_YW5sdS1kZW1vLXBhcnRuZXItc2VjcmV0LTAx";

/// The partners, reached at `at`.
pub(super) fn section(at: SocketAddr) -> WatchSection {
    let partner = |id: &str, name: &str, kind| PartnerEntry {
        id: id.to_owned(),
        name: name.to_owned(),
        kind,
        url: Some(format!("http://{at}/{id}")),
        certificate_file: None,
        secret: Some(SECRET.to_owned()),
        secret_file: None,
        link: None,
    };
    let partners = vec![
        partner("police", "安路县公安局交警大队（示例）", PartnerKind::Police),
        partner("emergency", "安路县应急管理局（示例）", PartnerKind::Emergency),
    ];
    WatchSection { partners }
}

/// Takes messages until the task is dropped.
pub(super) async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(take(stream));
    }
}

/// Reads one request and thanks for it; `None` when the peer leaves.
async fn take(mut stream: TcpStream) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        let end = buffer.windows(4).position(|w: &[u8]| w == b"\r\n\r\n");
        let whole = end.is_some_and(|end| {
            let head = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).to_ascii_lowercase();
            let length = head.lines().find_map(|l| l.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            buffer.len() >= end.saturating_add(4).saturating_add(length.unwrap_or(0))
        });
        if whole {
            break;
        }
        if stream.read_buf(&mut buffer).await.ok()? == 0 || buffer.len() > MAX_REQUEST {
            return None;
        }
    }
    let thanks = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    stream.write_all(thanks).await.ok()
}
