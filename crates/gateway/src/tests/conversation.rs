//! Registration, authentication, identity.

use std::sync::atomic::Ordering;

use anlu_bus::Source;
use anlu_protocols::jt808::Version;

use super::{
    rig::{Rig, START, identity},
    terminal::{Terminal, numbers},
};

#[tokio::test]
async fn a_terminal_registers_authenticates_and_reports_in_every_edition() {
    for version in [Version::V2011, Version::V2013, Version::V2019] {
        let rig = Rig::start();
        let mut wire = rig.connect().await;
        let mut terminal = Terminal::new("13800138000", version);
        wire.log_in(&mut terminal).await;
        wire.position_is_acknowledged(&mut terminal, 1).await;
        let stored = rig.stored();
        assert_eq!(numbers(&stored), [1]);
        assert_eq!(stored[0].received, START);
        let vehicle = Some(identity("13800138000").vehicle);
        assert_eq!(stored[0].source, Source::Jt808 { phone: "13800138000".to_owned(), vehicle });
    }
}

#[tokio::test]
async fn nothing_is_taken_before_authentication() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    assert_eq!(wire.register(&mut terminal).await, 0);
    wire.send(&terminal.position(1)).await;
    wire.log_in_again(&mut terminal).await;
    wire.position_is_acknowledged(&mut terminal, 2).await;
    assert_eq!(numbers(&rig.stored()), [2]);
}

#[tokio::test]
async fn terminals_and_plates_that_are_not_registered_are_refused() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    assert_eq!(wire.register(&mut Terminal::new("29900000000", Version::V2013)).await, 4, "no such terminal");
    let mut terminal = Terminal::v2013(1);
    terminal.plate = b"\xd5\xe3B99999";
    assert_eq!(wire.register(&mut terminal).await, 2, "no such vehicle: the terminal is registered for another plate");
    terminal.plate = b"\xd5\xe3B12345";
    assert_eq!(wire.register(&mut terminal).await, 0);
    terminal.plate = b"";
    assert_eq!(wire.register(&mut terminal).await, 0, "a terminal that shows a VIN is known by its number");
}

#[tokio::test]
async fn a_code_is_worth_nothing_under_another_number() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let (mut a, mut b) = (Terminal::v2013(1), Terminal::v2013(2));
    wire.log_in(&mut a).await;
    assert_eq!(wire.register(&mut b).await, 0);
    for code in [a.code.clone(), b"13800000002".to_vec(), Vec::new()] {
        let right = std::mem::replace(&mut b.code, code);
        wire.send(&b.auth()).await;
        assert_eq!(wire.answer().await.general(), ("13800000002", 0x0102, 1));
        b.code = right;
    }
    wire.send(&b.position(7)).await;
    wire.only_heartbeat_is_answered(&mut a).await;
    wire.log_in_again(&mut b).await;
    assert!(rig.stored().is_empty());
}

#[tokio::test]
async fn a_relay_carries_many_terminals_each_for_itself() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminals: Vec<Terminal> = (0..40).map(Terminal::v2013).collect();
    for terminal in &mut terminals {
        wire.log_in(terminal).await;
    }
    let mut stranger = Terminal::v2013(99);
    let mut sent = stranger.position(99);
    for (n, terminal) in (0..).zip(&mut terminals) {
        sent.extend(terminal.position(n));
    }
    wire.send(&sent).await;
    for terminal in &terminals {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), 0x0200, 0));
    }
    let stored = rig.stored();
    assert_eq!(stored.len(), 40);
    for record in &stored {
        let Source::Jt808 { phone, vehicle } = &record.source else { panic!("not from a terminal") };
        assert_eq!(*vehicle, Some(identity(phone).vehicle));
        assert_eq!(numbers(std::slice::from_ref(record)), [phone[3..].parse::<u32>().unwrap()]);
    }
}

#[tokio::test]
async fn the_newest_connection_of_a_terminal_is_the_one_that_counts() {
    let rig = Rig::start();
    let (mut old, mut new) = (rig.connect().await, rig.connect().await);
    let mut terminal = Terminal::v2013(1);
    old.log_in(&mut terminal).await;
    new.log_in_again(&mut terminal).await;
    old.ends().await;
    new.position_is_acknowledged(&mut terminal, 1).await;
}

#[tokio::test]
async fn a_relay_loses_one_terminal_and_keeps_the_others() {
    let rig = Rig::start();
    let (mut relay, mut direct) = (rig.connect().await, rig.connect().await);
    let (mut moving, mut staying) = (Terminal::v2013(1), Terminal::v2013(2));
    relay.log_in(&mut moving).await;
    relay.log_in(&mut staying).await;
    direct.log_in_again(&mut moving).await;
    direct.position_is_acknowledged(&mut moving, 1).await;
    // The relay may still be told: its terminal that stays is served throughout, the other one no more.
    loop {
        relay.send(&moving.heartbeat()).await;
        relay.send(&staying.heartbeat()).await;
        let answer = relay.answer().await;
        if answer.general().0 == staying.phone.as_str() {
            break;
        }
        assert_eq!(relay.answer().await.general().0, staying.phone.as_str());
    }
    relay.position_is_acknowledged(&mut staying, 2).await;
    // It comes back to the relay, and the direct connection is the old one now.
    relay.log_in_again(&mut moving).await;
    direct.ends().await;
    relay.position_is_acknowledged(&mut moving, 3).await;
}

#[tokio::test]
async fn a_terminal_that_logs_out_must_log_in_again() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let (mut leaving, mut staying) = (Terminal::v2013(1), Terminal::v2013(2));
    wire.log_in(&mut leaving).await;
    wire.log_in(&mut staying).await;
    wire.send(&[leaving.position(1), leaving.logout(), leaving.position(2)].concat()).await;
    let mut answered = [wire.answer().await.general().1, wire.answer().await.general().1];
    answered.sort_unstable();
    assert_eq!(answered, [0x0003, 0x0200]);
    wire.only_heartbeat_is_answered(&mut staying).await;
    assert_eq!(numbers(&rig.stored()), [1]);
}

#[tokio::test]
async fn a_registry_that_is_away_makes_terminals_ask_again() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let (mut online, mut coming) = (Terminal::v2013(1), Terminal::v2013(2));
    wire.log_in(&mut online).await;
    assert_eq!(wire.register(&mut coming).await, 0);
    rig.registry.away.store(true, Ordering::SeqCst);
    wire.send(&[coming.register(), coming.auth(), online.position(1)].concat()).await;
    assert_eq!(wire.answer().await.general(), (online.phone.as_str(), 0x0200, 0), "who is online is served");
    rig.registry.away.store(false, Ordering::SeqCst);
    wire.log_in_again(&mut coming).await;
}
