//! An upper platform that does what a test tells it, over a real socket: the session of `protocols` and nothing else.

use std::net::{Ipv4Addr, SocketAddr};

use anlu_protocols::jt809::{
    Body, Delivery, Edition, Event, Link, LinkProfile, Upper, UpperSettings, Vehicle,
    session::{Knock, knock},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
    time::{Duration, timeout},
};

/// A message to be sent down.
type Down = (Option<Vehicle>, Body<'static>);

/// A running upper platform; it takes one main link after the other.
pub(crate) struct FakeUpper {
    pub(crate) address: SocketAddr,
    down: mpsc::Sender<Down>,
    up: mpsc::Receiver<Delivery>,
    logins: mpsc::Receiver<()>,
    task: JoinHandle<()>,
}

impl Drop for FakeUpper {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) const ACCESS_CODE: u32 = 330_100;
pub(crate) const USER: u32 = 42;
pub(crate) const SECRET: &str = "secret12";

impl FakeUpper {
    pub(crate) async fn start(edition: Edition) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (down, mut orders) = mpsc::channel(8);
        let (heard, up) = mpsc::channel(64);
        let (came, logins) = mpsc::channel(8);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("accepted");
                talk(stream, edition, &mut orders, &heard, &came).await;
            }
        });
        Self { address, down, up, logins, task }
    }

    /// Waits until a lower platform has logged in.
    pub(crate) async fn logged_in(&mut self) {
        timeout(Duration::from_secs(30), self.logins.recv()).await.expect("a log-in").expect("runs");
    }

    pub(crate) async fn say(&self, vehicle: Option<Vehicle>, body: Body<'static>) {
        self.down.send((vehicle, body)).await.expect("runs");
    }

    /// The next message with this sub id; others (positions) are passed over.
    pub(crate) async fn hears(&mut self, sub_id: u16) -> Delivery {
        let wanted = async {
            loop {
                let delivery = self.up.recv().await.expect("runs");
                if delivery.sub_id == Some(sub_id) {
                    return delivery;
                }
            }
        };
        timeout(Duration::from_mins(1), wanted).await.unwrap_or_else(|_| panic!("never {sub_id:04x}"))
    }
}

async fn talk(
    mut stream: TcpStream,
    edition: Edition,
    orders: &mut mpsc::Receiver<Down>,
    heard: &mpsc::Sender<Delivery>,
    came: &mpsc::Sender<()>,
) {
    let mut bytes = Vec::new();
    let (frame, used) = loop {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
        if let Knock::Frame { frame, used, .. } = knock(&bytes, 1_024) {
            break (frame, used);
        }
    };
    let mut session = Upper::new(UpperSettings::new(LinkProfile::new(edition), ACCESS_CODE, USER, SECRET), 0);
    let admission = session.admit(&frame, "127.0.0.1", 0).expect("a good log-in");
    session.main_opened(admission, 7, 0);
    session.feed(Link::Main, &bytes[used..], 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        while let Some(event) = session.poll(0) {
            match event {
                Event::Up(Link::Main) => came.send(()).await.expect("the test runs"),
                Event::Deliver(delivery) => {
                    session.on_durable(&[delivery.token], 0);
                    heard.send(delivery).await.expect("the test runs");
                }
                _ => {}
            }
        }
        let output = session.take_output(Link::Main);
        if !output.is_empty() && stream.write_all(&output).await.is_err() {
            return;
        }
        tokio::select! {
            read = stream.read(&mut buffer) => match read {
                Ok(0) | Err(_) => return,
                Ok(n) => session.feed(Link::Main, &buffer[..n], 0),
            },
            Some((vehicle, body)) = orders.recv() => {
                session.send(vehicle, body, 0).expect("the link is up");
            }
        }
    }
}
