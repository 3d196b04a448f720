//! Graded supervision (分级分类): what Anlu already knows rates each enterprise; the grade is a fact that duties, draws and
//! lists follow.
//!
//! The rating itself is pure (`anlu_rules::grading`). Here facts are gathered, ratings are stored with their history,
//! the fact `enterprise.grade` is written when it changes, and enterprises are told and may object.

mod error;
pub mod event;
pub mod export;
pub mod gather;
pub mod get;
pub mod letter;
pub mod list;
pub mod notice;
pub mod objection;
pub mod rerate;
pub mod view;
pub mod ways;

pub use error::GradeError;
pub use view::{RatingView, StepView};

#[cfg(test)]
mod oracle_tests;
