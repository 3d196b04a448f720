//! Each limit, exceeded.

use tokio::time::Duration;

use super::{
    rig::Rig,
    terminal::{Terminal, broken, numbers},
};

/// What the link of the terminals has counted as refused since it was last asked.
fn rejected(rig: &Rig) -> Vec<(String, u64)> {
    rig.log.meter().take(0).counts.into_values().flat_map(|counts| counts.rejected).collect()
}

#[tokio::test]
async fn one_connection_too_many_is_turned_away() {
    let rig = Rig::with(|s| s.max_connections = 2);
    let (mut a, mut b) = (rig.connect().await, rig.connect().await);
    a.log_in(&mut Terminal::v2013(1)).await;
    b.log_in(&mut Terminal::v2013(2)).await;
    rig.connect().await.ends().await;
    drop(a);
    // Its place is free as soon as the gateway has seen the end of it.
    let mut terminal = Terminal::v2013(3);
    loop {
        let mut next = rig.connect().await;
        next.send_if_open(&terminal.register()).await;
        if next.answer_or_end().await.is_some() {
            break;
        }
    }
    b.only_heartbeat_is_answered(&mut Terminal::v2013(2)).await;
}

#[tokio::test]
async fn one_terminal_too_many_is_refused_and_the_others_go_on() {
    let rig = Rig::with(|s| s.max_terminals = 2);
    let mut wire = rig.connect().await;
    let mut terminals: Vec<Terminal> = (0..3).map(Terminal::v2013).collect();
    wire.log_in(&mut terminals[0]).await;
    wire.log_in(&mut terminals[1]).await;
    wire.send(&terminals[2].register()).await;
    assert_eq!(wire.answer().await.general(), ("13800000002", 0x0100, 1));
    wire.send(&terminals[2].position(1)).await;
    wire.position_is_acknowledged(&mut terminals[1], 2).await;
    assert_eq!(numbers(&rig.stored()), [2]);
}

#[tokio::test]
async fn a_frame_too_long_is_dropped_and_the_next_one_taken() {
    let rig = Rig::with(|s| s.max_frame_bytes = 100);
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    let items: Vec<u8> = [0xf0, 100].into_iter().chain([0; 100]).collect();
    wire.send(&[terminal.position_with(1, &items), terminal.position(2)].concat()).await;
    assert_eq!(wire.answer().await.general().1, 0x0200);
    wire.only_heartbeat_is_answered(&mut terminal).await;
    assert_eq!(numbers(&rig.stored()), [2]);
}

#[tokio::test]
async fn incomplete_messages_of_a_connection_are_bounded() {
    let rig = Rig::with(|s| s.fragment_bytes = 1500);
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    let large = terminal.packets(60, 600);
    assert_eq!(large.len(), 4);
    // The third packet is too much: it and what follows are answered for good, and counted once.
    for _ in 0..2 {
        wire.send(&large.concat()).await;
    }
    for _ in 0..6 {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), 0x0704, 3));
    }
    wire.only_heartbeat_is_answered(&mut terminal).await;
    assert_eq!(rejected(&rig), [("message_too_large".to_owned(), 1)]);
    let small = terminal.packets(30, 600);
    wire.send(&small.concat()).await;
    for _ in &small {
        assert_eq!(wire.answer().await.general().1, 0x0704);
    }
    assert_eq!(numbers(&rig.stored()).len(), 30);
}

#[tokio::test]
async fn incomplete_messages_of_all_connections_are_bounded() {
    let rig = Rig::with(|s| {
        s.fragment_bytes_total = 2000;
        s.max_rejected_per_minute = u32::MAX;
    });
    let (mut wire_a, mut wire_b) = (rig.connect().await, rig.connect().await);
    let (mut a, mut b) = (Terminal::v2013(1), Terminal::v2013(2));
    wire_a.log_in(&mut a).await;
    wire_b.log_in(&mut b).await;
    let (of_a, of_b) = (a.packets(50, 600), b.packets(50, 600));
    assert_eq!((of_a.len(), of_b.len()), (3, 3));
    wire_a.send(&of_a[..2].concat()).await;
    wire_a.only_heartbeat_is_answered(&mut a).await;
    // Two packets of B do not fit beside two of A: B's message is given up, A's is not.
    for packet in &of_b {
        wire_b.send(packet).await;
        wire_b.only_heartbeat_is_answered(&mut b).await;
    }
    wire_a.send(&of_a[2]).await;
    for _ in 0..3 {
        assert_eq!(wire_a.answer().await.general(), (a.phone.as_str(), 0x0704, 0));
    }
    assert_eq!(numbers(&rig.stored()).len(), 50);
    // What a closed connection held is free again.
    wire_a.send(&a.packets(50, 600)[..2].concat()).await;
    wire_a.only_heartbeat_is_answered(&mut a).await;
    drop(wire_a);
    'again: loop {
        for packet in b.packets(50, 600) {
            wire_b.send(&packet).await;
            wire_b.send(&b.heartbeat()).await;
            if wire_b.answer().await.general().1 == 0x0704 {
                break 'again;
            }
        }
    }
}

#[tokio::test]
async fn a_message_the_log_would_not_take_does_not_hold_up_its_neighbours() {
    let rig = Rig::with(|s| s.max_message_bytes = 1000);
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    let mut sent = terminal.packets(50, 600).concat();
    sent.extend(terminal.position(7));
    wire.send(&sent).await;
    // Each packet is answered for good, or the terminal would send it again.
    for _ in 0..3 {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), 0x0704, 3));
    }
    assert_eq!(wire.answer().await.general().1, 0x0200);
    wire.only_heartbeat_is_answered(&mut terminal).await;
    assert_eq!(numbers(&rig.stored()), [7]);
    assert_eq!(rejected(&rig), [("message_too_large".to_owned(), 1)]);
}

#[tokio::test]
async fn a_large_picture_is_kept() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    let data = vec![0xd8; 900_000];
    wire.send(&terminal.picture(&data)).await;
    let answer = wire.answer().await;
    assert_eq!((answer.header.msg_id, answer.body), (0x8800, vec![0, 0, 0, 9]));
    let [stored] = &rig.stored()[..] else { panic!("one record") };
    assert!(stored.frame.len() > data.len());
    assert_eq!(rejected(&rig), []);
}

#[tokio::test]
async fn too_much_rejected_input_ends_the_connection() {
    let rig = Rig::with(|s| s.max_rejected_per_minute = 3);
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    for _ in 0..2 {
        for _ in 0..3 {
            wire.send(&broken(&mut terminal)).await;
        }
        wire.position_is_acknowledged(&mut terminal, 1).await;
        rig.pass(Duration::from_mins(1));
    }
    let mut sent = terminal.position(2);
    (0..4).for_each(|_| sent.extend(broken(&mut terminal)));
    wire.send(&sent).await;
    assert_eq!(wire.answer().await.general().1, 0x0200, "what came before is stored and acknowledged");
    wire.ends().await;
}

#[tokio::test]
async fn noise_outside_frames_ends_the_connection() {
    let rig = Rig::with(|s| s.max_rejected_per_minute = 3);
    let mut wire = rig.connect().await;
    wire.send_until_closed(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n").await;
}

#[tokio::test]
async fn guessing_codes_ends_the_connection() {
    let rig = Rig::with(|s| s.max_rejected_per_minute = 3);
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    terminal.code = b"00000000000000000000".to_vec();
    for _ in 0..4 {
        wire.send(&terminal.auth()).await;
        assert_eq!(wire.answer().await.general().2, 1);
    }
    wire.ends().await;
}

#[tokio::test]
async fn who_does_not_log_in_is_cut_off() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    assert_eq!(wire.register(&mut terminal).await, 0, "the connection is open");
    rig.pass(Duration::from_secs(59));
    assert_eq!(wire.register(&mut terminal).await, 0, "in time");
    rig.pass(Duration::from_secs(1));
    wire.ends().await;
}

#[tokio::test]
async fn who_is_silent_is_cut_off_and_downlink_does_not_count() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    rig.pass(Duration::from_secs(599));
    wire.only_heartbeat_is_answered(&mut terminal).await;
    wire.send(&terminal.packets(30, 600)[0]).await;
    wire.only_heartbeat_is_answered(&mut terminal).await;
    rig.pass(Duration::from_secs(6));
    assert_eq!(wire.answer().await.header.msg_id, 0x8003);
    rig.pass(Duration::from_secs(594));
    wire.ends().await;
}

#[tokio::test]
async fn who_does_not_take_answers_is_cut_off() {
    let rig = Rig::with(|s| s.write = Duration::from_millis(20));
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    let heartbeats: Vec<u8> = (0..1000).flat_map(|_| terminal.heartbeat()).collect();
    wire.send_until_closed(&heartbeats).await;
}
