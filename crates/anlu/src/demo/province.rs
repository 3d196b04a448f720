//! The upper platform of the demo county: an invented province that takes our positions over JT/T 809, checks who is on
//! duty (查岗) and demands that an alarm be dealt with (督办).

use std::{net::SocketAddr, time::Duration};

use anlu_domain::{
    party::vehicle::PlateColour,
    time::{HOUR_MS, MINUTE_MS, UtcMs},
};
use anlu_protocols::{
    jt809::{
        Body, Edition, Event, Instant, Link, LinkProfile, MsgId, Text, Upper, UpperSettings, Vehicle,
        body::{
            alarm::{Supervise, Supervise2011},
            platform::{DutyCheck, ToObject},
        },
        field::Counted,
        session::{Knock, knock},
    },
    wire::gbk,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{Instant as Moment, sleep_until},
};

use crate::config::{EditionName, Jt809Section, LowerEntry, ProfileEntry};

/// Our name for the link.
const LINK: &str = "province-demo";
const ACCESS_CODE: u32 = 339_900;
const USER: u32 = 3_399;
/// The demo listens on loopback only and its data is thrown away.
const PASSWORD: &str = "demo8420";
/// Longest first frame, bytes.
const FIRST_FRAME: usize = 1_024;
/// How long after the log-in it asks.
const ASKS_AFTER: Duration = Duration::from_secs(5);

/// Our side of the link to the province at `address`.
pub(super) fn section(address: SocketAddr) -> Jt809Section {
    let province = LowerEntry {
        id: LINK.to_owned(),
        address,
        access_code: ACCESS_CODE,
        user: USER,
        password: Some(PASSWORD.to_owned()),
        password_file: None,
        platform: String::from("33990000001"),
        sub_listen: None,
        sub_ip: None,
        from_start: false,
        report_alarms: true,
        inquiry_minutes: 10,
        profile: ProfileEntry { edition: EditionName::V2011, ..ProfileEntry::default() },
    };
    Jt809Section { lower: vec![province], ..Jt809Section::default() }
}

/// The vehicle whose alarm it demands an answer about.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) plate: String,
    pub(super) colour: PlateColour,
}

/// Takes log-ins until the task is dropped. `now` is when the county was founded.
pub(super) async fn serve(listener: TcpListener, about: Option<About>, now: UtcMs) {
    // What is asked once is asked once, however often the link comes up again.
    let mut asked = false;
    while let Ok((stream, _)) = listener.accept().await {
        talk(stream, about.as_ref(), now, &mut asked).await;
    }
}

/// One main link, from its first frame to its end; `None` when it ends.
async fn talk(mut stream: TcpStream, about: Option<&About>, now: UtcMs, asked: &mut bool) -> Option<()> {
    let mut bytes = Vec::new();
    let (frame, used) = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        match knock(&bytes, FIRST_FRAME) {
            Knock::Frame { frame, used, .. } => break (frame, used),
            Knock::More => {}
            Knock::Noise => return None,
        }
    };
    let begun = Moment::now();
    let time = || now.0.saturating_add(i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX));
    let mut session =
        Upper::new(UpperSettings::new(LinkProfile::new(Edition::V2011), ACCESS_CODE, USER, PASSWORD), now.0);
    let admission = session.admit(&frame, "127.0.0.1", time()).ok()?;
    session.main_opened(admission, 1, time());
    session.feed(Link::Main, bytes.get(used..).unwrap_or_default(), time());
    let asks = Moment::now() + ASKS_AFTER;
    loop {
        while let Some(event) = session.poll(time()) {
            if let Event::Deliver(delivery) = event {
                session.on_durable(&[delivery.token], time());
            }
        }
        stream.write_all(&session.take_output(Link::Main)).await.ok()?;
        bytes.clear();
        tokio::select! {
            read = stream.read_buf(&mut bytes) => {
                if read.ok()? == 0 {
                    return None;
                }
                session.feed(Link::Main, &bytes, time());
            }
            () = sleep_until(asks), if !*asked => {
                *asked = true;
                ask(&mut session, about, now, time());
            }
            () = sleep_until(Moment::now() + Duration::from_secs(1)) => session.tick(time()),
        }
    }
}

fn ask(session: &mut Upper, about: Option<&About>, now: UtcMs, time: i64) {
    let question = gbk::encode("请报告在岗监控人员姓名和当前在线车辆数（示例）");
    let check = DutyCheck::Object(ToObject {
        object_type: 1,
        object_id: Text::new("33990000001"),
        info_id: 1,
        content: Counted(&question),
    });
    // The link came up a moment ago; when it is gone, nobody is asked.
    let _sent = session.send(None, Body::DutyCheck(check), time);
    let Some(About { plate, colour }) = about else { return };
    let demand = Supervise::V2011(Supervise2011 {
        source: 3,
        alarm_type: MsgId(2),
        time: Instant::from_ms(now.0.saturating_sub(20 * MINUTE_MS)),
        supervision_id: 1,
        deadline: Instant::from_ms(now.0.saturating_add(2 * HOUR_MS)),
        level: 0,
        supervisor: Text::new("示例督办员"),
        supervisor_tel: Text::new("0000-8100009"),
        supervisor_email: Text::default(),
    });
    let _sent = session.send(Some(Vehicle::new(plate, colour.code())), Body::Supervise(demand), time);
}
