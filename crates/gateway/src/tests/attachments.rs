//! Attachments of alarms from end to end: asked for when the alarm is on disk, taken on a connection of their own.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use anlu_domain::time::HOUR_MS;
use anlu_protocols::{
    jt808::{
        self, Body, Header, Phone, Version,
        attachment::DataHead,
        body::{AlarmFiles, FileInfo, FileReply, Reply, UploadAlarmFiles, x1210_alarm_files::FileItem},
        frame::unescape,
        item::{self, active_safety::Label},
    },
    wire::{
        DeviceTime,
        field::{List, Message as _, Padded, Text8},
    },
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle, time::Duration};
use tokio_util::sync::CancellationToken;

use super::{
    rig::{Rig, identity},
    terminal::{Answer, Terminal, Wire, location},
};
use crate::{
    AlarmFile, AttachmentAddress, AttachmentPorts, AttachmentSettings, AuthKey, FileKeeper, Kept, Unkept,
    attach::order::wanted, serve_attachments,
};

const ALARM: [u8; 6] = [0x26, 0x03, 0x01, 0x08, 0, 0];
const NAME: &[u8] = b"00_65_6501_0_1.jpg";

/// A 0x65 of 苏标: fatigue, with so many attachments.
fn dsm(attachments: u8) -> Vec<u8> {
    let mut value = vec![0, 0, 0, 9, 1, 1, 2, 8, 0, 0, 0, 0, 60, 0, 5];
    value.extend([1, 0xc9, 0xc3, 0x80, 7, 0x3a, 0x3c, 0x90]);
    value.extend(ALARM);
    value.extend([0, 0x01]);
    value.extend(*b"A000001");
    value.extend(ALARM);
    value.extend([2, attachments, 0]);
    let mut items = Vec::new();
    item::push(0x01, &[0, 0, 0x64, 0x30], &mut items);
    item::push(0x65, &value, &mut items);
    items
}

#[test]
fn alarms_with_attachments_are_told_from_everything_else() {
    let stored = |items: &[u8]| {
        let (mut wire, mut frame) = (Vec::new(), Vec::new());
        let header = Header::new(0x0200, Version::V2013, Phone::parse("13900000001").unwrap(), 1);
        jt808::encode_message(&header, &Body::Location(location(1, items)), &mut wire).unwrap();
        unescape(&wire[1..wire.len() - 1], &mut frame);
        frame
    };
    let found = wanted(&stored(&dsm(3)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name.text(), "65-01 260301080000 2");
    assert!(wanted(&stored(&dsm(0))).is_empty(), "none to come");
    assert!(wanted(&stored(&[])).is_empty());
    assert!(wanted(&[]).is_empty());
    assert!(wanted(&[0x02, 0x00, 0x65, 0x2f]).is_empty(), "no frame");
}

#[derive(Default)]
struct Keeper {
    kept: Mutex<Vec<AlarmFile>>,
    full: AtomicBool,
}

impl FileKeeper for Keeper {
    fn keep(&self, file: AlarmFile) -> Kept<'_> {
        Box::pin(async move {
            if self.full.load(Ordering::SeqCst) {
                return Err(Unkept("full for a test".to_owned()));
            }
            self.kept.lock().unwrap().push(file);
            Ok(())
        })
    }
}

impl Keeper {
    fn kept(&self) -> Vec<AlarmFile> {
        self.kept.lock().unwrap().clone()
    }
}

struct Server {
    rig: Rig,
    keeper: Arc<Keeper>,
    folder: TempDir,
    to: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<()>,
}

async fn start(change: impl FnOnce(&mut AttachmentSettings)) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = listener.local_addr().unwrap();
    let address = AttachmentAddress { host: "127.0.0.1".to_owned(), port: to.port() };
    let rig = Rig::with(|settings| settings.attachments = Some(address));
    let (folder, keeper) = (TempDir::new().unwrap(), Arc::new(Keeper::default()));
    let mut settings = AttachmentSettings::new(AuthKey::new([7; 32]), folder.path().to_owned());
    change(&mut settings);
    let ports = AttachmentPorts {
        registry: Arc::clone(&rig.registry) as _,
        clock: Arc::clone(&rig.clock) as _,
        keeper: Arc::clone(&keeper) as _,
    };
    let stop = CancellationToken::new();
    let served = tokio::spawn(serve_attachments(listener, ports, settings, stop.clone()));
    Server { rig, keeper, folder, to, stop, served }
}

impl Server {
    /// Sends an alarm with attachments; the number its order gives it.
    async fn alarm(&self, terminal: &mut Terminal) -> Vec<u8> {
        let mut wire = self.rig.connect().await;
        wire.log_in(terminal).await;
        wire.send(&terminal.position_with(1, &dsm(2))).await;
        let (mut acknowledged, mut number) = (false, None);
        while !(acknowledged && number.is_some()) {
            let answer = wire.answer().await;
            if answer.header.msg_id == 0x9208 {
                let order = UploadAlarmFiles::decode(&answer.body).unwrap();
                assert_eq!((order.host.0, order.tcp_port), (b"127.0.0.1".as_slice(), self.to.port()));
                assert_eq!((order.label.terminal_id, order.label.sequence), (b"A000001".as_slice(), 2));
                number = Some(order.platform_alarm_no.0.to_vec());
            } else {
                assert_eq!(answer.general().1, 0x0200);
                acknowledged = true;
            }
        }
        assert_eq!(self.rig.stored().len(), 1, "asked for when the alarm is on disk");
        number.unwrap()
    }

    /// Every connection has ended; what was kept, and nothing is left in the folder.
    async fn end(self) -> Vec<AlarmFile> {
        self.stop.cancel();
        self.served.await.unwrap();
        assert_eq!(entries(self.folder.path()), 0, "nothing is left half stored");
        self.keeper.kept()
    }
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

fn message(terminal: &mut Terminal, body: &Body<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    jt808::encode_message(&terminal.header(body.msg_id()), body, &mut out).unwrap();
    out
}

fn announce(terminal: &mut Terminal, number: &[u8], sequence: u8, files: &[(&[u8], u32)]) -> Vec<u8> {
    let label =
        Label { terminal_id: b"A000001", time: DeviceTime::from_bcd(ALARM), sequence, attachments: 2, reserved: &[0] };
    let files = List(files.iter().map(|(name, size)| FileItem { name: Text8(name), size: *size }).collect());
    let platform_alarm_no = Padded(number);
    message(
        terminal,
        &Body::AlarmFiles(AlarmFiles { terminal_id: b"A000001", label, platform_alarm_no, kind: 0, files }),
    )
}

fn info(name: &[u8], size: usize) -> FileInfo<'_> {
    FileInfo { name: Text8(name), kind: 0, size: u32::try_from(size).unwrap() }
}

fn packet(name: &[u8], offset: usize, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let (offset, len) = (u32::try_from(offset).unwrap(), u32::try_from(data.len()).unwrap());
    DataHead { name: name.to_vec(), offset, len }.encode(&mut out);
    out.extend_from_slice(data);
    out
}

fn result(answer: &Answer) -> (u16, u8) {
    assert_eq!(answer.header.msg_id, 0x8001, "{answer:?}");
    let reply = Reply::decode(&answer.body).unwrap();
    (reply.msg_id, reply.result)
}

/// Result of 0x9212 and the parts to be sent again.
fn missing(answer: &Answer) -> (u8, Vec<(u32, u32)>) {
    assert_eq!(answer.header.msg_id, 0x9212, "{answer:?}");
    let reply = FileReply::decode(&answer.body).unwrap();
    let parts = reply.missing.map_or_else(Vec::new, |parts| parts.0);
    (reply.result, parts.iter().map(|part| (part.offset, part.len)).collect())
}

fn picture() -> Vec<u8> {
    (0..200_000_u32).flat_map(u32::to_be_bytes).collect()
}

async fn open(server: &Server, terminal: &mut Terminal, number: &[u8], files: &[(&[u8], u32)]) -> Wire {
    let mut wire = Wire::connect(server.to).await;
    wire.send(&announce(terminal, number, 2, files)).await;
    assert_eq!(result(&wire.answer().await), (0x1210, 0));
    wire
}

#[tokio::test]
async fn a_whole_upload_with_a_lost_packet() {
    let server = start(|_| {}).await;
    let mut terminal = Terminal::v2013(1);
    let number = server.alarm(&mut terminal).await;
    let data = picture();
    let size = u32::try_from(data.len()).unwrap();
    let mut wire = open(&server, &mut terminal, &number, &[(NAME, size)]).await;
    wire.send(&message(&mut terminal, &Body::FileBegin(info(NAME, data.len())))).await;
    assert_eq!(result(&wire.answer().await), (0x1211, 0));
    let packets: Vec<Vec<u8>> =
        data.chunks(60_000).enumerate().map(|(n, part)| packet(NAME, n * 60_000, part)).collect();
    for (n, packet) in packets.iter().enumerate() {
        if n != 3 {
            wire.send(packet).await;
        }
    }
    wire.send(&message(&mut terminal, &Body::FileEnd(info(NAME, data.len())))).await;
    assert_eq!(missing(&wire.answer().await), (1, vec![(180_000, 60_000)]));
    assert!(server.keeper.kept().is_empty(), "not whole yet");
    wire.send(&packets[3]).await;
    for _ in 0..2 {
        // Said twice: the answer is the same, the file is kept once.
        wire.send(&message(&mut terminal, &Body::FileEnd(info(NAME, data.len())))).await;
        assert_eq!(missing(&wire.answer().await), (0, Vec::new()));
    }
    let kept = server.end().await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].bytes, data);
    assert_eq!(kept[0].vehicle, identity(terminal.phone.as_str()).vehicle);
    assert_eq!((kept[0].alarm.as_str(), kept[0].name.as_bytes()), ("65-01 260301080000 2", NAME));
    assert_eq!(kept[0].at, Some(super::rig::START));
}

#[tokio::test]
async fn only_what_was_asked_for_is_taken() {
    let server = start(|_| {}).await;
    let mut terminal = Terminal::v2013(1);
    let number = server.alarm(&mut terminal).await;
    let mut wrong = number.clone();
    wrong[31] ^= 1;
    let (own, another) = (terminal.phone, Phone::parse("13800000002").unwrap());
    let refused: [(Phone, &[u8], u8); 4] = [(own, &wrong, 2), (own, &number, 3), (own, b"", 2), (another, &number, 2)];
    for (phone, number, sequence) in refused {
        let mut from = Terminal::new(phone.as_str(), Version::V2013);
        let mut wire = Wire::connect(server.to).await;
        wire.send(&announce(&mut from, number, sequence, &[(NAME, 4)])).await;
        assert_eq!(result(&wire.answer().await), (0x1210, 1), "{sequence}");
        wire.ends().await;
    }
    server.rig.pass(Duration::from_millis(u64::try_from(25 * HOUR_MS).unwrap()));
    let mut wire = Wire::connect(server.to).await;
    wire.send(&announce(&mut terminal, &number, 2, &[(NAME, 4)])).await;
    assert_eq!(result(&wire.answer().await), (0x1210, 1), "a day later");
    let mut wire = Wire::connect(server.to).await;
    wire.send(&packet(NAME, 0, b"data before anything was announced")).await;
    wire.ends().await;
    assert!(server.end().await.is_empty());
}

#[tokio::test]
async fn limits_end_a_connection() {
    let server = start(|settings| {
        settings.max_file_bytes = 1_000;
        settings.max_bytes = 1_500;
        settings.max_files = 3;
    })
    .await;
    let mut terminal = Terminal::v2013(1);
    let number = server.alarm(&mut terminal).await;
    let too_much: [&[(&[u8], u32)]; 3] =
        [&[(b"a", 1_001)], &[(b"a", 900), (b"b", 900)], &[(b"a", 1), (b"b", 1), (b"c", 1), (b"d", 1)]];
    for files in too_much {
        let mut wire = Wire::connect(server.to).await;
        wire.send(&announce(&mut terminal, &number, 2, files)).await;
        if let Some(answer) = wire.answer_or_end().await {
            assert_eq!(result(&answer), (0x1210, 1), "{files:?}");
            wire.ends().await;
        }
    }
    let mut wire = open(&server, &mut terminal, &number, &[(NAME, 10)]).await;
    wire.send(&packet(NAME, 5, b"beyond the end")).await;
    wire.ends().await;
    assert!(server.end().await.is_empty());
}

#[tokio::test]
async fn one_connection_too_many_is_closed() {
    let server = start(|settings| settings.max_connections = 1).await;
    let mut terminal = Terminal::v2013(1);
    let number = server.alarm(&mut terminal).await;
    let mut first = open(&server, &mut terminal, &number, &[(NAME, 10)]).await;
    Wire::connect(server.to).await.ends().await;
    first.send(&packet(NAME, 0, &[7; 10])).await;
    first.send(&message(&mut terminal, &Body::FileEnd(info(NAME, 10)))).await;
    assert_eq!(missing(&first.answer().await), (0, Vec::new()));
    assert_eq!(server.end().await.len(), 1);
}

#[tokio::test]
async fn a_silent_connection_ends_however_the_clock_is_set() {
    let server = start(|settings| settings.idle = Duration::from_millis(100)).await;
    let mut terminal = Terminal::v2013(1);
    let number = server.alarm(&mut terminal).await;
    // The wall clock of the test stands.
    let mut silent = open(&server, &mut terminal, &number, &[(NAME, 1_000)]).await;
    silent.ends().await;
    assert!(server.end().await.is_empty());
}

#[tokio::test]
async fn a_connection_that_is_cut_or_silent_leaves_nothing() {
    let server = start(|settings| settings.longest = Duration::from_millis(300)).await;
    let mut terminal = Terminal::v2013(1);
    let number = server.alarm(&mut terminal).await;
    let mut cut = open(&server, &mut terminal, &number, &[(NAME, 1_000)]).await;
    cut.send(&packet(NAME, 0, &[7; 600])).await;
    drop(cut);
    let mut slow = open(&server, &mut terminal, &number, &[(NAME, 1_000)]).await;
    slow.send(&packet(NAME, 0, &[7; 600])).await;
    slow.ends().await;
    assert!(server.end().await.is_empty());
}

#[tokio::test]
async fn what_is_not_kept_is_not_confirmed() {
    let server = start(|_| {}).await;
    let mut terminal = Terminal::v2013(1);
    let number = server.alarm(&mut terminal).await;
    server.keeper.full.store(true, Ordering::SeqCst);
    let mut wire = open(&server, &mut terminal, &number, &[(NAME, 4)]).await;
    wire.send(&packet(NAME, 0, b"file")).await;
    wire.send(&message(&mut terminal, &Body::FileEnd(info(NAME, 4)))).await;
    wire.ends().await;
    server.keeper.full.store(false, Ordering::SeqCst);
    let mut wire = open(&server, &mut terminal, &number, &[(NAME, 4)]).await;
    wire.send(&packet(NAME, 0, b"file")).await;
    wire.send(&message(&mut terminal, &Body::FileEnd(info(NAME, 4)))).await;
    assert_eq!(missing(&wire.answer().await), (0, Vec::new()), "the number is good again");
    assert_eq!(server.end().await.len(), 1);
}
