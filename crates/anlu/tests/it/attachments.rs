//! The whole program: a device raises an alarm with a picture, is asked for it, sends it over a connection of its own,
//! and the picture stands with the vehicle and with the signal of that time.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anlu_protocols::{
    jt808::{
        self, Body, Framer, Header, Phone, Version, VersionChoice,
        attachment::DataHead,
        body::{AlarmFiles, FileInfo, Reply, UploadAlarmFiles, x1210_alarm_files::FileItem},
        item::{self, Items},
    },
    wire::{
        CivilTime,
        field::{List, Padded, Text8},
    },
};
use serde_json::{Value, json};

use crate::{
    harness::{http::Client, program::Program, terminal::Terminal},
    serve::{SIM, drive, officer, the_signal},
};

const NAME: &[u8] = b"00_65_6501_0_invented.jpg";
const PICTURE: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 an invented picture of nobody";

/// The device's own end of the attachment connection.
struct Upload {
    stream: TcpStream,
    framer: Framer,
}

impl Upload {
    fn say(&mut self, body: &Body<'_>) {
        let mut wire = Vec::new();
        let header = Header::new(body.msg_id(), Version::V2013, Phone::parse(SIM).expect("a phone"), 0);
        jt808::encode_message(&header, body, &mut wire).expect("fits one packet");
        self.stream.write_all(&wire).expect("sent");
    }

    fn hear(&mut self) -> (u16, Vec<u8>) {
        let mut buffer = [0; 4096];
        loop {
            if let Some(frame) = self.framer.next_frame() {
                let opened = jt808::open(frame.expect("a frame"), VersionChoice::Auto).expect("a message");
                return (opened.header.msg_id, opened.body.to_vec());
            }
            let n = self.stream.read(&mut buffer).expect("an answer");
            assert!(n > 0, "closed instead of answering");
            self.framer.push(&buffer[..n]);
        }
    }
}

/// Fatigue, seen by the camera now; one attachment.
fn alarm(time: [u8; 6]) -> Vec<u8> {
    let mut value = vec![0, 0, 0, 9, 1, 1, 2, 8, 0, 0, 0, 0, 60, 0, 5];
    value.extend([1, 0xc9, 0xc3, 0x80, 7, 0x3a, 0x3c, 0x90]);
    value.extend(time);
    value.extend([0, 0x01]);
    value.extend(*b"A000001");
    value.extend(time);
    value.extend([0, 1, 0]);
    let mut items = Vec::new();
    item::push(0x65, &value, &mut items);
    items
}

#[expect(clippy::disallowed_methods, reason = "the program under test lives in real time")]
fn now() -> CivilTime {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    CivilTime::gmt8_at(i64::try_from(now).expect("a time")).expect("a civil time")
}

/// Raises the alarm, waits for 0x9208 and sends what it asks for.
fn send_picture(terminal: &mut Terminal) {
    let time = now();
    let items = alarm(time.to_bcd());
    let here = jt808::body::Location {
        time: anlu_protocols::wire::DeviceTime::Valid(time),
        items: Items::new(&items),
        ..Terminal::somewhere()
    };
    terminal.say(0x0200, &Body::Location(here)).expect("sent");
    let (order, body) = loop {
        let (header, body) = terminal.order().expect("a message");
        if header.msg_id == 0x9208 {
            break (header, body);
        }
    };
    terminal.answer(&order, 0).expect("sent");
    let order = UploadAlarmFiles::decode(&body).expect("an order");
    assert_eq!(order.host.0, b"127.0.0.1");
    let stream = TcpStream::connect(("127.0.0.1", order.tcp_port)).expect("the listener for attachments");
    stream.set_read_timeout(Some(Duration::from_mins(2))).expect("a time-out");
    let mut upload = Upload { stream, framer: Framer::new(jt808::MAX_ESCAPED) };
    let size = u32::try_from(PICTURE.len()).expect("short");
    upload.say(&Body::AlarmFiles(AlarmFiles {
        terminal_id: b"A000001",
        label: order.label,
        platform_alarm_no: Padded(order.platform_alarm_no.0),
        kind: 0,
        files: List(vec![FileItem { name: Text8(NAME), size }]),
    }));
    let (msg_id, body) = upload.hear();
    assert_eq!((msg_id, Reply::decode(&body).expect("a reply").result), (0x8001, 0));
    upload.say(&Body::FileBegin(FileInfo { name: Text8(NAME), kind: 0, size }));
    assert_eq!(upload.hear().0, 0x8001);
    let mut packet = Vec::new();
    DataHead { name: NAME.to_vec(), offset: 0, len: size }.encode(&mut packet);
    packet.extend_from_slice(PICTURE);
    upload.stream.write_all(&packet).expect("sent");
    upload.say(&Body::FileEnd(FileInfo { name: Text8(NAME), kind: 0, size }));
    assert_eq!(upload.hear().0, 0x9212, "whole, and kept");
}

async fn has_picture(client: &mut Client, media: &Value) {
    assert_eq!((&media["source"], &media["alarm"]), (&json!("alarm"), &json!("65-01")), "{media}");
    assert_eq!((&media["channel"], &media["media_type"]), (&json!(65), &json!("image/jpeg")));
    let hash = media["hash"].as_str().expect("a hash");
    assert_eq!(client.get(&format!("/api/v1/evidence/{hash}")).await.expect(200).body, PICTURE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_of_an_alarm_stands_with_vehicle_and_signal() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = data.to_str().expect("UTF-8");
    let demo = ["demo", "--no-traces", "--generated", "--port", "0", "--gateway-port", "0", "--data", path];
    Program::start(&demo, false).stop();
    let config = folder.path().join("anlu.toml");
    let text = format!(
        "data = {path:?}\n[server]\nlisten = \"127.0.0.1:0\"\n[gateway]\nlisten = \"127.0.0.1:0\"\n\
         [gateway.attachments]\nlisten = \"127.0.0.1:0\"\nhost = \"127.0.0.1\"\n"
    );
    std::fs::write(&config, text).expect("written");
    let program = Program::serve(&config);
    let gateway = program.gateway;
    tokio::task::spawn_blocking(move || send_picture(&mut drive(gateway))).await.expect("the upload");
    let mut client = officer(program.web).await;
    // The signal appears after four hours at the wheel and grows while the rest is judged.
    let found = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            let list = client.get("/api/v1/signals?kind=fatigue").await.expect_json(200);
            if let Some(id) = list["items"][0]["id"].as_str() {
                let files = client.get(&format!("/api/v1/signals/{id}/media")).await.expect_json(200);
                if files != json!([]) {
                    break files;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let files = found.await.expect("the picture stands with the signal");
    let signal = the_signal(&mut client).await;
    assert_eq!(files.as_array().map(Vec::len), Some(1), "{files}");
    has_picture(&mut client, &files[0]).await;
    let vehicle = signal["vehicle"]["id"].as_str().expect("a vehicle");
    let all = client.get(&format!("/api/v1/vehicles/{vehicle}/media")).await.expect_json(200);
    assert_eq!(all["total"], 1);
    has_picture(&mut client, &all["items"][0]).await;
    program.stop();
}
