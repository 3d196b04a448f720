//! A hazard (隐患): a finding to be mended, from 发现 to 销号. Start at [`state`], then [`transition`].

pub mod act;
pub mod governance;
pub mod judgement;
pub mod plan;
pub mod refusal;
pub mod state;
pub mod transition;

pub use act::{Action, actions};
pub use governance::{
    Acceptance, AcceptanceDraft, Addressee, Expert, Governance, Listing, ListingDraft, ListingLevel, Notice,
};
pub use judgement::{Clause, Judgement};
pub use plan::{Plan, PlanDraft};
pub use refusal::Refusal;
pub use state::{Extension, FailedControl, Hazard, Level, PersonRef, Source, State, Step};
