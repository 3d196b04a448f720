//! What a client is told for each error of a use case: the one place where they become problems.
//!
//! A problem's own code says what kind of refusal it is; the precise reason is the code of an entry in `errors`, whose
//! pointer is empty when it is about the whole record.

use anlu_app::{
    StoreError,
    access::Denied,
    account::AccountError,
    backtest::BacktestError,
    campaign::CampaignError,
    case::CaseError,
    command::CommandError,
    document::{DocumentError, FillError},
    draw::DrawError,
    duty::DutyError,
    evidence::EvidenceError,
    field::FieldError,
    grade::GradeError,
    hazard::HazardError,
    import::ImportError,
    inquiry::InquiryError,
    ledger::LedgerError,
    live::list::LiveError,
    pack::PackError,
    project::ProjectError,
    registry::RegistryError,
    remote::RemoteError,
    risk::RiskError,
    signal::SignalError,
    step_error::StepError,
    talk::TalkError,
    target::TargetError,
    today::list::TodayError,
    upward::RequestError,
    watch::WatchError,
};
use anlu_domain::{
    duty::waiver::WaiverRefusal, field::seal::Broken, grade::ObjectionRefusal, hazard, inquiry::InquiryRefusal,
    ports::TypesetError, remote, signal,
};

use super::Problem;

impl From<Denied> for Problem {
    fn from(e: Denied) -> Self {
        Self::new("forbidden").detail(e.to_string())
    }
}

impl From<BacktestError> for Problem {
    fn from(e: BacktestError) -> Self {
        match e {
            BacktestError::Denied(d) => d.into(),
            BacktestError::Store(s) => s.into(),
            BacktestError::Period => Self::invalid("/to", "out_of_range"),
            BacktestError::Cancelled | BacktestError::Tracks(_) => Self::internal(&e),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(e: StoreError) -> Self {
        match &e {
            StoreError::Conflict { .. } | StoreError::Stale { .. } => {
                Self::new("changed_meanwhile").detail(e.to_string())
            }
            StoreError::Duplicate(_) => Self::new("duplicate"),
            StoreError::Dangling(_) => Self::invalid("", e.code()),
            StoreError::Unavailable(text) => {
                tracing::warn!(error = %text, "the database is not available");
                Self::new("unavailable").retry_after(5)
            }
            StoreError::Address(_) | StoreError::Corrupt(_) | StoreError::Newer(_) | StoreError::Internal(_) => {
                Self::internal(&e)
            }
        }
    }
}

impl From<StepError> for Problem {
    fn from(e: StepError) -> Self {
        match e {
            StepError::Denied(d) => d.into(),
            StepError::NotFound => Self::new("not_found"),
            StepError::Invalid { pointer, code } => Self::invalid(pointer, code),
            StepError::Store(s) => s.into(),
        }
    }
}

impl From<AccountError> for Problem {
    fn from(e: AccountError) -> Self {
        match e {
            AccountError::Denied(d) => d.into(),
            AccountError::NotFound => Self::new("not_found"),
            AccountError::WrongPassword => Self::new("wrong_password"),
            AccountError::LockedOut { until } => {
                Self::new("locked_out").field("", "locked_out").param("until", until.rfc3339_cst())
            }
            AccountError::WeakPassword { min_chars } => Self::invalid("/new", "weak_password").param("min", min_chars),
            AccountError::LoginTaken => Self::invalid("/login", "login_taken"),
            AccountError::Invalid { pointer, code } => Self::invalid(pointer, code),
            AccountError::Hash(_) => Self::internal(&e),
            AccountError::Store(s) => s.into(),
        }
    }
}

impl From<hazard::Refusal> for Problem {
    fn from(r: hazard::Refusal) -> Self {
        refused(r.about_actor(), r.code(), &r.pointers()).detail(r.to_string())
    }
}

impl From<HazardError> for Problem {
    fn from(e: HazardError) -> Self {
        match e {
            HazardError::Step(step) => step.into(),
            HazardError::Refused(r) => r.into(),
            HazardError::Document(d) => d.into(),
            HazardError::Workbook(_) => Self::internal(&e),
        }
    }
}

impl From<SignalError> for Problem {
    fn from(e: SignalError) -> Self {
        match e {
            SignalError::Step(step) => step.into(),
            SignalError::Refused(r) => {
                let about_actor = matches!(r, signal::Refusal::RoleMayNot { .. });
                refused(about_actor, r.code(), &r.pointers()).detail(r.to_string())
            }
            SignalError::Hazard(h) => Self::from(h).under("/hazard"),
            SignalError::NotSupervised(code) => Self::new("wrong_state").field("", code),
            SignalError::Track(_) => Self::internal(&e),
        }
    }
}

impl From<WatchError> for Problem {
    fn from(e: WatchError) -> Self {
        match e {
            WatchError::Step(step) => step.into(),
            WatchError::Refused(r) => refused(r.about_actor(), r.code(), &r.pointers()).detail(r.to_string()),
        }
    }
}

impl From<RequestError> for Problem {
    fn from(e: RequestError) -> Self {
        match e {
            RequestError::Step(step) => step.into(),
            RequestError::NotOpen => Self::new("wrong_state").field("", "request_not_open"),
        }
    }
}

impl From<CommandError> for Problem {
    fn from(e: CommandError) -> Self {
        match e {
            CommandError::Step(step) => step.into(),
            CommandError::NoTerminal => Self::new("wrong_state").field("", "no_terminal"),
        }
    }
}

impl From<DutyError> for Problem {
    fn from(e: DutyError) -> Self {
        match e {
            DutyError::Step(step) => step.into(),
            DutyError::Waiver(WaiverRefusal::ReasonMissing) => Self::invalid("/note", e.code()),
            DutyError::Waiver(WaiverRefusal::OwnRequest) => Self::new("forbidden").field("", e.code()),
            DutyError::Waiver(WaiverRefusal::DecidedAlready) | DutyError::State(_) => {
                Self::new("wrong_state").field("", e.code())
            }
        }
    }
}

impl From<InquiryError> for Problem {
    fn from(e: InquiryError) -> Self {
        match e {
            InquiryError::Step(step) => step.into(),
            InquiryError::Case(case) => (*case).into(),
            InquiryError::Waits => Self::new("wrong_state").field("", "inquiry_waits"),
            InquiryError::Refused(r) => match r {
                InquiryRefusal::Reason(code) => Self::invalid("/reason", code),
                InquiryRefusal::RoleMayNot(_) | InquiryRefusal::OwnProposal => {
                    Self::new("forbidden").field("", r.code())
                }
                InquiryRefusal::NoGround | InquiryRefusal::Decided => Self::new("wrong_state").field("", r.code()),
            },
        }
    }
}

/// Most faults of a pack version that are told.
const MAX_FAULTS: usize = 50;

impl From<PackError> for Problem {
    fn from(e: PackError) -> Self {
        match e {
            PackError::Step(step) => step.into(),
            PackError::State(code @ "own_version") => Self::new("forbidden").field("", code),
            PackError::State(code) => Self::new("wrong_state").field("", code),
            PackError::Cancelled => Self::internal(&e),
            PackError::Faults(faults) => faults.into_iter().take(MAX_FAULTS).fold(Self::new("invalid"), |told, f| {
                told.field("/file", "pack_fault")
                    .param("file", f.file)
                    .param("line", f.line)
                    .param("fault", f.code)
                    .param("message", f.message)
                    .param("hint", f.hint)
            }),
        }
    }
}

impl From<RiskError> for Problem {
    fn from(e: RiskError) -> Self {
        match e {
            RiskError::Step(step) => step.into(),
            RiskError::Refused(r) => {
                let pointer = r.pointer();
                let pointers: Vec<&str> = Some(pointer.as_str()).filter(|p| !p.is_empty()).into_iter().collect();
                refused(r.about_actor(), r.code(), &pointers).detail(r.to_string())
            }
            RiskError::Answers(fault) => Self::invalid(fault.pointer, fault.code),
            RiskError::Hazard(i, hazard) => Self::from(hazard).under(&format!("/answers/{i}")),
            RiskError::State(code) => Self::new("wrong_state").field("", code),
        }
    }
}

impl From<TargetError> for Problem {
    fn from(e: TargetError) -> Self {
        match e {
            TargetError::Step(step) => step.into(),
            TargetError::State(code) => Self::new("wrong_state").field("", code),
            TargetError::Workbook(_) => Self::internal(&e),
        }
    }
}

impl From<GradeError> for Problem {
    fn from(e: GradeError) -> Self {
        match e {
            GradeError::Step(step) => step.into(),
            GradeError::Document(d) => d.into(),
            GradeError::Refused(r) => match r {
                ObjectionRefusal::ReasonMissing => Self::invalid("/note", r.code()),
                ObjectionRefusal::OwnRequest | ObjectionRefusal::OwnEntry => Self::new("forbidden").field("", r.code()),
                ObjectionRefusal::DecidedAlready | ObjectionRefusal::TooLate => {
                    Self::new("wrong_state").field("", r.code())
                }
            },
            GradeError::State(code) => Self::new("wrong_state").field("", code),
            GradeError::Workbook(_) => Self::internal(&e),
        }
    }
}

impl From<FieldError> for Problem {
    fn from(e: FieldError) -> Self {
        match e {
            FieldError::Step(step) => step.into(),
            FieldError::Broken(Broken::Seal) => Self::invalid("/seal", "field_seal_broken"),
            FieldError::Broken(Broken::Unreadable(text)) => Self::invalid("/content", "field_unreadable").detail(text),
            FieldError::Broken(Broken::Content(fault)) => {
                Self::invalid(format!("/content{}", fault.pointer), fault.code)
            }
            FieldError::State(code) => Self::new("wrong_state").field("", code),
            FieldError::Hazard(i, hazard) => Self::from(hazard).under(&format!("/content/answers/{i}")),
            FieldError::Paper(e) => e.into(),
            FieldError::Hazards(e) => e.into(),
            FieldError::Duties(e) => e.into(),
            FieldError::Risks(e) => e.into(),
            FieldError::Registry(e) => e.into(),
        }
    }
}

impl From<DrawError> for Problem {
    fn from(e: DrawError) -> Self {
        match e {
            DrawError::Step(step) => step.into(),
            DrawError::Document(d) => d.into(),
            DrawError::Refused(r) => refused(r.about_actor(), r.code(), &r.pointers()).detail(r.to_string()),
            DrawError::Condition(fault) => Self::invalid("/among", "campaign_condition")
                .param("at", fault.at)
                .param("message", &fault.message)
                .param("hint", &fault.hint)
                .detail(fault.message),
        }
    }
}

impl From<CampaignError> for Problem {
    fn from(e: CampaignError) -> Self {
        match e {
            CampaignError::Step(step) => step.into(),
            CampaignError::Refused(r) => {
                let pointers: Vec<&str> = Some(r.pointer()).filter(|p| !p.is_empty()).into_iter().collect();
                refused(false, r.code(), &pointers).detail(r.to_string())
            }
            CampaignError::Condition(fault) => Self::invalid("/among", "campaign_condition")
                .param("at", fault.at)
                .param("message", &fault.message)
                .param("hint", &fault.hint)
                .detail(fault.message),
            CampaignError::File(file) => file.into(),
            CampaignError::Workbook(_) => Self::internal(&e),
        }
    }
}

impl From<DocumentError> for Problem {
    fn from(e: DocumentError) -> Self {
        let code = e.code();
        match e {
            DocumentError::Step(step) => step.into(),
            DocumentError::Fill(FillError::Missing(names)) => {
                Self::new("wrong_state").field("", code).param("fields", names.join(", "))
            }
            DocumentError::Typeset(TypesetError::Absent(why)) => Self::new("unavailable").field("", code).detail(why),
            DocumentError::Kind(_) | DocumentError::Fill(_) | DocumentError::Ended | DocumentError::Erased => {
                Self::new("wrong_state").field("", code).detail(e.to_string())
            }
            DocumentError::Typeset(_) | DocumentError::Seal(_) | DocumentError::Damaged => Self::internal(&e),
        }
    }
}

impl From<CaseError> for Problem {
    fn from(e: CaseError) -> Self {
        match e {
            CaseError::Step(step) => step.into(),
            CaseError::Document(d) => d.into(),
            CaseError::Exists => Self::new("wrong_state").field("", "case_exists"),
            CaseError::Refused(r) => {
                let pointers: Vec<&str> = Some(r.pointer()).filter(|p| !p.is_empty()).into_iter().collect();
                refused(r.about_actor(), r.code(), &pointers).detail(r.to_string())
            }
        }
    }
}

impl From<TalkError> for Problem {
    fn from(e: TalkError) -> Self {
        match e {
            TalkError::Step(step) => step.into(),
            TalkError::Document(d) => d.into(),
            TalkError::Exists => Self::new("wrong_state").field("", "talk_exists"),
            TalkError::Refused(r) => {
                let pointers: Vec<&str> = Some(r.pointer()).filter(|p| !p.is_empty()).into_iter().collect();
                refused(r.about_actor(), r.code(), &pointers).detail(r.to_string())
            }
        }
    }
}

impl From<RemoteError> for Problem {
    fn from(e: RemoteError) -> Self {
        match e {
            RemoteError::Step(step) => step.into(),
            RemoteError::Case(case) => case.into(),
            RemoteError::Document(d) => d.into(),
            RemoteError::Evidence(e) => e.into(),
            RemoteError::Refused(remote::Refusal::Case(r)) => CaseError::Refused(r).into(),
            RemoteError::Refused(r) => {
                let pointers: Vec<&str> = Some(r.pointer()).filter(|p| !p.is_empty()).into_iter().collect();
                let problem = refused(false, r.code(), &pointers);
                if let remote::Refusal::Wrong { left } = r { problem.param("left", left) } else { problem }
            }
        }
    }
}

impl From<ProjectError> for Problem {
    fn from(e: ProjectError) -> Self {
        match e {
            ProjectError::Step(step) => step.into(),
            ProjectError::Field(fault) => Self::invalid(fault.pointer, fault.code),
            ProjectError::OtherParty => Self::new("forbidden").field("", "project_other_party"),
            ProjectError::Risks(risk) => risk.into(),
            ProjectError::State(code) => Self::new("wrong_state").field("", code),
            ProjectError::Workbook(_) => Self::internal(&e),
        }
    }
}

impl From<EvidenceError> for Problem {
    fn from(e: EvidenceError) -> Self {
        match e {
            EvidenceError::Denied(d) => d.into(),
            EvidenceError::NotFound => Self::new("not_found"),
            EvidenceError::Empty => Self::invalid("/file", e.code()),
            EvidenceError::TooLarge { max } => {
                Self::new("too_large").field("/file", "evidence_too_large").param("max", max)
            }
            EvidenceError::TypeNotTaken => Self::new("unsupported_media_type").field("/file", "evidence_type"),
            EvidenceError::Files(_) | EvidenceError::Damaged(_) => Self::internal(&e),
            EvidenceError::Store(s) => s.into(),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(e: LedgerError) -> Self {
        match e {
            LedgerError::Denied(d) => d.into(),
            LedgerError::NotFound => Self::new("not_found"),
            LedgerError::SubjectRequired => Self::new("invalid_query").field("?subject_id", e.code()),
            LedgerError::Store(s) => s.into(),
        }
    }
}

impl From<LiveError> for Problem {
    fn from(e: LiveError) -> Self {
        match e {
            LiveError::Denied(d) => d.into(),
            LiveError::Store(s) => s.into(),
        }
    }
}

impl From<RegistryError> for Problem {
    fn from(e: RegistryError) -> Self {
        match e {
            RegistryError::Denied(d) => d.into(),
            RegistryError::NotFound => Self::new("not_found"),
            RegistryError::Invalid(faults) => {
                faults.iter().fold(Self::new("invalid"), |p, f| p.field(f.pointer, f.code))
            }
            RegistryError::Track(_) | RegistryError::Workbook(_) => Self::internal(&e),
            RegistryError::Store(s) => s.into(),
        }
    }
}

impl From<ImportError> for Problem {
    fn from(e: ImportError) -> Self {
        match e {
            ImportError::Denied(d) => d.into(),
            ImportError::Store(s) => s.into(),
            ImportError::Workbook(_) => Self::internal(&e),
            other => Self::invalid("/file", other.code()).detail(other.to_string()),
        }
    }
}

impl From<TodayError> for Problem {
    fn from(e: TodayError) -> Self {
        match e {
            TodayError::Denied(d) => d.into(),
            TodayError::Store(s) => s.into(),
        }
    }
}

/// A refused step: who asks is the reason (403), or fields are (422), or the record's state is (409).
fn refused(about_actor: bool, code: &'static str, pointers: &[&str]) -> Problem {
    if about_actor {
        return Problem::new("forbidden").field("", code);
    }
    if pointers.is_empty() {
        return Problem::new("wrong_state").field("", code);
    }
    pointers.iter().fold(Problem::new("invalid"), |p, pointer| p.field(*pointer, code))
}

#[cfg(test)]
mod tests {
    use anlu_domain::{access::Role, evidence::EvidencePhase};

    use super::*;

    #[test]
    fn a_conflict_is_told_as_changed_meanwhile() {
        let e = StoreError::Conflict { what: "hazard", expected: 3, found: 4 };
        assert_eq!(Problem::from(HazardError::from(e)).code(), "changed_meanwhile");
    }

    #[test]
    fn a_refused_step_names_its_reason() {
        let evidence = hazard::Refusal::EvidenceRequired { phase: EvidencePhase::After };
        let cases: [(Problem, &str, &str, &str); 3] = [
            (evidence.into(), "invalid", "/evidence", "evidence_after_required"),
            (hazard::Refusal::VerifierIsSubmitter.into(), "forbidden", "", "verifier_is_submitter"),
            (hazard::Refusal::NoExtension.into(), "wrong_state", "", "no_extension"),
        ];
        for (problem, code, pointer, reason) in cases {
            assert_eq!((problem.code(), problem.reasons()), (code, vec![(pointer, reason)]));
        }
        let action = hazard::Action::Plan;
        let nested = SignalError::Hazard(HazardError::Refused(hazard::Refusal::ReasonRequired { action }));
        assert_eq!(Problem::from(nested).reasons(), [("/hazard/note", "reason_required")]);
        let denied = Denied { role: Role::Driver, action: anlu_app::access::Action::HazardClose };
        assert_eq!(Problem::from(HazardError::from(denied)).code(), "forbidden");
    }
}
