//! What TCP and real terminals do to frames.

use anlu_protocols::jt808::{Version, body::Resend};
use tokio::time::Duration;

use super::{
    rig::Rig,
    terminal::{Terminal, broken, numbers},
};

#[tokio::test]
async fn frames_are_found_whatever_tcp_makes_of_them() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    // Halved: a byte at a time.
    for byte in terminal.position(1) {
        wire.send(&[byte]).await;
    }
    assert_eq!(wire.answer().await.general().1, 0x0200);
    // Merged, with shared and doubled flags, junk between frames and a lone flag.
    let (two, three) = (terminal.position(2), terminal.position(3));
    let shared = [&two[..], &three[1..], &[0x7e, 0x7e], &b"junk"[..], &terminal.position(4)].concat();
    wire.send(&shared).await;
    for _ in 2..=4 {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), 0x0200, 0));
    }
    let mut seen = numbers(&rig.stored());
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_broken_frame_never_takes_its_neighbours_with_it() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    let cut = terminal.position(9);
    let sent = [terminal.position(1), broken(&mut terminal), terminal.position(2), cut[..20].to_vec()].concat();
    wire.send(&sent).await;
    wire.send(&terminal.position(3)).await;
    for _ in 0..3 {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), 0x0200, 0));
    }
    wire.only_heartbeat_is_answered(&mut terminal).await;
    assert_eq!(numbers(&rig.stored()), [1, 2, 3]);
}

#[tokio::test]
async fn positions_behind_the_authentication_in_one_write_are_kept() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    assert_eq!(wire.register(&mut terminal).await, 0);
    wire.send(&[terminal.auth(), terminal.position(1), terminal.position(2)].concat()).await;
    for id in [0x0102, 0x0200, 0x0200] {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), id, 0));
    }
    assert_eq!(numbers(&rig.stored()), [1, 2]);
}

#[tokio::test]
async fn missing_packets_are_asked_for_and_the_message_is_stored_whole() {
    for version in [Version::V2013, Version::V2019] {
        let rig = Rig::start();
        let mut wire = rig.connect().await;
        let mut terminal = Terminal::new("13800138000", version);
        wire.log_in(&mut terminal).await;
        let packets = terminal.packets(30, 300);
        assert_eq!(packets.len(), 4);
        wire.send(&[&packets[0][..], &packets[3]].concat()).await;
        wire.only_heartbeat_is_answered(&mut terminal).await;
        rig.pass(Duration::from_secs(6));
        let request = wire.answer().await;
        assert_eq!(request.header.msg_id, 0x8003);
        let resend = Resend::decode(&request.body, version).unwrap();
        assert_eq!(resend.indexes().collect::<Vec<_>>(), [2, 3]);
        assert!(rig.stored().is_empty());
        wire.send(&[&packets[1][..], &packets[2]].concat()).await;
        let mut serials = Vec::new();
        for _ in 0..4 {
            let answer = wire.answer().await;
            assert_eq!(answer.general(), ("13800138000", 0x0704, 0));
            serials.push(answer.serial());
        }
        assert_eq!(serials, (resend.first_serial..).take(4).collect::<Vec<_>>(), "each packet is acknowledged");
        assert_eq!(numbers(&rig.stored()), (0..30).collect::<Vec<_>>());
    }
}
