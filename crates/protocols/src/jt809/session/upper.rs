//! The upper platform's side of one configured lower platform (2011: 4.1, 4.2, 4.5.1).

use std::collections::VecDeque;

use crate::jt809::{
    body::{
        control::{Answer, Result2019},
        link::{Empty, LinkNotice, Login, LoginReply, SubLogin, login_result},
        manage::Total,
        platform::Retransmit,
    },
    catalog::{Body, decode_body},
    field::{Instant, MsgId},
    frame::MAX_ESCAPED,
    header::{EditionChoice, open},
    message::Vehicle,
    profile::{Edition, LinkProfile},
};

use super::{Core, EndReason, Event, Inbound, Link, RejectReason, is_uplink_data};

/// What is known about a lower platform.
#[derive(Clone)]
pub struct UpperSettings {
    /// The agreement about the link.
    pub profile: LinkProfile,
    /// Its access code.
    pub access_code: u32,
    /// Its user.
    pub user: u32,
    /// Its password, at most 8 bytes.
    pub password: String,
    /// Addresses it may come from; none listed: from anywhere.
    pub addresses: Vec<String>,
    /// A link is dead when nothing was heard for so long.
    pub idle_ms: i64,
    /// A quiet link is kept alive so often.
    pub keep_alive_ms: i64,
    /// A sub link that does not answer its login for so long has failed.
    pub login_ms: i64,
    /// Wait before a sub link is tried again; it doubles up to ten times this.
    pub retry_ms: i64,
    /// How often 0x9101 is sent.
    pub count_every_ms: i64,
    /// Longest frame in escaped bytes.
    pub max_frame: usize,
}

impl std::fmt::Debug for UpperSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpperSettings").field("access_code", &self.access_code).finish_non_exhaustive()
    }
}

impl UpperSettings {
    /// The standard's times for a platform.
    pub fn new(profile: LinkProfile, access_code: u32, user: u32, password: &str) -> Self {
        Self {
            profile,
            access_code,
            user,
            password: password.to_owned(),
            addresses: Vec::new(),
            idle_ms: 180_000,
            keep_alive_ms: 60_000,
            login_ms: 15_000,
            retry_ms: 10_000,
            count_every_ms: 600_000,
            max_frame: MAX_ESCAPED,
        }
    }
}

/// A login that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Where the sub link goes, as the login says.
    pub down_link_ip: String,
    /// Port of it.
    pub down_link_port: u16,
}

/// What a delivery is answered and counted by once it is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Serial number of the message.
    pub serial: u32,
    /// Sub id, or message id.
    pub sub_id: u16,
    /// Plate and colour.
    pub vehicle: Option<Vehicle>,
    /// Positions in it.
    pub locations: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sub {
    /// Not wanted: nobody is logged in.
    Off,
    /// To be tried at this time.
    Waiting(i64),
    /// A socket is being opened, since.
    Connecting(i64),
    /// 0x9001 was sent, at.
    LoggingIn(i64),
    Up,
}

/// One lower platform, as its upper platform sees it.
#[derive(Debug)]
pub struct Upper {
    pub(super) core: Core,
    pub(super) settings: UpperSettings,
    admission: Option<Admission>,
    verify_code: u32,
    sub: Sub,
    sub_failures: u32,
    next_serial: Option<u32>,
    counted: u32,
    counted_since: i64,
    /// Messages delivered on the links that are open now, and how many of them are durable.
    delivered: u64,
    durable: u64,
    /// Keep-alives to be answered once so many deliveries are durable: an answer says that everything before it is kept.
    owed: VecDeque<(u64, Link)>,
}

impl Upper {
    /// Nobody connected yet.
    pub fn new(settings: UpperSettings, now: i64) -> Self {
        let core = Core { strict: true, ..Core::new(settings.profile, settings.access_code, settings.max_frame) };
        Self {
            core,
            settings,
            admission: None,
            verify_code: 0,
            sub: Sub::Off,
            sub_failures: 0,
            next_serial: None,
            counted: 0,
            counted_since: now,
            delivered: 0,
            durable: 0,
            owed: VecDeque::new(),
        }
    }

    /// Tells the wall clock (UTC epoch milliseconds), which may have been put back or forward.
    pub fn set_wall(&mut self, wall: i64, now: i64) {
        self.core.ahead = wall.saturating_sub(now);
    }

    /// Checks a 0x1001 (an unescaped frame) that came from `address`: address first, then access code, user and
    /// password (2011: 4.2). A refusal is the frame to send before the connection is closed; the links that are up are
    /// not touched, so a stranger cannot cut them.
    pub fn admit(&mut self, frame: &[u8], address: &str, now: i64) -> Result<Admission, Vec<u8>> {
        let result = self.judge(frame, address);
        result.map_err(|result| {
            let Core { profile, access_code, max_frame, ahead, .. } = self.core;
            let mut aside = Core { ahead, ..Core::new(profile, access_code, max_frame) };
            aside.send(Link::Main, None, Body::LoginReply(LoginReply { result, verify_code: 0 }), now);
            aside.main.output
        })
    }

    fn judge(&self, frame: &[u8], address: &str) -> Result<Admission, u8> {
        let UpperSettings { profile, access_code, addresses, .. } = &self.settings;
        if !addresses.is_empty() && !addresses.iter().any(|known| known == address) {
            return Err(login_result::WRONG_ADDRESS);
        }
        let opened = open(frame, EditionChoice::Only(profile.edition), profile.cipher.as_ref())
            .map_err(|_unreadable| login_result::OTHER)?;
        if opened.header.access_code != *access_code {
            return Err(login_result::WRONG_ACCESS_CODE);
        }
        match decode_body(opened.header.msg_id, &opened.body, profile.edition) {
            Ok(Body::Login(login)) => self.judge_login(&login),
            _ => Err(login_result::OTHER),
        }
    }

    fn judge_login(&self, login: &Login) -> Result<Admission, u8> {
        let UpperSettings { user, password, .. } = &self.settings;
        let (their_user, their_password, ip, port) = login.parts();
        if their_user != *user {
            return Err(login_result::UNKNOWN_USER);
        }
        if !same(their_password.0, password) {
            return Err(login_result::WRONG_PASSWORD);
        }
        Ok(Admission { down_link_ip: ip.text().into_owned(), down_link_port: port })
    }

    /// The main link of an admitted login is open: it is answered, and the sub link is asked for. A main link that was
    /// there before is replaced. `verify_code` must be one nobody can guess.
    pub fn main_opened(&mut self, admission: Admission, verify_code: u32, now: i64) {
        self.core.end(Link::Main, EndReason::Replaced);
        self.core.main.opened(self.settings.max_frame, now);
        self.next_serial = None;
        (self.delivered, self.durable) = (0, 0);
        self.owed.clear();
        self.log_in(admission, verify_code, now);
    }

    fn log_in(&mut self, admission: Admission, verify_code: u32, now: i64) {
        let reply = LoginReply { result: login_result::OK, verify_code };
        self.core.send(Link::Main, None, Body::LoginReply(reply), now);
        self.core.events.push_back(Event::Up(Link::Main));
        // A sub link with the code of an earlier login is opened anew.
        self.core.end(Link::Sub, EndReason::Replaced);
        self.admission = Some(admission);
        self.verify_code = verify_code;
        self.sub_failures = 0;
        self.sub = Sub::Waiting(now);
        self.connect_when_due(now);
    }

    /// The sub link's socket is open.
    pub fn sub_opened(&mut self, now: i64) {
        self.core.sub.opened(self.settings.max_frame, now);
        self.sub = Sub::LoggingIn(now);
        self.core.send(Link::Sub, None, Body::SubLogin(SubLogin { verify_code: self.verify_code }), now);
    }

    /// The socket of a link was closed, failed, or could not be opened.
    pub fn lost(&mut self, link: Link, now: i64) {
        match link {
            Link::Main => {
                self.core.end(Link::Main, EndReason::Lost);
                if self.sub != Sub::Up {
                    self.give_up();
                }
            }
            Link::Sub => self.sub_failed(EndReason::Lost, now),
        }
    }

    fn sub_failed(&mut self, reason: EndReason, now: i64) {
        self.core.end(Link::Sub, reason);
        if self.sub == Sub::Off {
            return;
        }
        if !self.core.main.open {
            return self.give_up();
        }
        self.sub_failures = self.sub_failures.saturating_add(1);
        // 2011 4.5.1: reported on the main link after three failures; retries go on, more rarely.
        if self.sub_failures == 3 {
            self.core.send(Link::Main, None, Body::SubBroken(LinkNotice { code: 0 }), now);
        }
        let wait = self.settings.retry_ms.saturating_mul(i64::from(self.sub_failures.min(10)));
        self.sub = Sub::Waiting(now.saturating_add(wait));
    }

    fn give_up(&mut self) {
        self.admission = None;
        self.sub = Sub::Off;
        self.core.end(Link::Sub, EndReason::LoggedOut);
    }

    /// Adds received bytes. Poll until `None` before feeding more.
    pub fn feed(&mut self, link: Link, bytes: &[u8], now: i64) {
        self.core.feed(link, bytes, now);
    }

    /// The next event.
    pub fn poll(&mut self, now: i64) -> Option<Event> {
        loop {
            if let Some(event) = self.core.events.pop_front() {
                return Some(event);
            }
            if let Some(inbound) = self.core.next_inbound(Link::Main) {
                self.handle(Link::Main, inbound, now);
            } else if let Some(inbound) = self.core.next_inbound(Link::Sub) {
                self.handle(Link::Sub, inbound, now);
            } else if self.core.events.is_empty() {
                return None;
            }
        }
    }

    fn handle(&mut self, link: Link, inbound: Inbound, now: i64) {
        let msg_id = inbound.header.msg_id;
        if link == Link::Sub && self.sub != Sub::Up && msg_id != 0x9002 {
            return self.core.events.push_back(Event::Rejected(link, RejectReason::NotLoggedIn));
        }
        self.follow_serials(inbound.header.serial, now);
        if is_uplink_data(msg_id) {
            if self.core.deliver(link, inbound) {
                self.delivered = self.delivered.saturating_add(1);
            }
            return;
        }
        match decode_body(msg_id, inbound.body(), self.settings.profile.edition) {
            Err(error) => self.core.events.push_back(Event::Rejected(link, RejectReason::Body(error))),
            Ok(Body::KeepAlive(_)) => {
                self.owed.push_back((self.delivered, link));
                self.pay(now);
            }
            // A second login on the link that is up.
            Ok(Body::Login(login)) if link == Link::Main => match self.judge_login(&login) {
                Ok(_) => {
                    let reply = LoginReply { result: login_result::OK, verify_code: self.verify_code };
                    self.core.send(link, None, Body::LoginReply(reply), now);
                }
                Err(result) => {
                    self.core.send(link, None, Body::LoginReply(LoginReply { result, verify_code: 0 }), now);
                    self.core.end(Link::Main, EndReason::Refused(result));
                    self.give_up();
                }
            },
            Ok(Body::Logout(logout)) => {
                let known = logout.user == self.settings.user && same(logout.password.0, &self.settings.password);
                if link == Link::Main && known {
                    self.core.send(link, None, Body::LogoutReply(Empty {}), now);
                    self.core.end(Link::Main, EndReason::LoggedOut);
                    self.give_up();
                }
            }
            Ok(Body::SubLoginReply(reply)) if link == Link::Sub => match (self.sub, reply.result) {
                (Sub::LoggingIn(_), 0) => {
                    self.sub = Sub::Up;
                    self.sub_failures = 0;
                    self.core.events.push_back(Event::Up(Link::Sub));
                }
                (Sub::LoggingIn(_), result) => self.sub_failed(EndReason::Refused(result), now),
                _ => {}
            },
            Ok(Body::MainBroken(notice) | Body::MainClosing(notice)) => {
                self.core.events.push_back(Event::Notice { msg_id, code: notice.code });
            }
            Ok(Body::SubKeepAliveReply(_) | Body::SubLogoutReply(_)) => {}
            Ok(_) => self.core.events.push_back(Event::Rejected(link, RejectReason::WrongDirection)),
        }
    }

    /// Serial numbers go on over both links; what is skipped never arrived.
    fn follow_serials(&mut self, serial: u32, now: i64) {
        let expected = self.next_serial.unwrap_or(serial);
        let ahead = serial.wrapping_sub(expected);
        if ahead < u32::MAX / 2 {
            self.next_serial = Some(serial.wrapping_add(1));
        }
        if ahead > 0 && ahead < u32::MAX / 2 {
            let last = serial.wrapping_sub(1);
            self.core.events.push_back(Event::Missing { first: expected, last });
            let profile = self.settings.profile;
            if profile.ask_for_missing && profile.edition == Edition::V2019 {
                let wanted = Retransmit { first_serial: expected, last_serial: last, time: Instant(0) };
                self.send(None, Body::RetransmitDown(wanted), now);
            }
        }
    }

    /// Answers the keep-alives behind which everything is durable.
    fn pay(&mut self, now: i64) {
        while let Some((_, link)) = self.owed.pop_front_if(|(mark, _)| *mark <= self.durable) {
            if self.core.channel(link).open {
                self.core.send(link, None, Body::KeepAliveReply(Empty {}), now);
            }
        }
    }

    /// Gives back a frame that was delivered, when nobody needs it any more.
    pub fn recycle(&mut self, frame: Vec<u8>) {
        self.core.recycle(frame);
    }

    /// These deliveries are on disk: they are counted, keep-alives behind them and registrations of 2019 are answered.
    /// Call it for every delivery, also for one that needs no storing; a batch the log refused is never durable, and
    /// its connection has to be closed.
    pub fn on_durable(&mut self, tokens: &[Token], now: i64) {
        self.durable = self.durable.saturating_add(u64::try_from(tokens.len()).unwrap_or(u64::MAX));
        self.pay(now);
        for token in tokens {
            self.counted = self.counted.saturating_add(token.locations);
            if token.sub_id == 0x1201 && self.settings.profile.edition == Edition::V2019 {
                let (source_type, source_serial) = (MsgId(token.sub_id), token.serial);
                let answer = Answer::V2019(Result2019 { source_type, source_serial, result: 0 });
                self.send(token.vehicle, Body::RegisterReply(answer), now);
            }
        }
    }

    /// Sends a business message: on the sub link, or on the main link while that is down (2011 4.1 e). Gives its serial
    /// number; `None` when both are down.
    pub fn send(&mut self, vehicle: Option<Vehicle>, body: Body<'_>, now: i64) -> Option<u32> {
        let link = if self.sub == Sub::Up {
            Link::Sub
        } else if self.core.main.open {
            Link::Main
        } else {
            return None;
        };
        Some(self.core.send(link, vehicle, body, now))
    }

    /// To be called every few seconds.
    pub fn tick(&mut self, now: i64) {
        let UpperSettings { idle_ms, keep_alive_ms, login_ms, count_every_ms, .. } = self.settings;
        if self.core.is_silent(Link::Main, idle_ms, now) {
            self.core.end(Link::Main, EndReason::Silent);
            if self.sub != Sub::Up {
                self.give_up();
            }
        }
        match self.sub {
            Sub::Connecting(since) | Sub::LoggingIn(since) if now.saturating_sub(since) > login_ms => {
                self.sub_failed(EndReason::Silent, now);
            }
            Sub::Up if self.core.is_silent(Link::Sub, idle_ms, now) => self.sub_failed(EndReason::Silent, now),
            // The other side takes it for the word that what it sent is kept, so it waits for the log.
            Sub::Up if self.core.keep_alive_due(Link::Sub, keep_alive_ms, now) && self.delivered <= self.durable => {
                self.core.send(Link::Sub, None, Body::SubKeepAlive(Empty {}), now);
            }
            _ => {}
        }
        self.connect_when_due(now);
        if now.saturating_sub(self.counted_since) >= count_every_ms {
            self.report_count(now);
        }
    }

    fn connect_when_due(&mut self, now: i64) {
        if let (Sub::Waiting(at), Some(admission)) = (self.sub, &self.admission)
            && now >= at
        {
            let (host, port) = (admission.down_link_ip.clone(), admission.down_link_port);
            self.sub = Sub::Connecting(now);
            self.core.events.push_back(Event::Connect { link: Link::Sub, host, port });
        }
    }

    /// 0x9101 for the period since the last one; nothing when there was nothing, or nobody to tell.
    fn report_count(&mut self, now: i64) {
        let (since, now_wall) = (self.core.wall(self.counted_since), self.core.wall(now));
        let (start_time, end_time) = (Instant::from_ms(since), Instant::from_ms(now_wall));
        let total = Total { total: self.counted, start_time, end_time };
        if self.counted == 0 || self.send(None, Body::Total(total), now).is_some() {
            self.counted = 0;
            self.counted_since = now;
        }
    }

    /// Bytes to write to the socket of a link now.
    #[must_use]
    pub fn take_output(&mut self, link: Link) -> Vec<u8> {
        std::mem::take(&mut self.core.channel(link).output)
    }

    /// Whether the link is logged in.
    pub fn is_up(&self, link: Link) -> bool {
        match link {
            Link::Main => self.core.main.open,
            Link::Sub => self.sub == Sub::Up,
        }
    }

    /// Whether a socket for the sub link is awaited.
    pub fn is_connecting(&self) -> bool {
        matches!(self.sub, Sub::Connecting(_))
    }

    /// The code the sub link is opened with.
    pub fn verify_code(&self) -> u32 {
        self.verify_code
    }
}

/// Compares a password field with the configured one, in the same time wherever they differ.
fn same(field: [u8; 8], password: &str) -> bool {
    let wanted = crate::jt809::Text::<8>::new(password);
    field.into_iter().zip(wanted.0).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}
