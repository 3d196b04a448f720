//! Every step from every state by every role, clocks and owners.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Scope},
    ids::{EnterpriseId, PersonId, SignalId, UserId},
    signal::{
        act::actions,
        state::{BySeverity, GroupKey},
    },
    time::{HOUR_MS, MINUTE_MS},
};

const NOW: UtcMs = UtcMs(1_795_500_000_000);
const CLOCKS: Clocks = Clocks {
    authority: BySeverity { notice: 24 * HOUR_MS, warning: 4 * HOUR_MS, severe: 30 * MINUTE_MS },
    enterprise: BySeverity { notice: 72 * HOUR_MS, warning: 24 * HOUR_MS, severe: 2 * HOUR_MS },
};

fn viewer(role: Role) -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(9)), name: String::from("示例"), role, scope: Scope::All }
}

fn signal(state: State) -> Signal {
    let named = (SignalId(Uuid::from_u128(1)), GroupKey::vehicle_day("v", NOW.day()), NOW.day());
    Signal {
        enterprise: Some(EnterpriseId(Uuid::from_u128(2))),
        state,
        due_at: state.owner(false).map(|o| CLOCKS.due(o, Severity::Warning, NOW)),
        ..Signal::opened(named, ("fatigue", Severity::Warning), NOW, NOW)
    }
}

fn apply(s: Signal, v: &Viewer, action: Action, now: UtcMs) -> Result<Signal, Refusal> {
    match action {
        Action::Remind => remind(s, v, now, &CLOCKS, "请停车休息"),
        Action::HandOver => hand_over(s, v, now, &CLOCKS, "请核查"),
        Action::MakeHazard => make_hazard(s, v, now, &CLOCKS, HazardId(Uuid::from_u128(3)), ""),
        Action::ProposeWatch => propose_watch(s, v, now, &CLOCKS, WatchId(Uuid::from_u128(4)), "严重疲劳"),
        Action::FalseAlarm => false_alarm(s, v, now, &CLOCKS, "data_gap", ""),
        Action::Acknowledge => acknowledge(s, v, now, &CLOCKS, ""),
        Action::Answer => answer(s, v, now, &CLOCKS, "已批评教育"),
        Action::Close => close(s, v, now, &CLOCKS, ""),
        Action::Assign => assign(s, v, PersonRef::from(&viewer(Role::Enforcement))),
    }
}

#[test]
fn every_step_by_every_role_from_every_state_agrees_with_the_buttons() {
    let later = NOW.plus(MINUTE_MS);
    let mut done = 0;
    for state in State::ALL {
        for role in Role::ALL {
            for action in Action::ALL {
                let v = viewer(role);
                let offered = actions(&signal(state), &v).contains(&action);
                let result = apply(signal(state), &v, action, later);
                assert_eq!(result.is_ok(), offered, "{state:?} {role:?} {action:?}");
                match result {
                    Ok(after) if action != Action::Assign => {
                        done += 1;
                        assert_eq!(after.since, later);
                        assert_eq!(after.due_at.is_some(), after.owner().is_some());
                        assert_eq!(after.due_at.is_none(), after.state.settled());
                    }
                    Ok(after) => assert_eq!((after.state, after.due_at), (state, signal(state).due_at)),
                    Err(Refusal::WrongState { .. }) => assert!(!action.from_states().contains(&state)),
                    Err(r) => assert_eq!(r, Refusal::RoleMayNot { role, action }),
                }
            }
        }
    }
    assert!(done > 30, "the table must hold many lawful steps, found {done}");
}

#[test]
fn a_settled_signal_offers_nothing_and_every_other_one_offers_its_owner_something() {
    for state in State::ALL {
        let s = signal(state);
        if state.settled() {
            assert!(Role::ALL.iter().all(|&r| actions(&s, &viewer(r)).is_empty()), "{state:?}");
            assert_eq!(s.owner(), None);
        } else {
            let role = match s.owner().unwrap() {
                Owner::Authority => Role::BureauOfficer,
                Owner::Enterprise => Role::SafetyOfficer,
                Owner::Driver => Role::Driver,
            };
            assert!(!actions(&s, &viewer(role)).is_empty(), "{state:?}");
        }
    }
}

#[test]
fn clocks_follow_owner_and_severity() {
    let v = viewer(Role::BureauOfficer);
    let s = remind(Signal { severity: Severity::Severe, ..signal(State::Open) }, &v, NOW, &CLOCKS, "停车").unwrap();
    assert_eq!((s.owner(), s.due_at), (Some(Owner::Enterprise), Some(NOW.plus(2 * HOUR_MS))));
    let with_driver = Signal { driver: Some(PersonId(Uuid::from_u128(5))), ..signal(State::Open) };
    let s = remind(with_driver, &v, NOW, &CLOCKS, "停车").unwrap();
    assert_eq!((s.owner(), s.due_at), (Some(Owner::Driver), Some(NOW.plus(24 * HOUR_MS))));
    assert!(!s.overdue(NOW.plus(24 * HOUR_MS)));
    assert!(s.overdue(NOW.plus(24 * HOUR_MS + 1)));
}

#[test]
fn a_false_alarm_needs_a_reason_that_can_be_counted() {
    let v = viewer(Role::Enforcement);
    for (reason, note) in [("", ""), (" ", "words"), ("other", " ")] {
        let r = false_alarm(signal(State::Open), &v, NOW, &CLOCKS, reason, note);
        assert_eq!(r, Err(Refusal::ReasonRequired { action: Action::FalseAlarm }), "{reason:?}");
    }
    let coded = false_alarm(signal(State::Open), &v, NOW, &CLOCKS, "driver_changed", "双班").unwrap();
    assert_eq!(coded.false_alarm.unwrap().code, "driver_changed");
    let free = false_alarm(signal(State::Open), &v, NOW, &CLOCKS, "渡轮上", "").unwrap().false_alarm.unwrap();
    assert_eq!((free.code.as_str(), free.note.as_str()), ("other", "渡轮上"));
}

#[test]
fn an_unregistered_vehicle_has_nobody_to_remind() {
    let s = Signal { enterprise: None, ..signal(State::Open) };
    let v = viewer(Role::BureauOfficer);
    let r = remind(s.clone(), &v, NOW, &CLOCKS, "");
    assert_eq!(r, Err(Refusal::EnterpriseUnknown { action: Action::Remind }));
    assert_eq!(actions(&s, &v), [Action::ProposeWatch, Action::FalseAlarm, Action::Assign]);
}

#[test]
fn a_rise_to_severe_comes_back_to_the_desk_with_the_short_clock() {
    let later = NOW.plus(HOUR_MS);
    for state in State::ALL {
        let risen = absorb(signal(state), Severity::Severe, later, &CLOCKS);
        match state {
            State::Open => assert_eq!(risen.due_at, Some(later.plus(30 * MINUTE_MS))),
            State::WatchProposed => assert_eq!((risen.state, risen.severity), (state, Severity::Severe)),
            s if s.settled() => assert_eq!(risen, signal(state)),
            _ => assert_eq!((risen.state, risen.due_at), (State::Open, Some(later.plus(30 * MINUTE_MS)))),
        }
        assert_eq!(absorb(signal(state), Severity::Notice, later, &CLOCKS), signal(state));
    }
    // A clock that already runs out sooner is not lengthened.
    let soon = Signal { due_at: Some(NOW), ..signal(State::Open) };
    assert_eq!(absorb(soon, Severity::Severe, later, &CLOCKS).due_at, Some(NOW));
}

#[test]
fn an_overdue_signal_is_escalated_once_and_the_next_step_clears_it() {
    let late = NOW.plus(5 * HOUR_MS);
    assert_eq!(escalate(signal(State::Open), NOW), None);
    let s = escalate(signal(State::Open), late).unwrap();
    assert_eq!(escalate(s.clone(), late.plus(1)), None);
    assert_eq!(remind(s, &viewer(Role::BureauOfficer), late, &CLOCKS, "").unwrap().escalated_at, None);
    assert_eq!(escalate(signal(State::Closed), late), None);
}
