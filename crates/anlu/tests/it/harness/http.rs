//! A small HTTP/1.1 client for tests: keep-alive, JSON, multipart, server-sent events. It sends exactly what it is told,
//! so that a test can also send what no proper client would.

use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// How long one exchange may take before the test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Value of a header, by its lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{}: {e}: {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// The code of a problem; `None` when the answer is none.
    pub(crate) fn code(&self) -> Option<String> {
        (self.header("content-type") == Some("application/problem+json"))
            .then(|| self.json()["code"].as_str().map(str::to_owned))
            .flatten()
    }

    /// This answer, which must have the status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// JSON of this answer, which must have the status.
    #[track_caller]
    pub(crate) fn expect_json(self, status: u16) -> Value {
        self.expect(status).json()
    }
}

/// A client with one connection and one cookie.
pub(crate) struct Client {
    address: SocketAddr,
    connection: Option<TcpStream>,
    pub(crate) cookie: Option<String>,
}

impl Client {
    /// Asks until the answer is `what` is waited for.
    pub(crate) async fn until(&mut self, path: &str, what: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                let answer = self.get(path).await.expect_json(200);
                if what(&answer) {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(2 * PATIENCE, found).await.unwrap_or_else(|_| panic!("{path} never"))
    }

    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, connection: None, cookie: None }
    }

    /// A client of the same account with a connection of its own.
    pub(crate) fn again(&self) -> Self {
        Self { address: self.address, connection: None, cookie: self.cookie.clone() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, &[], b"").await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Reply {
        self.json("POST", path, body).await
    }

    pub(crate) async fn json(&mut self, method: &str, path: &str, body: &Value) -> Reply {
        self.send(method, path, &[("content-type", "application/json")], body.to_string().as_bytes()).await
    }

    /// Sends a form: text parts, then a file.
    pub(crate) async fn form(&mut self, path: &str, texts: &[(&str, &str)], file: (&str, &[u8])) -> Reply {
        let mut body = Vec::new();
        for (name, value) in texts {
            body.extend(
                format!("--frontier\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .into_bytes(),
            );
        }
        let (name, content) = file;
        let head = "--frontier\r\ncontent-disposition: form-data; name=\"file\"; filename=\"";
        body.extend(format!("{head}{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n").into_bytes());
        body.extend(content);
        body.extend(b"\r\n--frontier--\r\n");
        self.send("POST", path, &[("content-type", "multipart/form-data; boundary=frontier")], &body).await
    }

    pub(crate) async fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let exchange = async {
            // A kept connection may have been closed by the server since.
            for fresh in [false, true] {
                let mut stream = match self.connection.take().filter(|_| !fresh) {
                    Some(open) => open,
                    None => TcpStream::connect(self.address).await.expect("the server listens"),
                };
                let head = self.head(method, path, headers, body.len());
                let sent = stream.write_all(head.as_bytes()).await.is_ok() && stream.write_all(body).await.is_ok();
                let mut buffer = Vec::new();
                let complete = read_head(&mut stream, &mut buffer).await;
                if !complete && !fresh && (buffer.is_empty() || !sent) {
                    continue;
                }
                let reply = read_reply(&mut stream, buffer, method).await;
                if reply.header("connection") != Some("close") {
                    self.connection = Some(stream);
                }
                return reply;
            }
            panic!("{method} {path}: no answer");
        };
        let reply = timeout(PATIENCE, exchange).await.unwrap_or_else(|_| panic!("{method} {path}: no answer in time"));
        if let Some(cookie) = reply.header("set-cookie") {
            let value = cookie.split(';').next().unwrap_or_default().to_owned();
            self.cookie = (!value.ends_with('=')).then_some(value);
        }
        reply
    }

    fn head(&self, method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-length: {length}\r\n", self.address);
        let cookie = self.cookie.as_deref().map(|c| ("cookie", c));
        for (name, value) in cookie.iter().chain(headers) {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head + "\r\n"
    }

    /// Opens a stream of events; its head must say 200.
    pub(crate) async fn events(&self, path: &str) -> Events {
        let mut stream = TcpStream::connect(self.address).await.expect("the server listens");
        stream.write_all(self.head("GET", path, &[], 0).as_bytes()).await.expect("sent");
        let mut buffer = Vec::new();
        let read = timeout(PATIENCE, read_head(&mut stream, &mut buffer)).await.expect("a head in time");
        let head = String::from_utf8_lossy(&buffer).to_string();
        assert!(read && head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.to_ascii_lowercase().contains("content-type: text/event-stream"), "{head}");
        let rest = buffer.split_off(end_of_head(&buffer).expect("a head"));
        Events { stream, raw: rest, text: String::new() }
    }
}

/// A stream of server-sent events.
pub(crate) struct Events {
    stream: TcpStream,
    raw: Vec<u8>,
    text: String,
}

impl Events {
    /// The next event as (name, data); `None` when nothing came within `wait` or the server ended the stream.
    pub(crate) async fn next(&mut self, wait: Duration) -> Option<(String, Value)> {
        timeout(wait, self.read()).await.ok().flatten()
    }

    async fn read(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    block.lines().filter_map(|l| l.strip_prefix(name)).map(str::trim).collect::<Vec<_>>().join("\n")
                };
                let (event, data) = (field("event:"), field("data:"));
                self.text = String::from(rest);
                if !data.is_empty() {
                    return Some((event, serde_json::from_str(&data).expect("JSON data")));
                }
            }
            while let Some((chunk, rest)) = take_chunk(&self.raw) {
                self.text.push_str(std::str::from_utf8(&chunk).expect("utf-8"));
                self.raw = rest;
                if chunk.is_empty() {
                    return None;
                }
            }
            if !self.text.contains("\n\n") && self.stream.read_buf(&mut self.raw).await.ok()? == 0 {
                return None;
            }
        }
    }
}

fn end_of_head(buffer: &[u8]) -> Option<usize> {
    buffer.windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4)
}

async fn read_head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> bool {
    while end_of_head(buffer).is_none() {
        if stream.read_buf(buffer).await.unwrap_or(0) == 0 {
            return false;
        }
    }
    true
}

/// The first whole chunk of a chunked body and what follows it.
fn take_chunk(raw: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let line = raw.windows(2).position(|w| w == b"\r\n")?;
    let size = usize::from_str_radix(std::str::from_utf8(&raw[..line]).ok()?.trim(), 16).expect("a chunk size");
    let (start, end) = (line + 2, line + 2 + size);
    (raw.len() >= end + 2).then(|| (raw[start..end].to_vec(), raw[end + 2..].to_vec()))
}

async fn read_reply(stream: &mut TcpStream, mut buffer: Vec<u8>, method: &str) -> Reply {
    let end = end_of_head(&buffer).unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(&buffer)));
    let mut body = buffer.split_off(end);
    let head = String::from_utf8(buffer).expect("a textual head");
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
    let headers: Vec<(String, String)> = head
        .lines()
        .skip(1)
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned()))
        .collect();
    let mut reply = Reply { status, headers, body: Vec::new() };
    if reply.header("transfer-encoding") == Some("chunked") {
        loop {
            while let Some((chunk, rest)) = take_chunk(&body) {
                body = rest;
                if chunk.is_empty() {
                    return reply;
                }
                reply.body.extend(chunk);
            }
            assert!(stream.read_buf(&mut body).await.expect("read") > 0, "the body ended early");
        }
    }
    let none = method == "HEAD" || matches!(status, 204 | 304);
    let length = reply.header("content-length").and_then(|l| l.parse().ok()).filter(|_| !none).unwrap_or(0);
    while body.len() < length {
        assert!(stream.read_buf(&mut body).await.expect("read") > 0, "the body ended early");
    }
    reply.body = body;
    reply
}

/// Percent-encodes everything that is no ASCII letter or digit.
pub(crate) fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |out, b| {
        if b.is_ascii_alphanumeric() { out + &char::from(b).to_string() } else { out + &format!("%{b:02X}") }
    })
}
