//! An upper platform that does what a test tells it, over a real socket.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use anlu_gateway::{Cue, rehearse_upper};
use anlu_protocols::jt809::{Body, Delivery, Edition, Event, LinkProfile, UpperSettings, Vehicle};
use tokio::{
    net::TcpListener,
    sync::mpsc,
    task::JoinHandle,
    time::{Duration, timeout},
};

use super::gateway::MachineClock;

/// A running upper platform; it takes one main link after the other.
pub(crate) struct FakeUpper {
    pub(crate) address: SocketAddr,
    down: mpsc::Sender<Cue>,
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
        let (down, mut cues) = mpsc::channel(8);
        let (heard, up) = mpsc::channel(4_096);
        let (came, logins) = mpsc::channel(4_096);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("accepted");
                let session = UpperSettings::new(LinkProfile::new(edition), ACCESS_CODE, USER, SECRET);
                let tell = |event| match event {
                    Event::Up(_) => came.try_send(()).expect("the test runs"),
                    Event::Deliver(delivery) => heard.try_send(delivery).expect("the test runs, and listens"),
                    _ => {}
                };
                rehearse_upper(stream, session, Arc::new(MachineClock), &mut cues, tell).await;
            }
        });
        Self { address, down, up, logins, task }
    }

    /// Waits until a lower platform has logged in.
    pub(crate) async fn logged_in(&mut self) {
        timeout(Duration::from_mins(2), self.logins.recv()).await.expect("a log-in").expect("runs");
    }

    pub(crate) async fn say(&self, vehicle: Option<Vehicle>, body: Body<'static>) {
        let cue: Cue = Box::new(move |session, now| {
            session.send(vehicle, body, now).expect("the link is up");
        });
        self.down.send(cue).await.expect("runs");
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
