//! An upload from end to end, and what breaks it.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::{
    jt808::{
        body::{AlarmFiles, Body, FileInfo, x1210_alarm_files::FileItem},
        catalog,
        frame::Framer,
        header::Header,
        item::active_safety::Label,
        phone::Phone,
        version::{Version, VersionChoice, open, write_frame},
    },
    wire::{
        DeviceTime,
        field::{List, Padded, Text8},
    },
};

fn phone() -> Phone {
    Phone::parse("13900000001").unwrap()
}

fn frame(body: &Body<'_>) -> Vec<u8> {
    let (mut bytes, mut wire) = (Vec::new(), Vec::new());
    body.encode(&mut bytes);
    write_frame(&Header::new(body.msg_id(), Version::V2013, phone(), 7), &bytes, &mut wire).unwrap();
    wire
}

fn announce(name: &[u8], size: u32) -> Vec<u8> {
    let label = Label {
        terminal_id: b"A000001",
        time: DeviceTime::from_bcd([0x26, 0x11, 0x25, 8, 0, 0]),
        sequence: 0,
        attachments: 1,
        reserved: &[0],
    };
    frame(&Body::AlarmFiles(AlarmFiles {
        terminal_id: b"A000001",
        label,
        platform_alarm_no: Padded(b"AL1"),
        kind: 0,
        files: List(vec![FileItem { name: Text8(name), size }]),
    }))
}

fn info(name: &[u8], size: u32) -> FileInfo<'_> {
    FileInfo { name: Text8(name), kind: 0, size }
}

fn packet(name: &[u8], offset: usize, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let len = u32::try_from(data.len()).unwrap();
    DataHead { name: name.to_vec(), offset: u32::try_from(offset).unwrap(), len }.encode(&mut out);
    out.extend_from_slice(data);
    out
}

/// Everything a session says, with uploads accepted.
fn run(session: &mut AttachmentSession, bytes: &[u8], chunk: usize) -> Vec<AttachmentEvent> {
    let mut events = Vec::new();
    for part in bytes.chunks(chunk) {
        session.feed(part, 0);
        while let Some(event) = session.poll() {
            if matches!(event, AttachmentEvent::Announced(_)) {
                session.accept();
            }
            events.push(event);
        }
    }
    events
}

/// JSON of the messages the session wrote.
fn said(session: &mut AttachmentSession) -> Vec<(u16, serde_json::Value)> {
    let mut framer = Framer::new(4_096);
    framer.push(&session.take_output());
    let mut messages = Vec::new();
    while let Some(frame) = framer.next_frame() {
        let frame = frame.unwrap().to_vec();
        let opened = open(&frame, VersionChoice::Auto).unwrap();
        let body = catalog::decode(&opened.header, opened.body).unwrap();
        messages.push((opened.header.msg_id, serde_json::to_value(&body).unwrap()));
    }
    messages
}

proptest! {
    #[test]
    fn a_file_in_any_order_arrives_whole(
        data in vec(any::<u8>(), 1..2_000),
        size in 1_usize..400,
        chunk in 1_usize..500,
        reversed: bool,
        lost in any::<prop::sample::Index>(),
    ) {
        let name = b"00_65_6501_0_AL1.jpg";
        let len = u32::try_from(data.len()).unwrap();
        let mut session = AttachmentSession::new(AttachmentSettings::default(), 0);
        let mut packets: Vec<Vec<u8>> = data.chunks(size).enumerate().map(|(n, part)| packet(name, n * size, part)).collect();
        if reversed {
            packets.reverse();
        }
        let lost = packets.remove(lost.index(packets.len()));
        let mut sent = announce(name, len);
        sent.extend(frame(&Body::FileBegin(info(name, len))));
        sent.extend(packets.concat());
        sent.extend(frame(&Body::FileEnd(info(name, len))));
        let mut events = run(&mut session, &sent, chunk);
        let missing = u32::try_from(lost.len() - stream::HEAD).unwrap();
        prop_assert!(
            matches!(events.last(), Some(AttachmentEvent::Finished(status)) if status.missing == missing),
            "{:?}", events.last()
        );
        let answers = said(&mut session);
        let ids: Vec<u16> = answers.iter().map(|(id, _)| *id).collect();
        prop_assert_eq!(ids, [0x8001, 0x8001, 0x9212]);
        prop_assert_eq!(&answers[2].1["missing"][0]["len"], missing);
        let mut again = lost;
        again.extend(frame(&Body::FileEnd(info(name, len))));
        events.extend(run(&mut session, &again, chunk));
        prop_assert!(matches!(events.last(), Some(AttachmentEvent::Finished(status)) if status.missing == 0));
        prop_assert_eq!(said(&mut session)[0].1["result"].as_u64(), Some(0));
        let mut file: BTreeMap<usize, u8> = BTreeMap::new();
        for event in events {
            if let AttachmentEvent::Data(part) = event {
                file.extend(part.bytes.into_iter().enumerate().map(|(n, byte)| (part.offset as usize + n, byte)));
            }
        }
        prop_assert_eq!(file.into_values().collect::<Vec<_>>(), data);
        prop_assert!(session.memory() < 100_000);
    }

    #[test]
    fn random_bytes_are_outcomes(data in vec(any::<u8>(), 0..600), magic: bool) {
        let mut stream = vec![17];
        if magic {
            stream.extend(packet(b"a", 3, &data));
        }
        stream.extend(&data);
        fuzz_stream(&stream);
    }
}

#[test]
fn what_is_out_of_turn_closes() {
    let name = b"a.jpg";
    let cases: [(Vec<u8>, AttachmentClose); 6] = [
        (packet(name, 0, &[1]), AttachmentClose::OutOfTurn),
        (frame(&Body::FileBegin(info(name, 9))), AttachmentClose::OutOfTurn),
        ([announce(name, 4), packet(b"other", 0, &[1])].concat(), AttachmentClose::OutOfTurn),
        ([announce(name, 4), packet(name, 2, &[1, 2, 3])].concat(), AttachmentClose::OutOfTurn),
        (announce(name, u32::MAX), AttachmentClose::TooMuch),
        (vec![0xff; 2_000], AttachmentClose::Junk),
    ];
    for (bytes, reason) in cases {
        let settings = AttachmentSettings { max_junk_bytes: 1_000, ..AttachmentSettings::default() };
        let mut session = AttachmentSession::new(settings, 0);
        let events = run(&mut session, &bytes, 400);
        assert_eq!(events.last(), Some(&AttachmentEvent::Close(reason)));
    }
}

#[test]
fn an_upload_nobody_asked_for_is_refused() {
    let mut session = AttachmentSession::new(AttachmentSettings::default(), 0);
    session.feed(&announce(b"a.jpg", 4), 0);
    let Some(AttachmentEvent::Announced(upload)) = session.poll() else { panic!("nothing announced") };
    assert_eq!((upload.platform_alarm_no.as_str(), upload.files[0].size), ("AL1", 4));
    assert_eq!(session.poll(), None, "it waits for the decision");
    session.refuse();
    assert_eq!(said(&mut session)[0].1["result"], 1);
    assert_eq!(session.poll(), Some(AttachmentEvent::Close(AttachmentClose::Refused)));
}

#[test]
fn silence_closes() {
    let mut session = AttachmentSession::new(AttachmentSettings::default(), 0);
    session.tick(59_999);
    assert_eq!(session.poll(), None);
    session.tick(60_000);
    assert_eq!(session.poll(), Some(AttachmentEvent::Close(AttachmentClose::Idle)));
}
