//! Versions of the policy pack (政策包): imported, tried out, put in force by a second person, and back.

pub(crate) mod activate;
pub(crate) mod foresight;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
