//! Whole conversations of the two sides over links that break.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::{
    jt809::{
        body::{
            exchange::{Register, Register2011, Register2019},
            link::Empty,
            location::{Gnss, Location2011, Location2019, PlatformAlarm},
        },
        field::{Instant, Text},
        profile::Edition,
    },
    wire::{CivilTime, Writer},
};

const T0: i64 = 1_764_000_000_000;

/// The two sides and what is on its way between them.
struct Pair {
    upper: Upper,
    lower: Lower,
    now: i64,
    main: bool,
    sub: bool,
    /// Whether sockets can be opened now.
    network: [bool; 2],
    /// Positions on the upper side's disk, as minutes of their time.
    durable: Vec<i64>,
    sub_ids: Vec<u16>,
    confirmed: Option<u64>,
    upper_events: Vec<Event>,
    lower_events: Vec<Event>,
    login: &'static str,
}

fn profile(edition: Edition) -> LinkProfile {
    LinkProfile::new(edition)
}

impl Pair {
    fn new(edition: Edition) -> Self {
        Self::with(edition, 20_000)
    }

    fn with(edition: Edition, memory: usize) -> Self {
        let upper = UpperSettings {
            addresses: vec!["192.0.2.7".to_owned()],
            count_every_ms: 3_600_000,
            ..UpperSettings::new(profile(edition), 330_100, 42, "secret12")
        };
        let lower = LowerSettings {
            down_link_ip: "192.0.2.7".to_owned(),
            down_link_port: 8_091,
            window: 64,
            memory,
            ..LowerSettings::new(profile(edition), 330_100, 42, "secret12")
        };
        Self {
            upper: Upper::new(upper, T0),
            lower: Lower::new(lower, T0),
            now: T0,
            main: false,
            sub: false,
            network: [true; 2],
            durable: Vec::new(),
            sub_ids: Vec::new(),
            confirmed: None,
            upper_events: Vec::new(),
            lower_events: Vec::new(),
            login: "192.0.2.7",
        }
    }

    fn up(edition: Edition) -> Self {
        Self::up_with(edition, 20_000)
    }

    fn up_with(edition: Edition, memory: usize) -> Self {
        let mut pair = Self::with(edition, memory);
        pair.pass(0);
        assert!(pair.upper.is_up(Link::Main) && pair.upper.is_up(Link::Sub), "{:?}", pair.upper_events);
        assert!(pair.lower.is_up(Link::Main) && pair.lower.is_up(Link::Sub));
        pair
    }

    /// Lets time pass, then everything that follows from it.
    fn pass(&mut self, ms: i64) {
        self.now += ms;
        self.upper.tick(self.now);
        self.lower.tick(self.now);
        while self.step() {}
    }

    fn step(&mut self) -> bool {
        let mut moved = self.drain_lower();
        moved |= self.drain_upper();
        moved |= self.carry(Link::Main);
        // The answer to the login is read before the sub link's login is looked at.
        moved |= self.drain_lower();
        moved | self.carry(Link::Sub)
    }

    fn drain_lower(&mut self) -> bool {
        let mut moved = false;
        while let Some(event) = self.lower.poll(self.now) {
            moved = true;
            match &event {
                Event::Connect { link: Link::Main, .. } if self.network[0] => {
                    self.main = true;
                    self.lower.main_opened(self.now);
                }
                Event::Connect { .. } => self.lower.lost(Link::Main, self.now),
                Event::Down(Link::Main, _) => self.cut(Link::Main),
                Event::Down(Link::Sub, _) => self.cut(Link::Sub),
                Event::Confirmed(token) => self.confirmed = Some(*token),
                _ => {}
            }
            self.lower_events.push(event);
        }
        moved
    }

    fn drain_upper(&mut self) -> bool {
        let mut moved = false;
        while let Some(event) = self.upper.poll(self.now) {
            moved = true;
            match &event {
                Event::Connect { host, port, .. } => {
                    assert_eq!((host.as_str(), *port), ("192.0.2.7", 8_091));
                    if self.network[1] {
                        self.sub = true;
                        self.upper.sub_opened(self.now);
                    } else {
                        self.upper.lost(Link::Sub, self.now);
                    }
                }
                Event::Deliver(delivery) => self.store(delivery),
                Event::Down(link, EndReason::Replaced) if *link == Link::Sub => self.cut(Link::Sub),
                Event::Down(Link::Sub, _) => self.cut(Link::Sub),
                Event::Down(Link::Main, reason) if *reason != EndReason::Replaced => self.cut(Link::Main),
                _ => {}
            }
            self.upper_events.push(event);
        }
        moved
    }

    /// What the gateway does: only what is on disk is counted.
    fn store(&mut self, delivery: &Delivery) {
        self.sub_ids.extend(delivery.sub_id);
        let opened = open(&delivery.frame, EditionChoice::Auto, None).unwrap();
        let message = message::decode(delivery.msg_id, &opened.body, opened.header.edition()).unwrap();
        match &message.body {
            Body::Location(gnss) => self.durable.extend(gnss.epoch_ms()),
            Body::History(history) => {
                assert!(history.locations.len() <= 5);
                let times: Vec<i64> = history.locations.iter().filter_map(Gnss::epoch_ms).collect();
                assert!(times.is_sorted(), "a gap is sent in the order of the fixes");
                self.durable.extend(times);
            }
            _ => {}
        }
        self.upper.on_durable(&[delivery.token], self.now);
    }

    fn carry(&mut self, link: Link) -> bool {
        let up = self.lower.take_output(link);
        let down = self.upper.take_output(link);
        let open = if link == Link::Main { self.main } else { self.sub };
        if !open || (up.is_empty() && down.is_empty()) {
            return false;
        }
        if link == Link::Main && !self.upper.is_up(Link::Main) && !up.is_empty() {
            self.knock(&up);
        } else {
            self.upper.feed(link, &up, self.now);
        }
        if link == Link::Sub && !self.lower.core.sub.open && !down.is_empty() {
            let Knock::Frame { frame, .. } = knock(&down, 1_000) else { panic!("a frame") };
            if self.lower.admits_sub(&frame) {
                self.lower.sub_opened(self.now);
            }
        }
        self.lower.feed(link, &down, self.now);
        true
    }

    fn knock(&mut self, bytes: &[u8]) {
        let Knock::Frame { access_code: 330_100, frame, .. } = knock(bytes, 1_000) else { panic!("a login") };
        match self.upper.admit(&frame, self.login, self.now) {
            Ok(admission) => {
                self.upper.main_opened(admission, u32::try_from(self.now % 1_000_000_007).unwrap(), self.now);
            }
            Err(reply) => self.lower.feed(Link::Main, &reply, self.now),
        }
    }

    /// A socket breaks; what was on its way is gone.
    fn cut(&mut self, link: Link) {
        let open = if link == Link::Main { &mut self.main } else { &mut self.sub };
        if std::mem::replace(open, false) {
            drop(self.lower.take_output(link));
            drop(self.upper.take_output(link));
            self.lower.lost(link, self.now);
            self.upper.lost(link, self.now);
        }
    }

    fn offer(&mut self, token: u64) -> bool {
        self.offer_due(token, self.now)
    }

    fn offer_due(&mut self, token: u64, due: i64) -> bool {
        let mut items = VecDeque::from([self.item(token, due)]);
        self.lower.offer(&mut items, self.now);
        items.is_empty()
    }

    fn item(&self, token: u64, due: i64) -> Item {
        let time = T0 + i64::try_from(token).unwrap() * 1_000;
        let plate = if token.is_multiple_of(3) { "浙A00001" } else { "浙A00002" };
        let mut gnss = Vec::new();
        let edition = self.lower.core.profile.edition;
        position(edition, time, &mut gnss);
        Item { token, vehicle: Vehicle::new(plate, 2), time, due, gnss }
    }
}

fn position(edition: Edition, time: i64, out: &mut Vec<u8>) {
    let civil = CivilTime::gmt8_at(time).unwrap();
    let mut old = Location2011 { lon_e6: 120_000_000, lat_e6: 30_000_000, ..Location2011::default() };
    old.set_civil(civil);
    let mut body = vec![0; 22];
    body.extend_from_slice(&civil.to_bcd());
    let none = PlatformAlarm { platform: Text::default(), alarm: 0 };
    let gnss = match edition {
        Edition::V2011 => Gnss::V2011(old),
        Edition::V2019 => Gnss::V2019(Location2019 { encrypt: 0, gnss_data: &body, platforms: [none; 3] }),
    };
    gnss.write(&mut Writer::new(out));
}

fn times(tokens: impl IntoIterator<Item = u64>) -> BTreeSet<i64> {
    tokens.into_iter().map(|token| T0 + i64::try_from(token).unwrap() * 1_000).collect()
}

#[test]
fn login_keep_alive_and_logout() {
    for edition in [Edition::V2011, Edition::V2019] {
        let mut pair = Pair::up(edition);
        for _ in 0..20 {
            pair.pass(61_000);
        }
        assert!(pair.upper.is_up(Link::Main) && pair.upper.is_up(Link::Sub), "kept alive for twenty minutes");
        assert!(!pair.upper_events.iter().chain(&pair.lower_events).any(|e| matches!(e, Event::Rejected(..))));
        pair.lower.log_out(pair.now);
        pair.pass(0);
        assert!(pair.upper_events.contains(&Event::Down(Link::Main, EndReason::LoggedOut)));
        assert!(!pair.upper.is_up(Link::Sub));
    }
}

#[test]
fn who_is_not_known_is_told_why_and_cuts_nobody() {
    let mut pair = Pair::up(Edition::V2011);
    let login = |user, password: &str, code| {
        let settings = LowerSettings::new(profile(Edition::V2011), code, user, password);
        let mut stranger = Lower::new(settings, T0);
        stranger.main_opened(T0);
        let Knock::Frame { frame, .. } = knock(&stranger.take_output(Link::Main), 1_000) else { panic!("a login") };
        (stranger, frame)
    };
    for (user, password, code, address, result) in [
        (42, "secret12", 330_100, "198.51.100.1", 1),
        (42, "secret12", 330_101, "192.0.2.7", 2),
        (43, "secret12", 330_100, "192.0.2.7", 3),
        (42, "secret1", 330_100, "192.0.2.7", 4),
        (42, "", 330_100, "192.0.2.7", 4),
    ] {
        let (mut stranger, frame) = login(user, password, code);
        let reply = pair.upper.admit(&frame, address, T0).unwrap_err();
        stranger.feed(Link::Main, &reply, T0);
        assert_eq!(stranger.poll(T0), Some(Event::Down(Link::Main, EndReason::Refused(result))));
    }
    assert!(pair.upper.admit(&[1, 2, 3], "192.0.2.7", T0).is_err());
    pair.pass(1_000);
    assert!(pair.upper.is_up(Link::Main) && pair.upper.is_up(Link::Sub));
    assert!(!pair.lower.admits_sub(&[0; 30]));
}

#[test]
fn nothing_is_taken_before_the_login() {
    let settings = UpperSettings::new(profile(Edition::V2011), 330_100, 42, "secret12");
    let mut upper = Upper::new(settings, T0);
    upper.feed(Link::Main, &[0x5b, 0, 0x5d], T0);
    upper.feed(Link::Sub, &[0x5b, 0, 0x5d], T0);
    assert_eq!(upper.poll(T0), None);
}

#[test]
fn positions_are_confirmed_when_durable() {
    for edition in [Edition::V2011, Edition::V2019] {
        let mut pair = Pair::up(edition);
        for token in 0..7 {
            assert!(pair.offer(token));
        }
        pair.pass(5_000);
        assert_eq!(pair.durable.len(), 7);
        assert_eq!(pair.confirmed, Some(6), "the keep-alive behind them was answered");
        assert_eq!(pair.lower.unconfirmed(), 0);
    }
}

#[test]
fn counts_of_both_sides_agree_while_positions_flow() {
    let mut pair = Pair::up(Edition::V2011);
    pair.upper.settings.count_every_ms = 60_000;
    // Reports fall between sending and confirming, and the clocks differ by minutes.
    pair.upper.set_wall(T0 - 400_000, T0);
    for token in 0..1_000 {
        assert!(pair.offer(token));
        pair.pass(700);
    }
    let reckoned: Vec<_> = pair
        .lower_events
        .iter()
        .filter_map(|event| match event {
            Event::Counted(reckoned) => Some(*reckoned),
            _ => None,
        })
        .collect();
    assert!(reckoned.len() >= 9, "{reckoned:?}");
    assert!(reckoned.iter().all(|r| (r.missing, r.surplus) == (0, 0)), "{reckoned:?}");
    assert!(reckoned.last().is_some_and(|r| r.theirs > 800), "{reckoned:?}");
}

#[test]
fn the_other_link_takes_over_and_the_gap_is_sent_again() {
    let mut pair = Pair::up(Edition::V2019);
    assert!(pair.offer(0));
    pair.network[0] = false;
    pair.cut(Link::Main);
    assert!(pair.offer(1) && pair.offer(2));
    pair.pass(1_000);
    assert_eq!(BTreeSet::from_iter(pair.durable.clone()), times(0..3), "0 was lost on its way and went again");
    assert!(pair.sub_ids.contains(&0x1203) && pair.sub_ids.contains(&0x1202));
    assert!(pair.upper_events.contains(&Event::Notice { msg_id: 0x1007, code: 0 }));
    assert!(!pair.upper.is_up(Link::Main) && pair.upper.is_up(Link::Sub));
    assert_eq!(pair.confirmed, None);
    for _ in 0..4 {
        pair.pass(59_000);
    }
    assert_eq!(pair.confirmed, Some(2), "two keep-alives of the sub link confirm");
    pair.network[0] = true;
    for _ in 0..4 {
        pair.pass(59_000);
    }
    assert!(pair.upper.is_up(Link::Main) && pair.upper.is_up(Link::Sub), "data returns to the main link");
}

#[test]
fn what_is_offered_late_goes_as_a_gap_and_what_is_new_as_it_is() {
    for edition in [Edition::V2011, Edition::V2019] {
        let mut pair = Pair::up(edition);
        let late = |token| (token, T0 - 120_001);
        let mut items: VecDeque<Item> = (0..12).map(late).map(|(token, due)| pair.item(token, due)).collect();
        items.extend([pair.item(12, T0), pair.item(13, T0 - 120_000)]);
        pair.lower.offer(&mut items, pair.now);
        pair.pass(5_000);
        let count = |id| pair.sub_ids.iter().filter(|sub_id| **sub_id == id).count();
        // Four of one vehicle in one message, eight of the other in two.
        assert_eq!((count(0x1202), count(0x1203)), (2, 3), "{:x?}", pair.sub_ids);
        assert_eq!(BTreeSet::from_iter(pair.durable.clone()), times(0..14));
        assert_eq!((pair.confirmed, pair.lower.unconfirmed()), (Some(13), 0));
    }
}

#[test]
fn the_clock_of_the_machine_may_be_set_while_links_stay_up() {
    const DAY: i64 = 86_400_000;
    for set_by in [-DAY, DAY] {
        let mut pair = Pair::up(Edition::V2019);
        let mut walls = Vec::new();
        for (token, minute) in (0..10).zip(1..) {
            let wall = T0 + set_by + minute * 61_000;
            pair.lower.set_wall(wall, pair.now + 61_000);
            pair.upper.set_wall(wall, pair.now + 61_000);
            pair.pass(61_000);
            assert!(pair.offer_due(token, wall));
            pair.pass(0);
            walls.push(Instant::from_ms(wall));
        }
        assert!(pair.upper.is_up(Link::Main) && pair.upper.is_up(Link::Sub), "kept alive: {set_by}");
        assert_eq!(pair.confirmed, Some(8), "all but the last one, which nobody asked about yet");
        assert!(pair.sub_ids.iter().all(|id| *id == 0x1202), "each was due at the moment it was offered");
        let stamps = pair.upper_events.iter().filter_map(|event| match event {
            Event::Deliver(delivery) => open(&delivery.frame, EditionChoice::Auto, None).unwrap().header.time,
            _ => None,
        });
        assert_eq!(stamps.collect::<Vec<_>>(), walls, "the time in the frames is that of the clock");
        pair.cut(Link::Main);
        pair.pass(0);
        assert!(!pair.upper.is_up(Link::Main));
        pair.pass(10_000);
        assert!(pair.upper.is_up(Link::Main), "tried again when it was due");
    }
}

#[test]
fn more_than_a_window_flows_while_the_main_link_is_down() {
    let mut pair = Pair::up_with(Edition::V2019, 1_000_000);
    pair.network[0] = false;
    pair.cut(Link::Main);
    assert_eq!(
        (0..1_000).filter(|token| pair.offer(*token)).count(),
        1_000,
        "nobody waits for a keep-alive from above"
    );
    pair.pass(0);
    assert_eq!(BTreeSet::from_iter(pair.durable.clone()), times(0..1_000));
    assert!(pair.sub_ids.iter().all(|id| *id == 0x1202));
    assert_eq!((pair.confirmed, pair.lower.unconfirmed()), (None, 1_000), "what is not confirmed is kept");
    for _ in 0..3 {
        pair.pass(60_000);
    }
    assert_eq!((pair.confirmed, pair.lower.unconfirmed()), (Some(999), 0));

    // The sub link breaks with more than a window on its way: all of it goes again, no more than a window at a time.
    pair.sub_ids.clear();
    assert!((1_000..1_500).all(|token| pair.offer(token)));
    pair.network[1] = false;
    pair.cut(Link::Sub);
    assert!(!pair.lower.has_room(), "the old ones go first");
    pair.network[0] = true;
    while !pair.lower.is_up(Link::Main) {
        pair.pass(1_000);
    }
    let on_its_way = pair.durable.len() - 1_000;
    assert!((1..=64).contains(&on_its_way), "{on_its_way}");
    for _ in 0..60 {
        pair.pass(3_000);
    }
    assert_eq!(BTreeSet::from_iter(pair.durable.clone()), times(0..1_500));
    assert!(pair.sub_ids.iter().all(|id| *id == 0x1203));
    assert_eq!((pair.confirmed, pair.lower.unconfirmed()), (Some(1_499), 0));
}

#[test]
fn memory_bounds_what_is_on_its_way_on_the_sub_link() {
    let mut pair = Pair::up(Edition::V2019);
    pair.network[0] = false;
    pair.cut(Link::Main);
    let taken = (0..1_000).filter(|token| pair.offer(*token)).count();
    assert!((65..200).contains(&taken), "20,000 bytes are enough for {taken}");
    for _ in 0..3 {
        pair.pass(60_000);
    }
    assert!(pair.lower.has_room() && pair.lower.unconfirmed() == 0, "there is room again");
}

#[test]
fn with_both_links_down_positions_wait_and_the_window_is_bounded() {
    let mut pair = Pair::up(Edition::V2011);
    pair.network = [false; 2];
    pair.cut(Link::Main);
    pair.cut(Link::Sub);
    let taken = (0..100).filter(|token| pair.offer(*token)).count();
    assert_eq!(taken, 64);
    pair.network = [true; 2];
    for _ in 0..5 {
        pair.pass(20_000);
    }
    assert_eq!(BTreeSet::from_iter(pair.durable.clone()), times(0..64));
    assert!(pair.sub_ids.iter().all(|id| *id == 0x1203), "all of it is a gap");
    assert_eq!((pair.confirmed, pair.lower.has_room()), (Some(63), true));
}

#[test]
fn a_sub_link_that_cannot_be_opened_is_reported_on_the_main_link() {
    let mut pair = Pair::new(Edition::V2011);
    pair.network[1] = false;
    for _ in 0..10 {
        pair.pass(20_000);
    }
    assert!(pair.lower_events.contains(&Event::Notice { msg_id: 0x9007, code: 0 }));
    assert!(pair.upper.is_up(Link::Main) && !pair.upper.is_up(Link::Sub));
    pair.network[1] = true;
    for _ in 0..6 {
        pair.pass(20_000);
    }
    assert!(pair.upper.is_up(Link::Sub) && pair.lower.is_up(Link::Sub));
}

#[test]
fn a_silent_side_is_given_up() {
    let mut pair = Pair::up(Edition::V2011);
    pair.upper.tick(T0 + 180_001);
    let events: Vec<Event> = std::iter::from_fn(|| pair.upper.poll(T0 + 180_001)).collect();
    assert!(events.contains(&Event::Down(Link::Main, EndReason::Silent)));
    pair.lower.tick(T0 + 180_001);
    assert_eq!(pair.lower.poll(T0 + 180_001), Some(Event::Down(Link::Main, EndReason::Silent)));
}

#[test]
fn a_broken_sub_message_loses_itself_only() {
    let mut pair = Pair::up(Edition::V2011);
    let header = profile(Edition::V2011).header(0x1200, 9, 330_100, T0);
    let mut wire = Vec::new();
    write_frame(&header, &[0; 40], None, &mut wire);
    wire.extend([0x5b, 1, 2, 0x5b, 3, 0x5d, 9, 9]);
    let other = profile(Edition::V2011).header(0x1005, 10, 999, T0);
    write_frame(&other, &[], None, &mut wire);
    pair.upper.feed(Link::Main, &wire, T0);
    let codes: Vec<&str> = std::iter::from_fn(|| pair.upper.poll(T0))
        .filter_map(|event| match event {
            Event::Rejected(Link::Main, reason) => Some(reason.code()),
            _ => None,
        })
        .collect();
    assert_eq!(codes, ["no_sub_message", "unfinished", "frame_too_short", "wrong_access_code"]);
    assert!(pair.offer(0));
    pair.pass(5_000);
    assert_eq!((pair.durable.len(), pair.confirmed), (1, Some(0)));
}

#[test]
fn a_keep_alive_is_answered_only_when_everything_before_it_is_durable() {
    let mut pair = Pair::up(Edition::V2011);
    assert!(pair.offer(0));
    pair.lower.ask(pair.now);
    let bytes = pair.lower.take_output(Link::Main);
    pair.upper.feed(Link::Main, &bytes, pair.now);
    let Some(Event::Deliver(delivery)) = pair.upper.poll(pair.now) else { panic!("a position") };
    assert_eq!(pair.upper.poll(pair.now), None);
    assert!(pair.upper.take_output(Link::Main).is_empty());
    pair.upper.tick(pair.now + 70_000);
    assert!(pair.upper.take_output(Link::Sub).is_empty(), "nor is the sub link kept alive: that would confirm, too");
    pair.upper.on_durable(&[delivery.token], pair.now);
    assert!(!pair.upper.take_output(Link::Main).is_empty());
    pair.upper.tick(pair.now + 70_000);
    assert!(!pair.upper.take_output(Link::Sub).is_empty());
}

#[test]
fn a_registration_of_2019_is_answered_when_it_is_durable() {
    let mut pair = Pair::up(Edition::V2019);
    let vehicle = Vehicle::new("浙A12345", 2);
    let register = Register2019 {
        platform: Text::new("33010000001"),
        producer: Text::new("70111"),
        model: Text::new("AL-1"),
        imei: Text::default(),
        terminal: Text::new("0000042"),
        sim: Text::new("013800138042"),
    };
    pair.lower.send(Some(vehicle), Body::Register(Register::V2019(register)), pair.now).unwrap();
    pair.pass(1_000);
    let answered = pair.lower_events.iter().any(|event| match event {
        Event::Deliver(delivery) => (delivery.sub_id, delivery.vehicle) == (Some(0x9201), Some(vehicle)),
        _ => false,
    });
    assert!(answered, "{:?}", pair.lower_events);
    let old = Register2011 {
        platform: Text::default(),
        producer: Text::default(),
        model: Text::default(),
        terminal: Text::default(),
        sim: Text::default(),
    };
    let mut pair = Pair::up(Edition::V2011);
    pair.lower.send(Some(vehicle), Body::Register(Register::V2011(old)), pair.now).unwrap();
    pair.pass(1_000);
    assert!(pair.sub_ids.contains(&0x1201) && !pair.lower_events.iter().any(|e| matches!(e, Event::Deliver(_))));
}

#[test]
fn a_vehicle_is_registered_once_after_each_login_before_its_first_message() {
    let mut pair = Pair::up(Edition::V2011);
    let vehicle = Vehicle::new("浙A12345", 2);
    let terminal = |sim: &str| {
        Register::V2011(Register2011 {
            platform: Text::new("33010000001"),
            producer: Text::default(),
            model: Text::default(),
            terminal: Text::new("0000042"),
            sim: Text::new(sim),
        })
    };
    let told = |pair: &Pair| pair.sub_ids.iter().filter(|id| **id == 0x1201).count();
    pair.lower.register(vehicle, terminal("013800138042"));
    pair.pass(1_000);
    assert_eq!(told(&pair), 0, "nothing is told of it yet");
    let message = || Body::ApplyEnd(Empty {});
    for _ in 0..2 {
        pair.lower.send(Some(vehicle), message(), pair.now).unwrap();
        pair.lower.register(vehicle, terminal("013800138042"));
        pair.pass(1_000);
    }
    assert_eq!(pair.sub_ids, [0x1201, 0x1208, 0x1208]);
    pair.lower.register(vehicle, terminal("013800138043"));
    pair.lower.send(Some(vehicle), message(), pair.now).unwrap();
    pair.pass(1_000);
    assert_eq!(told(&pair), 2, "it has another terminal");
    pair.cut(Link::Main);
    pair.pass(0);
    pair.pass(10_000);
    assert!(pair.lower.is_up(Link::Main));
    pair.lower.send(Some(vehicle), message(), pair.now).unwrap();
    pair.pass(1_000);
    assert_eq!(told(&pair), 3, "another login");
}

#[test]
fn skipped_serial_numbers_are_told_and_asked_for_when_agreed() {
    for ask_for_missing in [false, true] {
        let mut pair = Pair::up(Edition::V2019);
        pair.upper.settings.profile.ask_for_missing = ask_for_missing;
        pair.lower.core.serial += 3;
        assert!(pair.offer(0));
        pair.pass(1_000);
        let missing =
            pair.upper_events.iter().any(|e| matches!(e, Event::Missing { first, last } if last - first == 2));
        assert!(missing, "{:?}", pair.upper_events);
        let asked = pair.lower_events.iter().any(|e| matches!(e, Event::Deliver(d) if d.sub_id == Some(0x9303)));
        assert_eq!(asked, ask_for_missing);
    }
}

#[test]
fn messages_from_above_go_over_the_link_that_is_up() {
    let mut pair = Pair::up(Edition::V2011);
    pair.cut(Link::Sub);
    let reason = crate::jt809::body::exchange::Reason { reason: 1 };
    assert!(pair.upper.send(Some(Vehicle::new("浙A12345", 2)), Body::Start(reason), pair.now).is_some());
    pair.pass(0);
    assert!(pair.lower_events.iter().any(|e| matches!(e, Event::Deliver(d) if d.link == Link::Main)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever breaks and when: nothing that was taken is lost, and nothing is confirmed that is not on disk above.
    #[test]
    fn nothing_is_lost_and_nothing_is_confirmed_early(steps in vec((0..6_u8, 0..90_i64), 1..80), new: bool) {
        let mut pair = Pair::up(if new { Edition::V2019 } else { Edition::V2011 });
        let mut token = 0;
        for (what, seconds) in steps {
            match what {
                0 => pair.cut(Link::Main),
                1 => pair.cut(Link::Sub),
                2 => pair.network = [seconds % 2 == 0, seconds % 3 == 0],
                _ => token += u64::from(pair.offer(token)),
            }
            // Sometimes bytes lie around when the next thing happens.
            if what < 5 {
                pair.pass(seconds * 1_000);
            }
            if let Some(confirmed) = pair.confirmed {
                prop_assert!(times(0..=confirmed).is_subset(&BTreeSet::from_iter(pair.durable.clone())));
            }
        }
        pair.network = [true; 2];
        for _ in 0..12 {
            pair.pass(60_000);
        }
        prop_assert_eq!(BTreeSet::from_iter(pair.durable.clone()), times(0..token));
        prop_assert_eq!(pair.lower.unconfirmed(), 0);
    }
}

proptest! {
    #[test]
    fn random_streams_are_outcomes(data in vec(prop_oneof![any::<u8>(), 0x5a_u8..=0x5e], 0..400)) {
        fuzz_session(&data);
    }
}

#[test]
fn golden_frames_in_any_order_are_outcomes() {
    let mut streams = [vec![200_u8], vec![201_u8]];
    for case in crate::jt809::CATALOG.iter().flat_map(|entry| crate::jt809::golden_tests::cases(entry.name)) {
        for stream in &mut streams {
            stream.extend_from_slice(&case.wire);
        }
    }
    for stream in streams {
        fuzz_session(&stream);
    }
}
