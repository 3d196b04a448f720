//! Construction projects (公路水运工程): the parties that build, the work items (分部分项工程) that run, and what each
//! party did of what it owes. What is owed, and where nobody looks (盲区), is computed by the rules of the pack.

mod draft;
mod record;
mod role;

pub use draft::{DoneDraft, Fault, ItemDraft, MAX_ITEMS, ProjectDraft};
pub use record::{DutyDone, Party, Project, Reading, WORK_PREFIX, WorkItem};
pub use role::{ItemState, PartyRole, ProjectKind};
