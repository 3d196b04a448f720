//! The upper platform of the demo county: an invented province that takes our positions over JT/T 809, checks who is on
//! duty (查岗), demands that an alarm be dealt with (督办), and sends texts to those on duty and to a vehicle.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anlu_domain::{
    party::vehicle::PlateColour,
    ports::Clock,
    time::{HOUR_MS, MINUTE_MS},
};
use anlu_gateway::{Cue, rehearse_upper};
use anlu_protocols::{
    jt809::{
        Body, Edition, Event, Instant, LinkProfile, MsgId, Text, Upper, UpperSettings, Vehicle,
        body::{
            alarm::{Supervise, Supervise2011},
            control::TextRequest,
            platform::{DutyCheck, Notice, ToObject},
        },
        field::Counted,
    },
    wire::gbk,
};
use tokio::{net::TcpListener, sync::mpsc, time::sleep};

use crate::config::{EditionName, Jt809Section, LowerEntry, ProfileEntry};

/// Our name for the link.
const LINK: &str = "province-demo";
const ACCESS_CODE: u32 = 339_900;
const USER: u32 = 3_399;
/// The demo listens on loopback only and its data is thrown away.
const PASSWORD: &str = "demo8420";
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
        report_results: None,
        forward_platforms: true,
        same_as: Vec::new(),
        carry_orders: true,
        inquiry_minutes: 10,
        memory_mib: 64,
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

/// Takes log-ins until the task is dropped.
pub(super) async fn serve(listener: TcpListener, about: Option<About>, clock: Arc<dyn Clock>) {
    let (cue, mut cues) = mpsc::channel::<Cue>(1);
    // What is asked once is asked once, however often the link comes up again.
    let mut unasked = Some(about);
    while let Ok((stream, _)) = listener.accept().await {
        let session = UpperSettings::new(LinkProfile::new(Edition::V2011), ACCESS_CODE, USER, PASSWORD);
        let heard = |event| {
            if let Event::Up(_) = event
                && let Some(about) = unasked.take()
            {
                let cue = cue.clone();
                tokio::spawn(async move {
                    sleep(ASKS_AFTER).await;
                    // The demo may be over.
                    drop(cue.send(Box::new(move |session, now| ask(session, about.as_ref(), now))).await);
                });
            }
        };
        rehearse_upper(stream, session, Arc::clone(&clock), &mut cues, heard).await;
    }
}

fn ask(session: &mut Upper, about: Option<&About>, now: i64) {
    let question = gbk::encode("请报告在岗监控人员姓名和当前在线车辆数（示例）");
    let check = DutyCheck::Object(ToObject {
        object_type: 1,
        object_id: Text::new("33990000001"),
        info_id: 1,
        content: Counted(&question),
    });
    // The link came up a moment ago; when it is gone, nobody is asked.
    let _sent = session.send(None, Body::DutyCheck(check), now);
    let news = gbk::encode("示例高速公路明日00:00至06:00封闭施工，请提示企业绕行（示例）");
    let notice = ToObject { object_type: 1, object_id: Text::new("33990000001"), info_id: 2, content: Counted(&news) };
    let _sent = session.send(None, Body::Notice(Notice::Object(notice)), now);
    let Some(About { plate, colour }) = about else { return };
    let vehicle = Vehicle::new(plate, colour.code());
    let words = gbk::encode("请注意控制车速（示例）");
    let text = TextRequest { message_id: 1, priority: 1, content: Counted(&words) };
    let _sent = session.send(Some(vehicle), Body::Text(text), now);
    let demand = Supervise::V2011(Supervise2011 {
        source: 3,
        alarm_type: MsgId(2),
        time: Instant::from_ms(now.saturating_sub(20 * MINUTE_MS)),
        supervision_id: 1,
        deadline: Instant::from_ms(now.saturating_add(2 * HOUR_MS)),
        level: 0,
        supervisor: Text::new("示例督办员"),
        supervisor_tel: Text::new("0000-8100009"),
        supervisor_email: Text::default(),
    });
    let _sent = session.send(Some(vehicle), Body::Supervise(demand), now);
}
