//! Steps of cases as the ledger and Today name them.

use anlu_domain::case::ActKind;

/// The verb of the ledger.
pub const fn ledger(act: ActKind) -> &'static str {
    match act {
        ActKind::AskFiling => "case_filing_asked",
        ActKind::PunishOnTheSpot => "case_punished_on_the_spot",
        ActKind::DecideFiling => "case_filing_decided",
        ActKind::AddInterview => "case_interview_added",
        ActKind::AddEvidence => "case_evidence_added",
        ActKind::AskApproval => "case_approval_asked",
        ActKind::DecideAsk => "case_approval_decided",
        ActKind::DisposeRegistered => "case_registered_disposed",
        ActKind::Halt => "case_halted",
        ActKind::Resume => "case_resumed",
        ActKind::Conclude => "case_concluded",
        ActKind::Review => "case_reviewed",
        ActKind::GiveNotice => "case_noticed",
        ActKind::Reinvestigate => "case_reinvestigated",
        ActKind::State => "case_stated",
        ActKind::AskHearing => "case_hearing_asked",
        ActKind::CallHearing => "case_hearing_called",
        ActKind::HoldHearing => "case_hearing_held",
        ActKind::Decide => "case_decided",
        ActKind::Serve => "case_served",
        ActKind::Receive => "case_received",
        ActKind::RecordPayment => "case_paid",
        ActKind::Remind => "case_reminded",
        ActKind::MeasureDone => "case_measure_done",
        ActKind::Execute => "case_executed",
        ActKind::AskClosing => "case_closing_asked",
        ActKind::Close => "case_closing_decided",
    }
}

/// Every verb of the ledger about cases.
pub fn all() -> Vec<&'static str> {
    let opened = ["case_opened", "case_paired"];
    opened.into_iter().chain(ActKind::ALL.iter().map(|a| ledger(a.0))).collect()
}
