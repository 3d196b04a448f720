//! Carries messages to partners of watches: a signed request, or 0x9402 and 0x9403 to a lower platform.

use std::{collections::BTreeMap, time::Duration};

use anlu_app::watch::deliver::{Carried, Courier, Parcel, Undelivered};
use anlu_domain::{party::vehicle::PlateColour, time::UtcMs};
use anlu_gateway::{PlatformOrders, Warning, WarningKind};
use anlu_store::repo::outbox::MessageKind;
use anlu_web::Webhook;
use serde_json::Value;

use crate::{Failure, config::Way};

/// A link has this long to take a message.
const LINK: Duration = Duration::from_secs(10);

/// How each partner is reached.
pub(crate) struct Couriers {
    ways: BTreeMap<String, Reached>,
    orders: PlatformOrders,
}

#[derive(Clone)]
enum Reached {
    Webhook(Webhook),
    Link(String),
}

impl Couriers {
    /// Couriers over the configured ways; `orders` are the links of lower platforms.
    pub(crate) fn new(ways: Vec<(String, Way)>, orders: PlatformOrders) -> Result<Self, Failure> {
        let reached = |(id, way): (String, Way)| {
            let reached = match way {
                Way::Webhook { url, certificates } => {
                    let hook = Webhook::new(url, certificates.as_deref());
                    let wrong =
                        |e| Failure::input("config_watch", format!("watch: the certificate_file of {id:?}: {e}"));
                    Reached::Webhook(hook.map_err(wrong)?)
                }
                Way::Link(link) => Reached::Link(link),
            };
            Ok((id, reached))
        };
        Ok(Self { ways: ways.into_iter().map(reached).collect::<Result<_, Failure>>()?, orders })
    }
}

impl Courier for Couriers {
    fn carry(&self, parcel: Parcel) -> Carried {
        match self.ways.get(&parcel.partner.id) {
            None => Box::pin(std::future::ready(Err(Undelivered(String::from("partner_unknown"))))),
            Some(Reached::Webhook(hook)) => hook.carry(parcel),
            Some(Reached::Link(link)) => {
                let (orders, link) = (self.orders.clone(), link.clone());
                Box::pin(async move { warn(&orders, &link, &parcel).await })
            }
        }
    }
}

/// Neither has an answer of its own in either edition: it counts as delivered when a link that is up has taken it.
async fn warn(orders: &PlatformOrders, link: &str, parcel: &Parcel) -> Result<(), Undelivered> {
    let warning = warning(parcel)?;
    match tokio::time::timeout(LINK, orders.warn(link, warning)).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(Undelivered(String::from("link_down"))),
    }
}

/// The message in the words of 0x9402, a sighting in those of 0x9403, which has no field for a place either. The standard
/// has no message for the end of a watch: a second 0x9402 says it. What must not be cut off stands first, for the text
/// has a longest length.
fn warning(parcel: &Parcel) -> Result<Warning, Undelivered> {
    let body: Value = serde_json::from_str(&parcel.body).unwrap_or_default();
    let data = &body["data"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let plate = text(&data["vehicle"]["plate"]);
    if plate.is_empty() {
        return Err(Undelivered(String::from("plate_unknown")));
    }
    // Who can answer needs the number for it.
    let number =
        if parcel.partner.secret.is_some() { format!("，编号{}", text(&data["watch_id"])) } else { String::new() };
    let mut told = (WarningKind::Ahead, parcel.at);
    let words = match parcel.kind {
        MessageKind::Confirmed => {
            format!("布控（截止{}{number}）：{}", text(&data["expires_at"]), text(&data["reason"]))
        }
        MessageKind::Sighted => {
            let at = text(&data["at"]);
            told = (WarningKind::Exchange, UtcMs::parse_rfc3339(&at).unwrap_or(parcel.at));
            let degrees = |axis: &str| data["place"][axis].as_f64();
            let place = match (degrees("lon"), degrees("lat")) {
                (Some(lon), Some(lat)) => format!("东经{lon:.6}，北纬{lat:.6}（WGS-84）"),
                _ => String::from("位置不明"),
            };
            format!("发现布控车辆（{at}{number}）：{place}")
        }
        MessageKind::Ended => {
            let how = match data["state"].as_str() {
                Some("withdrawn") => "撤回",
                Some("closed") => "办结",
                Some("expired") => "到期",
                _ => "结束",
            };
            format!("布控已{how}{number}：不再需要拦停该车")
        }
    };
    let (kind, at) = told;
    Ok(Warning { kind, plate, colour: PlateColour::parse(&text(&data["vehicle"]["colour"])), at, text: words })
}

#[cfg(test)]
mod tests {
    use anlu_app::watch::partner::{Partner, Secret};
    use anlu_domain::{time::UtcMs, watch::PartnerKind};
    use serde_json::json;

    use super::*;

    fn parcel(kind: MessageKind, data: &Value, secret: Option<&str>) -> Parcel {
        let partner = Partner {
            id: String::from("city"),
            name: String::from("示例市"),
            kind: PartnerKind::Police,
            secret: secret.map(|text| Secret::read(text).unwrap()),
        };
        let body = json!({ "type": kind.as_str(), "data": data }).to_string();
        Parcel { id: String::from("1"), partner, kind, at: UtcMs(0), body, signature: String::new() }
    }

    #[test]
    fn both_messages_say_what_matters_first() {
        let vehicle = json!({ "plate": "浙ZA0001", "colour": "yellow" });
        let data = json!({ "watch_id": "7", "vehicle": vehicle, "reason": "严重疲劳", "expires_at": "明天" });
        let told = warning(&parcel(MessageKind::Confirmed, &data, None)).unwrap();
        assert_eq!((told.plate.as_str(), told.colour), ("浙ZA0001", Some(PlateColour::Yellow)));
        assert_eq!(told.text, "布控（截止明天）：严重疲劳");
        let secret = Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let told = warning(&parcel(MessageKind::Confirmed, &data, secret)).unwrap();
        assert_eq!(told.text, "布控（截止明天，编号7）：严重疲劳");
        for (state, words) in [("withdrawn", "撤回"), ("closed", "办结"), ("expired", "到期")] {
            let data = json!({ "watch_id": "7", "vehicle": vehicle, "state": state });
            let told = warning(&parcel(MessageKind::Ended, &data, None)).unwrap();
            assert_eq!(told.text, format!("布控已{words}：不再需要拦停该车"));
            assert_eq!(told.plate, "浙ZA0001");
        }
    }

    #[test]
    fn a_sighting_is_an_exchanged_alarm_with_its_time_and_place() {
        let seen = |place: Value| {
            let vehicle = json!({ "plate": "浙ZA0001", "colour": "yellow" });
            let data = json!({ "vehicle": vehicle, "at": "2026-11-24T09:10:00+08:00", "place": place });
            warning(&parcel(MessageKind::Sighted, &data, None)).unwrap()
        };
        let told = seen(json!({ "lon": 121.25, "lat": 30.1 }));
        assert_eq!((told.kind, told.at.rfc3339_cst().as_str()), (WarningKind::Exchange, "2026-11-24T09:10:00+08:00"));
        let words = "发现布控车辆（2026-11-24T09:10:00+08:00）：东经121.250000，北纬30.100000（WGS-84）";
        assert_eq!(told.text, words);
        assert!(seen(Value::Null).text.ends_with("：位置不明"));
    }

    #[test]
    fn without_a_plate_nothing_can_be_told() {
        for vehicle in [Value::Null, json!({ "plate": "" })] {
            let data = json!({ "watch_id": "7", "vehicle": vehicle, "state": "closed" });
            let failed = warning(&parcel(MessageKind::Ended, &data, None)).unwrap_err();
            assert_eq!(failed.0, "plate_unknown");
        }
    }
}
