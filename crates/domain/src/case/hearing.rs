//! The hearing: asked for by the party, called by an officer, recorded.

use super::{
    Hearing, Refusal, ServedWhat,
    clock::TermKey,
    step::{Taking, names},
    words::required,
};
use crate::time::UtcMs;

impl Taking<'_> {
    pub(super) fn ask_hearing(&mut self, note: &str) -> Result<(), Refusal> {
        let asked = self.step(required(note, "/note")?);
        let receipt = self.case.notice.as_ref().and_then(|n| n.receipt.as_ref()).map(|r| r.at.day());
        let last = receipt.and_then(|d| self.rules.terms.last_day(TermKey::HearingRequest, d, self.rules.calendar));
        if last.is_some_and(|(last, _)| asked.at.day() > last) {
            return Err(Refusal::NoHearingRight);
        }
        self.case.hearing = Some(Hearing {
            asked,
            at: None,
            place: None,
            chair: None,
            called: None,
            attendees: Vec::new(),
            held: None,
        });
        Ok(())
    }

    pub(super) fn call_hearing(&mut self, at: UtcMs, place: &str, chair: &str) -> Result<(), Refusal> {
        let place = required(place, "/place")?;
        let chair = required(chair, "/chair")?;
        if self.case.officers.iter().any(|o| o.name == chair) {
            return Err(Refusal::Field { pointer: "/chair", code: "case_handling" });
        }
        let earliest = self.rules.terms.last_day(TermKey::HearingAdvance, self.today(), self.rules.calendar);
        if earliest.is_some_and(|(earliest, _)| at.day() < earliest) {
            return Err(Refusal::HearingTooSoon);
        }
        let step = self.step(String::new());
        // A hearing that is moved is told anew.
        self.case.services.retain(|s| s.what != ServedWhat::HearingNotice);
        if let Some(hearing) = &mut self.case.hearing {
            (hearing.at, hearing.place, hearing.chair, hearing.called) =
                (Some(at), Some(place), Some(chair), Some(step));
        }
        Ok(())
    }

    pub(super) fn hold_hearing(&mut self, attendees: &[String], note: &str) -> Result<(), Refusal> {
        let step = self.step(required(note, "/note")?);
        let there = names(attendees);
        if there.is_empty() {
            return Err(Refusal::Field { pointer: "/attendees", code: "required" });
        }
        if let Some(hearing) = &mut self.case.hearing {
            if hearing.at.is_some_and(|at| at.day() > step.at.day()) {
                return Err(Refusal::HearingTooSoon);
            }
            (hearing.attendees, hearing.held) = (there, Some(step));
        }
        Ok(())
    }
}
