//! 督办 of a platform below (0x9401), in the layout that the link has agreed on.

use anlu_domain::{
    downward::{AlarmSource, Demand, Taken},
    party::vehicle::PlateColour,
    time::UtcMs,
};
use anlu_protocols::jt809::{
    Body, Edition, Instant, LinkProfile, MsgId, Text, Upper, Vehicle,
    body::alarm::{Supervise, Supervise2011, Supervise2019, kind_zh},
    profile::SupervisionLayout,
};

use super::orders::{self, Warning, WarningKind};

/// `SUPERVISION_LEVEL`: 0 urgent, 1 normal (JT/T 809-2011 table 73).
const URGENT: u8 = 0;
const NORMAL: u8 = 1;
/// `WARN_SRC` 3: a government platform, where the platform below has reported nothing (2011 table 73).
const GOVERNMENT: u8 = 3;
/// Family of 0x9401.
const FAMILY: u16 = 0x9400;
/// Sub id of a pre-warning.
const WARNING: u16 = 0x9402;

/// Queues the message; its serial number and what it is about, or `None` when no link of the platform is up.
///
/// A 0x9401 of 2019 may name no vehicle but by the alarm it is about. Where the platform below has reported none, a
/// pre-warning goes ahead, which names the vehicle, and the demand is about that.
pub(super) fn send(session: &mut Upper, profile: &LinkProfile, demand: &Demand, now: UtcMs) -> Option<Taken> {
    let vehicle = Vehicle::new(&demand.plate, demand.colour);
    let mut about = None;
    let source = match &demand.source {
        None if !profile.wraps_vehicle(FAMILY) => {
            let warning = Warning {
                kind: WarningKind::Ahead,
                plate: demand.plate.clone(),
                colour: Some(PlateColour::from_code(demand.colour)),
                at: demand.at,
                text: format!("督办：{}", kind_zh(demand.alarm_type.code).unwrap_or_default()),
            };
            let serial = orders::send(session, profile, &warning, now)?;
            about.insert(AlarmSource { platform: String::new(), kind: WARNING, serial }).clone()
        }
        _ => demand.named(),
    };
    let serial = session.send(Some(vehicle), Body::Supervise(body(profile, demand, &source)), now.0)?;
    Some(Taken { serial, about })
}

fn body(profile: &LinkProfile, demand: &Demand, named: &AlarmSource) -> Supervise {
    let (time, deadline) = (Instant::from_ms(demand.at.0), Instant::from_ms(demand.deadline.0));
    let level = if demand.urgent { URGENT } else { NORMAL };
    let supervisor = Text::new(&demand.supervisor);
    let (supervisor_tel, supervisor_email) = (Text::new(&demand.phone), Text::new(&demand.email));
    match (profile.edition, profile.supervision) {
        (Edition::V2011, _) | (Edition::V2019, SupervisionLayout::AsIn2011) => Supervise::V2011(Supervise2011 {
            source: if demand.alarm_type.origin == 0 { GOVERNMENT } else { demand.alarm_type.origin },
            alarm_type: MsgId(demand.alarm_type.code),
            time,
            supervision_id: demand.number,
            deadline,
            level,
            supervisor,
            supervisor_tel,
            supervisor_email,
        }),
        (Edition::V2019, SupervisionLayout::BySource) => Supervise::V2019(Supervise2019 {
            platform: Text::new(&named.platform),
            time,
            source_type: MsgId(named.kind),
            source_serial: named.serial,
            deadline,
            level,
            supervisor,
            supervisor_tel,
            supervisor_email,
        }),
    }
}

#[cfg(test)]
mod tests {
    use anlu_domain::downward::AlarmType;

    use super::*;

    #[test]
    fn a_demand_names_its_number_in_2011_and_the_alarm_in_2019() {
        let demand = Demand {
            number: 77,
            plate: String::from("浙ZA0001"),
            colour: 2,
            source: Some(AlarmSource { platform: String::from("33010000001"), kind: 0x1402, serial: 5 }),
            alarm_type: AlarmType { origin: 1, code: 2 },
            at: UtcMs(1_772_323_100_000),
            deadline: UtcMs(1_772_326_700_000),
            urgent: true,
            supervisor: String::from("示例督办员"),
            phone: String::from("0571-0000"),
            email: String::new(),
        };
        let written = |edition, demand: &Demand| body(&LinkProfile::new(edition), demand, &demand.named());
        let Supervise::V2011(old) = written(Edition::V2011, &demand) else { panic!("2011") };
        assert_eq!((old.supervision_id, old.source, old.alarm_type, old.level), (77, 1, MsgId(2), 0));
        assert_eq!(old.supervisor.text(), "示例督办员");
        let Supervise::V2019(new) = written(Edition::V2019, &demand) else { panic!("2019") };
        let named = (new.source_type, new.source_serial, new.platform.text().into_owned());
        assert_eq!(named, (MsgId(0x1402), 5, String::from("33010000001")));
        let agreed = LinkProfile { supervision: SupervisionLayout::AsIn2011, ..LinkProfile::new(Edition::V2019) };
        assert!(matches!(body(&agreed, &demand, &demand.named()), Supervise::V2011(d) if d.supervision_id == 77));
        let unasked = Demand { source: None, alarm_type: AlarmType { origin: 0, code: 2 }, urgent: false, ..demand };
        let Supervise::V2011(old) = written(Edition::V2011, &unasked) else { panic!("2011") };
        assert_eq!((old.source, old.level), (3, 1));
        let Supervise::V2019(new) = written(Edition::V2019, &unasked) else { panic!("2019") };
        assert_eq!((new.source_type, new.source_serial), (MsgId(0x9401), 77), "it names itself");
    }
}
