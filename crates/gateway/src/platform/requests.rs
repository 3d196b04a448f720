//! What an upper platform wants of us goes to the log, where the live plane finds it.

use std::sync::Arc;

use anlu_bus::{Log, Record, Source};
use anlu_domain::{ids::VehicleId, time::UtcMs};
use anlu_protocols::jt809::{Delivery, Edition};

use crate::event;

/// Requests that wait for the log; further ones are lost (and told of): an upper platform asks again.
const MOST: usize = 1_000;

/// Requests on their way to the log.
pub(super) struct Requests {
    link: Arc<str>,
    edition_2019: bool,
    waiting: Vec<(u16, Record)>,
}

impl Requests {
    pub(super) fn new(link: &str, edition: Edition) -> Self {
        Self { link: Arc::from(link), edition_2019: edition == Edition::V2019, waiting: Vec::new() }
    }

    /// Takes what somebody answers, carries out, or at least sees; `false`: positions of others, which nobody wants here.
    pub(super) fn take(&mut self, delivery: Delivery, vehicle: Option<VehicleId>, log: &Log, now: UtcMs) -> bool {
        let kept = delivery.sub_id.is_some_and(|id| !matches!(id, 0x9202 | 0x9203));
        if kept && self.waiting.len() < MOST {
            let shard = match &vehicle {
                Some(id) => log.shard_of(id.0.as_bytes()),
                None => log.shard_of(self.link.as_bytes()),
            };
            let source = Source::Jt809 { link: Arc::clone(&self.link), edition_2019: self.edition_2019, vehicle };
            self.waiting.push((shard, Record { received: now, source, frame: delivery.frame }));
        }
        kept
    }

    /// Appends what waits; it waits on when the log refuses.
    pub(super) async fn store(&mut self, log: &Log) {
        if self.waiting.is_empty() {
            return;
        }
        match log.append(self.waiting.clone()).await {
            Ok(()) => {
                event::platform_stored(&self.link, self.waiting.len());
                self.waiting.clear();
            }
            Err(error) => event::append_failed(0, self.waiting.len(), &error),
        }
    }
}
