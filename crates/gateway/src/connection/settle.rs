//! Acting on what the session says.

use anlu_bus::{Record, Source};
use anlu_domain::link::LinkKey;
use anlu_protocols::jt808::{
    Event, Phone,
    session::{CommandOutcome, Commanded, Delivery, OfflineReason, Reason},
};

use super::{Batch, Connection, End};
use crate::{attach::order::wanted, downlink, event};

impl Connection {
    /// Settles everything that can be settled without more bytes: events, then the log, then the answers.
    pub(super) async fn settle(&mut self) -> Option<End> {
        let mut batch = Batch::default();
        let mut end = None;
        while end.is_none()
            && let Some(event) = self.session.poll(self.time.now)
        {
            match event {
                Event::Register(request) => self.register(&request).await,
                Event::Authenticate(request) => self.authenticate(&request).await,
                Event::Deliver(delivery) => self.collect(delivery, &mut batch),
                Event::Online { phone, .. } => {
                    self.terminals.come(phone);
                    event::authenticated(self.number, phone.as_str(), "accepted");
                }
                Event::Offline { phone, reason } => self.offline(phone, reason),
                Event::Rejected(rejected) => self.rejected(rejected.phone, &rejected.reason),
                Event::Commanded(commanded) => self.commanded(&commanded),
                // An answer to nothing that was asked here.
                Event::Answered { .. } => {}
                Event::Close(reason) => end = Some(End::from(reason)),
            }
            end = end.or(self.out_of_patience());
        }
        self.bound_fragments();
        self.count_junk();
        self.store(batch).await;
        let unwritten = self.flush().await;
        unwritten.or(end).or(self.out_of_patience())
    }

    /// Tells whoever gave the order; it is forgotten when nothing can follow.
    fn commanded(&mut self, commanded: &Commanded) {
        if let Some((phone, wanted, tries)) = self.alarms.remove(&commanded.command) {
            return self.attachments_answered(phone, wanted, tries, &commanded.outcome);
        }
        let Some(sender) = self.orders.get(&commanded.command) else { return };
        // Whoever asked may have gone.
        let _told = sender.try_send(downlink::news(&commanded.outcome));
        if commanded.outcome != CommandOutcome::Accepted {
            self.orders.remove(&commanded.command);
        }
    }

    fn collect(&mut self, delivery: Delivery, batch: &mut Batch) {
        if delivery.frame.len() > self.gateway.settings.max_message_bytes {
            self.session.refuse(&delivery.token);
            return self.hold_against_peer("message_too_large");
        }
        let Some(speaker) = self.terminals.speaker(delivery.phone) else {
            return self.hold_against_peer("not_authenticated");
        };
        let source = Source::Jt808 { phone: delivery.phone.as_str().to_owned(), vehicle: Some(speaker.vehicle) };
        if self.gateway.settings.attachments.is_some() {
            batch.alarms.extend(wanted(&delivery.frame).into_iter().map(|alarm| (delivery.phone, alarm)));
        }
        batch.records.push((speaker.shard, Record { received: self.time.wall, source, frame: delivery.frame }));
        batch.tokens.push(delivery.token);
    }

    fn offline(&mut self, phone: Phone, reason: OfflineReason) {
        self.terminals.go(phone);
        match reason {
            OfflineReason::Replaced => event::superseded(self.number, phone.as_str()),
            OfflineReason::LoggedOut | OfflineReason::Silent | OfflineReason::Refused => {
                event::went(self.number, phone.as_str(), reason);
            }
        }
    }

    fn rejected(&mut self, phone: Option<Phone>, reason: &Reason) {
        if let (Some(phone), Reason::WrongCode) = (phone, reason) {
            event::authenticated(self.number, phone.as_str(), "wrong_code");
        }
        self.hold_against_peer(reason.code());
    }

    /// Counts rejected input; the connection is closed when it is too much.
    pub(super) fn hold_against_peer(&mut self, reason: &'static str) {
        event::rejected(self.number, reason);
        self.gateway.ports.log.meter().rejected(&LinkKey::terminals(), reason, self.time.wall);
        if !self.patience.spend(self.time.now, self.terminals.count()) {
            self.patience_spent = true;
        }
    }

    fn out_of_patience(&self) -> Option<End> {
        self.patience_spent.then_some(End::Rejected)
    }

    /// Bytes outside frames count once per read, however many they are.
    fn count_junk(&mut self) {
        let junk = self.session.counters().junk_bytes;
        if junk > self.junk_seen {
            self.junk_seen = junk;
            self.hold_against_peer("outside_frames");
        }
    }

    /// Gives incomplete messages up when all connections together hold too much.
    fn bound_fragments(&mut self) {
        if !self.fragments.set(self.session.fragment_bytes()) {
            self.session.forget_fragments();
            self.fragments.set(0);
            event::rejected(self.number, "fragment_memory");
            self.gateway.ports.log.meter().rejected(&LinkKey::terminals(), "fragment_memory", self.time.wall);
        }
    }
}
