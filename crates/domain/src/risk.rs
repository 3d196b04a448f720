//! Risks (风险点): identified, graded in four colours, kept down by controls (双重预防). Start at [`point`], then
//! [`scale`]; [`major`] is the registration of red ones, [`inspection`] asks whether the controls are kept.

pub mod act;
pub mod draft;
pub mod grade;
pub mod inspection;
pub mod major;
pub mod point;
pub mod refusal;
pub mod scale;

pub use act::{Action, actions};
pub use draft::{ControlDraft, RiskDraft};
pub use grade::{ControlKind, ControlLevel, Grade, RiskKind};
pub use major::{Major, MajorState, Standing};
pub use point::{Assessment, Control, Risk, Spot};
pub use refusal::Refusal;
pub use scale::{Scale, Score, Tenths};
