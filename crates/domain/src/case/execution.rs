//! What follows a decision: service, payment, reminders.

use super::{
    CaseState, Refusal, Served, ServedWhat, ServiceWay,
    clock::{self, Owed},
    guard::received,
    step::Taking,
};
use crate::time::UtcMs;

impl Taking<'_> {
    pub(super) fn serve(&mut self, what: ServedWhat, way: ServiceWay, receiver: String, read_at: Option<UtcMs>) {
        let step = self.step(String::new());
        match what {
            ServedWhat::Notice => {
                if let Some(notice) = &mut self.case.notice {
                    notice.receipt = Some(step.clone());
                }
            }
            ServedWhat::HearingNotice => {}
            ServedWhat::Decision => self.case.state = CaseState::Served,
        }
        self.case.services.push(Served { what, way, receiver, step, read_at });
        debug_assert!(what != ServedWhat::Notice || received(&self.case), "a notice served was received");
    }

    pub(super) fn pay(&mut self, paid_yuan: u64, note: &str) -> Result<(), Refusal> {
        let owed = self.owed().map_or(0, Owed::yuan);
        if paid_yuan < owed {
            return Err(Refusal::Field { pointer: "/paid_yuan", code: "case_paid_too_little" });
        }
        self.case.paid = Some(self.step(note.trim().to_owned()));
        self.case.paid_yuan = Some(paid_yuan);
        Ok(())
    }

    /// 催告, before the court is asked to enforce (行政强制法第五十四条).
    pub(super) fn remind(&mut self, note: &str) -> Result<(), Refusal> {
        match self.owed() {
            Some(owed) if self.today() > owed.due => {
                let step = self.step(note.trim().to_owned());
                self.case.reminders.push(step);
                Ok(())
            }
            _ => Err(Refusal::NotLate),
        }
    }

    fn owed(&self) -> Option<Owed> {
        clock::owed(&self.case, self.rules.terms, self.rules.calendar, self.today())
    }
}
