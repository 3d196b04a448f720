//! The case file: what is known, and everything that was done, oldest first.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    clock::TermKey,
    discretion::{Circumstance, Range},
};
use crate::{
    evidence::EvidenceHash,
    hazard::{PersonRef, Step},
    ids::{CaseId, EnterpriseId, UserId},
    party::names,
    time::{CivilDay, UtcMs},
};

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $stable:literal $zh:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $(#[doc = $zh] $(#[$note])* $variant),+ }
        names!($name { $($variant = $stable $zh),+ });
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// Where a case stands.
    CaseState {
        Clue = "clue" "线索",
        Filing = "filing" "待立案审批",
        Investigating = "investigating" "调查取证",
        Reviewing = "reviewing" "待审核",
        Reviewed = "reviewed" "审核通过",
        Noticed = "noticed" "已告知",
        Decided = "decided" "已决定",
        Served = "served" "已送达",
        Executed = "executed" "已执行",
        Closing = "closing" "待结案审批",
        Closed = "closed" "已结案",
        Ended = "ended" "已终止",
    }
}

impl CaseState {
    /// Nothing more happens.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Ended)
    }
}

vocabulary! {
    /// By which procedure.
    Procedure { Ordinary = "ordinary" "普通程序", Simple = "simple" "简易程序" }
}
vocabulary! {
    /// Whether the party is a unit or a person.
    PartyKind { Unit = "unit" "单位", Person = "person" "个人" }
}
vocabulary! {
    /// How the case came to be known.
    CaseSource {
        Hazard = "hazard" "隐患未整改",
        Inquiry = "inquiry" "按事故调查处理",
        Signal = "signal" "预警线索",
        Watch = "watch" "布控查获",
        Inspection = "inspection" "现场检查",
        Duty = "duty" "责任未履行",
        Report = "report" "举报",
        Referral = "referral" "移送",
        Found = "found" "工作发现",
    }
}
vocabulary! {
    /// Kinds of evidence (行政处罚法第四十六条).
    EvidenceKind {
        Documentary = "documentary" "书证",
        Physical = "physical" "物证",
        AudioVisual = "audio_visual" "视听资料",
        Electronic = "electronic" "电子数据",
        Witness = "witness" "证人证言",
        Party = "party" "当事人的陈述",
        Expert = "expert" "鉴定意见",
        Scene = "scene" "勘验、现场笔录",
    }
}
vocabulary! {
    /// What an approver is asked for.
    AskKind {
        FilingExtension = "filing_extension" "延长立案期限",
        DecisionExtension = "decision_extension" "延长办案期限",
        Registration = "registration" "先行登记保存",
        Sealing = "sealing" "查封、扣押",
        Recusal = "recusal" "回避",
    }
}

impl AskKind {
    /// The period it extends.
    pub const fn extends(self) -> Option<TermKey> {
        match self {
            Self::FilingExtension => Some(TermKey::Filing),
            Self::DecisionExtension => Some(TermKey::Decision),
            Self::Registration | Self::Sealing | Self::Recusal => None,
        }
    }

    /// For how long it keeps things from their owner, until what becomes of them is decided.
    pub const fn keeps(self) -> Option<TermKey> {
        match self {
            Self::Registration => Some(TermKey::Registration),
            Self::Sealing => Some(TermKey::Sealing),
            Self::FilingExtension | Self::DecisionExtension | Self::Recusal => None,
        }
    }
}
vocabulary! {
    /// Where such a wish stands.
    AskState { Asked = "asked" "待审批", Granted = "granted" "已同意", Refused = "refused" "未同意" }
}
vocabulary! {
    /// Why clocks stand still.
    HaltReason {
        Appraisal = "appraisal" "鉴定、检测",
        Announcement = "announcement" "公告送达",
        Hearing = "hearing" "听证",
    }
}
vocabulary! {
    /// What is ordered or proposed beside or instead of a fine.
    MeasureKind {
        Warning = "warning" "警告",
        Rectify = "rectify" "责令改正",
        Suspension = "suspension" "停产停业整顿",
        Confiscation = "confiscation" "没收违法所得",
        Revocation = "revocation" "吊销许可",
        Closure = "closure" "提请关闭",
        JointSanction = "joint_sanction" "联合惩戒",
    }
}

impl MeasureKind {
    /// Cuts so deep that the case is a heavy one: reviewed by law, decided together, with a right to a hearing.
    pub const fn is_heavy(self) -> bool {
        matches!(self, Self::Suspension | Self::Revocation | Self::Closure)
    }

    /// Has to be done by a day.
    pub const fn needs_deadline(self) -> bool {
        matches!(self, Self::Rectify | Self::Suspension)
    }
}

vocabulary! {
    /// How it is decided.
    Outcome {
        Penalty = "penalty" "给予处罚",
        Spared = "spared" "不予处罚",
        NotEstablished = "not_established" "违法事实不成立",
        Transferred = "transferred" "移送公安机关",
    }
}
vocabulary! {
    /// How a case ends early.
    Ending {
        NotFiled = "not_filed" "不予立案",
        NotEstablished = "not_established" "违法事实不成立",
        Transferred = "transferred" "移送公安机关",
    }
}
vocabulary! {
    /// What was served.
    ServedWhat { Notice = "notice" "处罚告知书", HearingNotice = "hearing_notice" "听证通知书", Decision = "decision" "处罚决定书" }
}
vocabulary! {
    /// How it was served.
    ServiceWay {
        Direct = "direct" "直接送达",
        Refused = "refused" "留置送达",
        Post = "post" "邮寄送达",
        Electronic = "electronic" "电子送达",
        Announcement = "announcement" "公告送达",
    }
}

/// The party: the firm, or the person responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Unit or person.
    pub kind: PartyKind,
    /// Name.
    pub name: String,
    /// Post of a person, e.g. 主要负责人.
    pub post: Option<String>,
}

/// What is said to be violated: a row of the discretion table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violated {
    /// Id in the pack.
    pub id: String,
    /// Name, Chinese.
    pub zh: String,
    /// Name, English.
    pub en: String,
    /// The clause violated and the clause that punishes it.
    pub clause: String,
}

/// An officer who handles the case, with his card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Account, when he has one.
    pub user: Option<UserId>,
    /// Name.
    pub name: String,
    /// Number of the enforcement card (执法证).
    pub card: String,
}

/// A wish that an approver decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// What for.
    pub kind: AskKind,
    /// The officer who steps back, or the things registered.
    pub about: String,
    /// Who takes over, when an officer steps back.
    pub successor: Option<Officer>,
    /// Who asked, when, why.
    pub asked: Step,
    /// Where it stands.
    pub state: AskState,
    /// Who decided, when, with which words.
    pub decided: Option<Step>,
    /// Things registered: what became of them.
    pub disposed: Option<Step>,
}

/// A time in which clocks stand still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halt {
    /// Why.
    pub reason: HaltReason,
    /// From when, by whom.
    pub began: Step,
    /// Until when.
    pub ended: Option<Step>,
}

/// A record of questions and answers (询问笔录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interview {
    /// Who was asked.
    pub person: String,
    /// His post or relation to the case.
    pub post: String,
    /// The record.
    pub text: String,
    /// Signed on his own phone.
    pub remote: bool,
    /// Hash of what he signed.
    pub signed: Option<String>,
    /// Who wrote it down, when.
    pub step: Step,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEvidence {
    /// Kind.
    pub kind: EvidenceKind,
    /// What it is and what it proves.
    pub name: String,
    /// Original carrier or copy: from where, how taken, how checked.
    pub origin: String,
    /// The file, by its hash.
    pub file: Option<EvidenceHash>,
    /// Who took it, when.
    pub step: Step,
}

/// What is ordered or proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Kind.
    pub kind: MeasureKind,
    /// What has to be done.
    pub text: String,
    /// By when.
    pub deadline: Option<CivilDay>,
    /// Who found it done, when.
    pub done: Option<Step>,
}

/// The end of the investigation: what is found, and what is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// Facts as they were found.
    pub findings: String,
    /// Circumstances computed and told.
    pub circumstances: Vec<Circumstance>,
    /// Income of the last year, yuan, where a fine is a share of it.
    pub income_yuan: Option<u64>,
    /// What the discretion table says.
    pub range: Range,
    /// Proposed fine, yuan.
    pub fine_yuan: u64,
    /// Proposed measures.
    pub measures: Vec<Measure>,
    /// Why the proposal leaves the range.
    pub deviation: Option<String>,
    /// It is a heavy case.
    pub heavy: bool,
    /// Who, when.
    pub step: Step,
}

/// 法制审核.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Passed, or sent back.
    pub passed: bool,
    /// Who, when, opinion.
    pub step: Step,
}

/// 告知: facts, grounds, penalty, rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// A hearing may be asked for.
    pub hearing_right: bool,
    /// Who gave it, when.
    pub step: Step,
    /// Who of the party received it, when.
    pub receipt: Option<Step>,
}

/// What the party said to the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// It renounces to say anything, and to a hearing.
    pub waived: bool,
    /// Entered by the party itself.
    pub by_party: bool,
    /// Who, when, words.
    pub step: Step,
}

/// 听证.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// Who asked for it, when, why.
    pub asked: Step,
    /// When it is held, once called.
    pub at: Option<UtcMs>,
    /// Place.
    pub place: Option<String>,
    /// Who presides; not one of those who investigated.
    pub chair: Option<String>,
    /// Who called it, when.
    pub called: Option<Step>,
    /// Those who were there.
    #[serde(default)]
    pub attendees: Vec<String>,
    /// Who recorded it, when, the record.
    pub held: Option<Step>,
}

/// 决定.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Number.
    pub no: String,
    /// How.
    pub outcome: Outcome,
    /// Fine, yuan.
    pub fine_yuan: u64,
    /// It is the highest the law allows (顶格处罚).
    pub maximum: bool,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Why it leaves the range.
    pub deviation: Option<String>,
    /// Those who decided a heavy case together.
    pub collective: Vec<String>,
    /// Points of the transfer checklist that were there.
    pub checklist: Vec<String>,
    /// Who, when, grounds.
    pub step: Step,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// What.
    pub what: ServedWhat,
    /// How.
    pub way: ServiceWay,
    /// Who received it, or who witnessed the refusal.
    pub receiver: String,
    /// Who recorded it, when.
    pub step: Step,
    /// When it was read on the phone.
    pub read_at: Option<UtcMs>,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// Number, e.g. `AJ-20261126-0001`.
    pub no: String,
    /// Procedure.
    pub procedure: Procedure,
    /// Where it stands.
    pub state: CaseState,
    /// The enterprise it is about, or whose person it is about.
    pub enterprise: EnterpriseId,
    /// Party.
    pub party: Party,
    /// The other case of a both-punish pair (一案双罚).
    pub pair: Option<CaseId>,
    /// How it came to be known.
    pub source: CaseSource,
    /// The record it came from.
    pub source_id: Option<Uuid>,
    /// What it is about, in a few words.
    pub title: String,
    /// First facts.
    pub facts: String,
    /// What is said to be violated.
    pub violated: Violated,
    /// Last day of the unlawful act; limitation counts from here.
    pub occurred: CivilDay,
    /// Life or health, or finance, with harm: the long limitation.
    pub grave_harm: bool,
    /// Who opened it, when.
    pub opened: Step,
    /// Two officers with cards, from filing on.
    pub officers: Vec<Officer>,
    /// Who asked for filing, when.
    pub filing_asked: Option<Step>,
    /// Who filed it, when, number of the filing stands on the paper.
    pub filed: Option<Step>,
    /// Interviews.
    #[serde(default)]
    pub interviews: Vec<Interview>,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<CaseEvidence>,
    /// Wishes for approval.
    #[serde(default)]
    pub asks: Vec<Ask>,
    /// Times in which clocks stood still.
    #[serde(default)]
    pub halts: Vec<Halt>,
    /// End of the investigation.
    pub conclusion: Option<Conclusion>,
    /// Reviews, oldest first.
    #[serde(default)]
    pub reviews: Vec<Review>,
    /// Notice.
    pub notice: Option<Notice>,
    /// What the party said.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// Hearing.
    pub hearing: Option<Hearing>,
    /// Decision.
    pub decision: Option<Decision>,
    /// Services.
    #[serde(default)]
    pub services: Vec<Served>,
    /// Reminders that a fine is owed (催告), oldest first.
    #[serde(default)]
    pub reminders: Vec<Step>,
    /// When the whole fine was paid, and how much with surcharge.
    pub paid: Option<Step>,
    /// What was paid, yuan.
    pub paid_yuan: Option<u64>,
    /// When everything was executed.
    pub executed: Option<Step>,
    /// Who asked to close it, when, summary.
    pub closing: Option<Step>,
    /// Who closed it, when.
    pub closed: Option<Step>,
    /// How it ended early.
    pub ending: Option<Ending>,
    /// Who ended it, when, why.
    pub ended: Option<Step>,
}

impl Case {
    /// Whether this account is one of the officers who handle it.
    pub fn handles(&self, user: UserId) -> bool {
        self.officers.iter().any(|o| o.user == Some(user))
    }

    /// Something was put before the party: from then on it sees the case.
    pub const fn shown_to_party(&self) -> bool {
        self.notice.is_some() || self.decision.is_some()
    }

    /// A heavy case.
    pub fn heavy(&self) -> bool {
        self.conclusion.as_ref().is_some_and(|c| c.heavy)
    }

    /// The newest wish of this kind that waits.
    pub fn waiting(&self, kind: AskKind) -> Option<&Ask> {
        self.asks.iter().find(|a| a.kind == kind && a.state == AskState::Asked)
    }

    /// How many wishes of this kind were granted.
    pub fn granted(&self, kind: AskKind) -> usize {
        self.asks.iter().filter(|a| a.kind == kind && a.state == AskState::Granted).count()
    }

    /// When this was served last.
    pub fn served(&self, what: ServedWhat) -> Option<&Served> {
        self.services.iter().rev().find(|s| s.what == what)
    }

    /// What stands still now.
    pub fn halted(&self) -> Option<&Halt> {
        self.halts.iter().rev().find(|h| h.ended.is_none())
    }

    /// The account that opened it, unless the machine did.
    pub const fn opener(&self) -> &PersonRef {
        &self.opened.by
    }
}
