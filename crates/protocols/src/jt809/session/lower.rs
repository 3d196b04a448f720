//! The lower platform's side: logs in, keeps the links alive, forwards positions and sends gaps again.
//!
//! A position that is offered while a link is up goes out as 0x1202 when it is new, and as 0x1203 (补报) when it is late:
//! who reads 0x1202 takes it for where the vehicle is now. What waited for a link, or was lost with one, is a gap as well.

use std::collections::{HashMap, VecDeque};

use crate::jt809::{
    body::{
        exchange::Register,
        link::{Empty, LinkNotice, Login, Login2011, Login2019, Logout, SubLoginReply, login_result},
        location::MAX_HISTORY,
    },
    catalog::{Body, decode_body},
    field::Text,
    frame::MAX_ESCAPED,
    header::{EditionChoice, open},
    message::Vehicle,
    profile::{Edition, LinkProfile},
};

use super::{
    Core, EndReason, Event, Inbound, Link, RejectReason, is_downlink_data,
    outbox::{Item, Outbox},
    reckoning::Reckoning,
};

/// What is agreed with the upper platform.
#[derive(Clone)]
pub struct LowerSettings {
    /// The agreement about the link.
    pub profile: LinkProfile,
    /// Our access code.
    pub access_code: u32,
    /// Our user.
    pub user: u32,
    /// Our password, at most 8 bytes.
    pub password: String,
    /// Address the upper platform shall open the sub link to.
    pub down_link_ip: String,
    /// Port of it.
    pub down_link_port: u16,
    /// A link is dead when nothing was heard for so long.
    pub idle_ms: i64,
    /// A quiet main link is kept alive so often.
    pub keep_alive_ms: i64,
    /// Positions are asked to be confirmed so soon after they were sent.
    pub confirm_ms: i64,
    /// A login that is not answered for so long has failed.
    pub login_ms: i64,
    /// Wait before the main link is tried again; it doubles up to ten times this.
    pub retry_ms: i64,
    /// A position that is offered later than this after it was due goes as 0x1203.
    pub live_ms: i64,
    /// Positions that wait, and positions on their way on the main link; above it [`Lower::offer`] takes no more.
    pub window: usize,
    /// Memory for everything that is not confirmed, bytes; the same above it. It bounds what is on its way on the sub
    /// link, where a confirmation takes up to two minutes.
    pub memory: usize,
    /// Longest frame in escaped bytes.
    pub max_frame: usize,
}

impl std::fmt::Debug for LowerSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LowerSettings").field("access_code", &self.access_code).finish_non_exhaustive()
    }
}

impl LowerSettings {
    /// The standard's times for a platform.
    pub fn new(profile: LinkProfile, access_code: u32, user: u32, password: &str) -> Self {
        Self {
            profile,
            access_code,
            user,
            password: password.to_owned(),
            down_link_ip: String::new(),
            down_link_port: 0,
            idle_ms: 180_000,
            keep_alive_ms: 60_000,
            confirm_ms: 2_000,
            login_ms: 15_000,
            retry_ms: 10_000,
            live_ms: LIVE_MS,
            window: 4_096,
            memory: MEMORY,
            max_frame: MAX_ESCAPED,
        }
    }
}

/// Terminals report every 5 to 60 seconds, and a busy link is behind by seconds: what is two minutes late is no place
/// where anybody is now, and only an outage makes it so late.
const LIVE_MS: i64 = 120_000;
/// Two minutes of 2,500 positions a second, each with some 200 bytes.
const MEMORY: usize = 64 * 1_024 * 1_024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Main {
    Waiting(i64),
    Connecting(i64),
    LoggingIn(i64),
    Up,
}

/// Our links to one upper platform.
#[derive(Debug)]
pub struct Lower {
    pub(super) core: Core,
    settings: LowerSettings,
    main: Main,
    failures: u32,
    verify_code: Option<u32>,
    sub_up: bool,
    outbox: Outbox,
    /// A keep-alive is unanswered.
    asked: bool,
    /// When the last one was sent.
    asked_at: i64,
    reckoning: Reckoning,
    /// Vehicles the other side is told of by 0x1201, and after which login it was last; 0: never.
    registered: HashMap<Vehicle, (Register, u32)>,
    logins: u32,
}

impl Lower {
    /// Not connected; the first [`Lower::tick`] asks for the main link.
    pub fn new(settings: LowerSettings, now: i64) -> Self {
        Self {
            core: Core::new(settings.profile, settings.access_code, settings.max_frame),
            outbox: Outbox::new(settings.window, settings.memory),
            settings,
            main: Main::Waiting(now),
            failures: 0,
            verify_code: None,
            sub_up: false,
            asked: false,
            asked_at: now,
            reckoning: Reckoning::default(),
            registered: HashMap::new(),
            logins: 0,
        }
    }

    /// Tells the wall clock (UTC epoch milliseconds), which may have been put back or forward.
    pub fn set_wall(&mut self, wall: i64, now: i64) {
        self.core.ahead = wall.saturating_sub(now);
    }

    /// The main link's socket is open: logs in.
    pub fn main_opened(&mut self, now: i64) {
        self.core.main.opened(self.settings.max_frame, now);
        self.main = Main::LoggingIn(now);
        self.asked = false;
        let LowerSettings { profile, access_code, user, password, down_link_ip, down_link_port, .. } = &self.settings;
        let (user, password, ip, port) = (*user, Text::new(password), Text::new(down_link_ip), *down_link_port);
        let login = match profile.edition {
            Edition::V2011 => Login::V2011(Login2011 { user, password, down_link_ip: ip, down_link_port: port }),
            Edition::V2019 => {
                let access_code = *access_code;
                Login::V2019(Login2019 { user, password, access_code, down_link_ip: ip, down_link_port: port })
            }
        };
        self.core.send(Link::Main, None, Body::Login(login), now);
    }

    /// Whether an unescaped frame is a 0x9001 with the code we were given: to be asked before a new connection takes the
    /// place of a sub link, so that a stranger cannot cut it.
    pub fn admits_sub(&self, frame: &[u8]) -> bool {
        let profile = &self.settings.profile;
        let Ok(opened) = open(frame, EditionChoice::Only(profile.edition), profile.cipher.as_ref()) else {
            return false;
        };
        match decode_body(opened.header.msg_id, &opened.body, profile.edition) {
            Ok(Body::SubLogin(login)) => self.verify_code == Some(login.verify_code),
            _ => false,
        }
    }

    /// A sub link was opened to us; its login, which was admitted, is fed next.
    pub fn sub_opened(&mut self, now: i64) {
        self.link_lost(Link::Sub);
        self.core.end(Link::Sub, EndReason::Replaced);
        self.sub_up = false;
        self.core.sub.opened(self.settings.max_frame, now);
    }

    /// The socket of a link was closed, failed, or could not be opened.
    pub fn lost(&mut self, link: Link, now: i64) {
        match link {
            Link::Main => self.main_failed(EndReason::Lost, now),
            Link::Sub => self.sub_failed(EndReason::Lost, now),
        }
    }

    fn link_lost(&mut self, link: Link) {
        if self.is_up(link) {
            self.reckoning.begin_anew(self.outbox.on_its_way());
        }
        self.outbox.link_lost(link);
    }

    fn main_failed(&mut self, reason: EndReason, now: i64) {
        let was_up = self.main == Main::Up;
        self.link_lost(Link::Main);
        self.core.end(Link::Main, reason);
        self.failures = if was_up { 1 } else { self.failures.saturating_add(1) };
        let wait = self.settings.retry_ms.saturating_mul(i64::from(self.failures.min(10)));
        self.main = Main::Waiting(now.saturating_add(wait));
        self.asked = false;
        if was_up && self.sub_up {
            self.core.send(Link::Sub, None, Body::MainBroken(LinkNotice { code: 0 }), now);
        }
        self.send_gap(now);
    }

    fn sub_failed(&mut self, reason: EndReason, now: i64) {
        self.link_lost(Link::Sub);
        self.core.end(Link::Sub, reason);
        self.sub_up = false;
        self.send_gap(now);
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
                self.handle_main(inbound, now);
            } else {
                let inbound = self.core.next_inbound(Link::Sub);
                match inbound {
                    Some(inbound) => self.handle_sub(inbound, now),
                    None if self.core.events.is_empty() => return None,
                    None => {}
                }
            }
        }
    }

    fn handle_main(&mut self, inbound: Inbound, now: i64) {
        let msg_id = inbound.header.msg_id;
        if self.main != Main::Up && msg_id != 0x1002 {
            return self.core.events.push_back(Event::Rejected(Link::Main, RejectReason::NotLoggedIn));
        }
        if is_downlink_data(msg_id) {
            self.core.deliver(Link::Main, inbound);
            return;
        }
        match decode_body(msg_id, inbound.body(), self.settings.profile.edition) {
            Err(error) => self.core.events.push_back(Event::Rejected(Link::Main, RejectReason::Body(error))),
            Ok(Body::LoginReply(reply)) if matches!(self.main, Main::LoggingIn(_)) => {
                if reply.result == login_result::OK {
                    self.main = Main::Up;
                    self.failures = 0;
                    self.logins = self.logins.saturating_add(1);
                    self.verify_code = Some(reply.verify_code);
                    self.core.events.push_back(Event::Up(Link::Main));
                    self.send_gap(now);
                } else {
                    self.main_failed(EndReason::Refused(reply.result), now);
                }
            }
            Ok(Body::KeepAliveReply(_)) => {
                if std::mem::take(&mut self.asked)
                    && let Some(token) = self.outbox.barrier_answered(Link::Main)
                {
                    self.core.events.push_back(Event::Confirmed(token));
                }
                self.send_gap(now);
            }
            Ok(Body::LogoutReply(_)) => self.main_failed(EndReason::LoggedOut, now),
            Ok(body) => self.handle_either(Link::Main, msg_id, &body),
        }
    }

    fn handle_sub(&mut self, inbound: Inbound, now: i64) {
        let msg_id = inbound.header.msg_id;
        if !self.sub_up && msg_id != 0x9001 {
            return self.core.events.push_back(Event::Rejected(Link::Sub, RejectReason::NotLoggedIn));
        }
        if is_downlink_data(msg_id) {
            self.core.deliver(Link::Sub, inbound);
            return;
        }
        match decode_body(msg_id, inbound.body(), self.settings.profile.edition) {
            Err(error) => self.core.events.push_back(Event::Rejected(Link::Sub, RejectReason::Body(error))),
            Ok(Body::SubLogin(login)) => {
                let result = u8::from(self.verify_code != Some(login.verify_code));
                self.core.send(Link::Sub, None, Body::SubLoginReply(SubLoginReply { result }), now);
                if result == 0 {
                    self.sub_up = true;
                    self.core.events.push_back(Event::Up(Link::Sub));
                    self.send_gap(now);
                } else {
                    self.sub_failed(EndReason::Refused(result), now);
                }
            }
            Ok(Body::SubKeepAlive(_)) => {
                self.core.send(Link::Sub, None, Body::SubKeepAliveReply(Empty {}), now);
                if let Some(token) = self.outbox.barrier_answered(Link::Sub) {
                    self.core.events.push_back(Event::Confirmed(token));
                }
                self.outbox.set_barrier(Link::Sub);
            }
            Ok(Body::SubLogout(logout)) if self.verify_code == Some(logout.verify_code) => {
                self.core.send(Link::Sub, None, Body::SubLogoutReply(Empty {}), now);
                self.sub_failed(EndReason::LoggedOut, now);
            }
            Ok(body) => self.handle_either(Link::Sub, msg_id, &body),
        }
    }

    fn handle_either(&mut self, link: Link, msg_id: u16, body: &Body<'_>) {
        match body {
            Body::Total(total) => {
                let period = total.start_time.epoch_ms().zip(total.end_time.epoch_ms());
                let reckoned = self.reckoning.count(total.total, period, self.outbox.on_its_way());
                self.core.events.extend(reckoned.map(Event::Counted));
            }
            Body::SubBroken(notice) | Body::SubClosing(notice) => {
                self.core.events.push_back(Event::Notice { msg_id, code: notice.code });
            }
            _ => self.core.events.push_back(Event::Rejected(link, RejectReason::WrongDirection)),
        }
    }

    /// Takes positions to forward from the front: they go out at once on the main link, on the sub link while that is
    /// down, and wait while both are down. What is left over is too much for now: offer it again after
    /// [`Event::Confirmed`], or after a while.
    pub fn offer(&mut self, items: &mut VecDeque<Item>, now: i64) {
        let link = self.link();
        while self.outbox.has_room(link)
            && let Some(item) = items.pop_front()
        {
            let late = self.core.wall(now).saturating_sub(item.due) > self.settings.live_ms;
            let at_once = link.filter(|_| !late);
            if let Some(link) = at_once {
                self.send_gnss(link, item.vehicle, 0x1202, &item.gnss, 1, now);
            }
            self.outbox.push(item, at_once);
        }
        self.send_gap(now);
        if !items.is_empty() && self.outbox.needs_barrier(Link::Main) {
            self.ask(now);
        }
    }

    /// Whether [`Lower::offer`] would take a position.
    pub fn has_room(&self) -> bool {
        self.outbox.has_room(self.link())
    }

    /// Positions not confirmed.
    pub fn unconfirmed(&self) -> usize {
        self.outbox.len()
    }

    /// What waits, is late or was lost with a link: 0x1203, by vehicle, in the order of the fixes, five at a time. At
    /// most a window of it: the rest follows with the next confirmation or tick.
    fn send_gap(&mut self, now: i64) {
        let Some(link) = self.link() else { return };
        let items = self.outbox.take_unsent(link);
        for of_vehicle in items.chunk_by(|a, b| a.vehicle == b.vehicle) {
            for batch in of_vehicle.chunks(MAX_HISTORY) {
                let Some(first) = batch.first() else { continue };
                let count = u8::try_from(batch.len()).unwrap_or(u8::MAX);
                let mut body = vec![count];
                for item in batch {
                    body.extend_from_slice(&item.gnss);
                }
                self.send_gnss(link, first.vehicle, 0x1203, &body, u32::from(count), now);
            }
        }
    }

    fn send_gnss(&mut self, link: Link, vehicle: Vehicle, sub_id: u16, data: &[u8], count: u32, now: i64) {
        // The bytes were written by `Gnss::write`: they are read again here, so that nothing broken goes out.
        let Ok(body) = decode_body(sub_id, data, self.settings.profile.edition) else { return };
        self.announce(link, &vehicle, now);
        self.core.send(link, Some(vehicle), body, now);
        self.reckoning.sent(count);
    }

    /// Tells the other side of this vehicle by 0x1201: once after each login, before the first message about it.
    pub fn register(&mut self, vehicle: Vehicle, body: Register) {
        if self.registered.get(&vehicle).is_none_or(|(known, _)| *known != body) {
            self.registered.insert(vehicle, (body, 0));
        }
    }

    fn announce(&mut self, link: Link, vehicle: &Vehicle, now: i64) {
        let Some((body, told)) = self.registered.get_mut(vehicle).filter(|(_, told)| *told != self.logins) else {
            return;
        };
        *told = self.logins;
        let body = Body::Register(body.clone());
        self.core.send(link, Some(*vehicle), body, now);
    }

    fn link(&self) -> Option<Link> {
        if self.main == Main::Up { Some(Link::Main) } else { self.sub_up.then_some(Link::Sub) }
    }

    /// Sends a business message on the main link, or on the sub link while that is down; its serial number, or `None`
    /// when both are.
    pub fn send(&mut self, vehicle: Option<Vehicle>, body: Body<'_>, now: i64) -> Option<u32> {
        let link = self.link()?;
        if let Some(vehicle) = &vehicle {
            self.announce(link, vehicle, now);
        }
        Some(self.core.send(link, vehicle, body, now))
    }

    /// Logs out: the upper platform answers and both links end.
    pub fn log_out(&mut self, now: i64) {
        if self.main == Main::Up {
            let logout = Logout { user: self.settings.user, password: Text::new(&self.settings.password) };
            self.core.send(Link::Main, None, Body::Logout(logout), now);
        }
    }

    /// To be called every few seconds.
    pub fn tick(&mut self, now: i64) {
        let LowerSettings { idle_ms, keep_alive_ms, confirm_ms, login_ms, .. } = self.settings;
        match self.main {
            Main::Waiting(at) if now >= at => {
                self.main = Main::Connecting(now);
                self.core.events.push_back(Event::Connect { link: Link::Main, host: String::new(), port: 0 });
            }
            Main::Connecting(since) | Main::LoggingIn(since) if now.saturating_sub(since) > login_ms => {
                self.main_failed(EndReason::Silent, now);
            }
            Main::Up if self.core.is_silent(Link::Main, idle_ms, now) => self.main_failed(EndReason::Silent, now),
            Main::Up => {
                let since = now.saturating_sub(self.asked_at);
                let confirm = since >= confirm_ms && self.outbox.needs_barrier(Link::Main);
                if confirm || self.core.keep_alive_due(Link::Main, keep_alive_ms, now) {
                    self.ask(now);
                }
            }
            Main::Waiting(_) | Main::Connecting(_) | Main::LoggingIn(_) => {}
        }
        if self.core.is_silent(Link::Sub, idle_ms, now) {
            self.sub_failed(EndReason::Silent, now);
        }
        self.send_gap(now);
    }

    /// Sends 0x1005 now, behind everything sent so far: its answer confirms it. Does nothing while one is unanswered.
    pub fn ask(&mut self, now: i64) {
        if self.main == Main::Up && !self.asked {
            self.outbox.set_barrier(Link::Main);
            self.core.send(Link::Main, None, Body::KeepAlive(Empty {}), now);
            self.asked = true;
            self.asked_at = now;
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
            Link::Main => self.main == Main::Up,
            Link::Sub => self.sub_up,
        }
    }
}
