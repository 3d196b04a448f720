//! An upper platform that stores nothing and does as it is told: for the demo county and for tests.

use std::sync::Arc;

use anlu_domain::ports::Clock;
use anlu_protocols::jt809::{Event, Link, Upper, UpperSettings};
use tokio::{net::TcpStream, sync::mpsc, time::timeout};

use super::{PlatformSettings, driver::Driver, knock::first_frame};
use crate::AuthKey;

/// What the platform does to its session next, with the time.
pub type Cue = Box<dyn FnOnce(&mut Upper, i64) + Send>;

/// Takes the main link of one lower platform, from its login to its end. Everything that arrives counts as stored, and
/// is told to `heard` together with the other events.
pub async fn rehearse_upper(
    stream: TcpStream,
    session: UpperSettings,
    clock: Arc<dyn Clock>,
    cues: &mut mpsc::Receiver<Cue>,
    mut heard: impl FnMut(Event),
) {
    let settings = PlatformSettings::new(AuthKey::new([0; 32]));
    let Ok(address) = stream.peer_addr() else { return };
    let Ok(Some((_, knocker))) = timeout(settings.login, first_frame(stream, address)).await else { return };
    let mut driver = Driver::new(|now| Upper::new(session, now), clock, settings, None);
    if !driver.admit(knocker, 1).await {
        return;
    }
    heard(Event::Up(Link::Main));
    loop {
        while let Some(event) = driver.next() {
            if let Event::Deliver(delivery) = &event {
                driver.session.on_durable(&[delivery.token], driver.time.now);
            }
            heard(event);
        }
        driver.flush().await;
        if !driver.main.is_open() {
            return;
        }
        tokio::select! {
            Some(cue) = cues.recv() => {
                driver.advance();
                cue(&mut driver.session, driver.time.now);
            }
            _ = driver.moved() => {}
        }
    }
}
