//! Closed vocabularies of cases.

use anlu_domain::case::{self, clock, discretion};

use crate::api::vocabulary::mirror;

mirror! {
    /// Where a case stands.
    CaseState = case::CaseState {
        Clue, Filing, Investigating, Reviewing, Reviewed, Noticed, Decided, Served, Executed, Closing, Closed, Ended,
    }
}
mirror! {
    /// By which procedure.
    CaseProcedure = case::Procedure { Ordinary, Simple }
}
mirror! {
    /// Whether the party is a unit or a person.
    PartyKind = case::PartyKind { Unit, Person }
}
mirror! {
    /// How a case came to be known.
    CaseSource = case::CaseSource {
        Hazard, Inquiry, Signal, Watch, Inspection, Duty, Report, Referral, Found,
    }
}
mirror! {
    /// Kinds of evidence.
    EvidenceKind = case::EvidenceKind {
        Documentary, Physical, AudioVisual, Electronic, Witness, Party, Expert, Scene,
    }
}
mirror! {
    /// What an approver is asked for.
    AskKind = case::AskKind {
        FilingExtension, DecisionExtension, Registration, Sealing, Recusal,
    }
}
mirror! {
    /// Where such a wish stands.
    AskState = case::AskState { Asked, Granted, Refused }
}
mirror! {
    /// Why clocks stand still.
    HaltReason = case::HaltReason {
        Appraisal, Announcement, Hearing,
    }
}
mirror! {
    /// What is ordered or proposed beside or instead of a fine.
    MeasureKind = case::MeasureKind {
        Warning, Rectify, Suspension, Confiscation, Revocation, Closure, JointSanction,
    }
}
mirror! {
    /// How a case is decided.
    CaseOutcome = case::Outcome {
        Penalty, Spared, NotEstablished, Transferred,
    }
}
mirror! {
    /// How a case ends early.
    CaseEnding = case::Ending {
        NotFiled, NotEstablished, Transferred,
    }
}
mirror! {
    /// What was served.
    ServedWhat = case::ServedWhat { Notice, HearingNotice, Decision }
}
mirror! {
    /// How it was served.
    ServiceWay = case::ServiceWay {
        Direct, Refused, Post, Electronic, Announcement,
    }
}
mirror! {
    /// A step of a case.
    CaseAction = case::ActKind {
        AskFiling, PunishOnTheSpot, DecideFiling, AddInterview, AddEvidence, AskApproval, DecideAsk, DisposeRegistered, Halt, Resume, Conclude, Review, GiveNotice, Reinvestigate, State, AskHearing, CallHearing, HoldHearing, Decide, Serve, Receive, RecordPayment, Remind, MeasureDone, Execute, AskClosing, Close,
    }
}
mirror! {
    /// Which clock.
    CaseClockKey = clock::TermKey {
        Filing, Decision, Registration, Sealing, Statement, HearingRequest, HearingAdvance, Service, Payment, Reconsideration, Lawsuit, Limitation, LimitationGrave, SimplePerson, SimpleUnit, HeavyPerson, HeavyUnit, Surcharge, TalkNotice, TalkPlan, TalkAccident, TalkGrade, TalkReach, TalkMend, TalkConfirm, RemoteLink,
    }
}
mirror! {
    /// What a clock counts in.
    CaseClockUnit = clock::Unit {
        CalendarDays, WorkingDays, Months, Yuan, PermillePerDay,
    }
}
mirror! {
    /// What bears on the amount of a fine.
    Circumstance = discretion::Circumstance {
        First, Minor, Mended, Major, Repeat, Late, Refused, Harm, Obstruct, Active, AccidentGeneral, AccidentLarger, AccidentGrave, AccidentExtreme, Gravest,
    }
}
