//! Carries messages to partners of watches: a signed request, or 0x9402 to a lower platform.

use std::{collections::BTreeMap, time::Duration};

use anlu_app::watch::deliver::{Carried, Courier, Parcel, Undelivered};
use anlu_domain::party::vehicle::PlateColour;
use anlu_gateway::{PlatformOrders, Warning};
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

/// 0x9402 has no answer of its own in either edition: it counts as delivered when a link that is up has taken it. The
/// end of a watch has no message in the standard; the first one says when it ends at the latest.
async fn warn(orders: &PlatformOrders, link: &str, parcel: &Parcel) -> Result<(), Undelivered> {
    if parcel.kind == MessageKind::Ended {
        return Ok(());
    }
    let body: Value = serde_json::from_str(&parcel.body).unwrap_or_default();
    let data = &body["data"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let warning = Warning {
        plate: text(&data["vehicle"]["plate"]),
        colour: PlateColour::parse(&text(&data["vehicle"]["colour"])),
        at: parcel.at,
        text: format!("布控：{}，截止{}", text(&data["reason"]), text(&data["expires_at"])),
    };
    match tokio::time::timeout(LINK, orders.warn(link, warning)).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(Undelivered(String::from("link_down"))),
    }
}
