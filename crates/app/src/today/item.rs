//! One thing to do.

use std::collections::BTreeMap;

use anlu_domain::{
    ids::{CampaignId, DrawId, EnterpriseId, PersonId, ProjectId, VehicleId},
    time::UtcMs,
};
use uuid::Uuid;

/// What an item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A signal.
    Signal,
    /// A watch.
    Watch,
    /// A hazard.
    Hazard,
    /// A task, a waiver, or an enterprise with late tasks.
    Duty,
    /// A licence of an enterprise or a vehicle.
    Licence,
    /// A person's certificate.
    Certificate,
    /// What an upper platform wants of us.
    Request,
    /// A major risk.
    Risk,
    /// A proposal of an accident investigation.
    Inquiry,
    /// A campaign.
    Campaign,
    /// A target that was reminded of.
    Target,
    /// A grade: a notice, or an objection.
    Grade,
    /// A double-random draw.
    Draw,
    /// A month of a yearly plan of draws.
    DrawPlan,
    /// A visit of an enterprise.
    Visit,
    /// An enforcement case.
    Case,
    /// A warning interview.
    Talk,
    /// A construction project.
    Project,
    /// What was demanded of a platform below.
    Supervision,
    /// What a platform below was asked.
    DutyCheck,
}

/// Whom or what it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An enterprise.
    Enterprise(EnterpriseId),
    /// A person.
    Person(PersonId),
    /// A vehicle.
    Vehicle(VehicleId),
    /// A vehicle the registry does not know, by its signal.
    Unknown(Uuid),
    /// A campaign.
    Campaign(CampaignId),
    /// A draw.
    Draw(DrawId),
    /// A list of the pack from which draws are made, by an id that is made of its name.
    DrawList(Uuid),
    /// A construction project.
    Project(ProjectId),
    /// A platform below, by the question it was asked.
    Platform(Uuid),
}

/// One thing to do, with one verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Record to act on.
    pub id: Uuid,
    /// What it is about.
    pub kind: Kind,
    /// Subject.
    pub subject: Subject,
    /// Name or plate of the subject; empty when the registry does not know it.
    pub subject_name: String,
    /// Code of [`super::codes::why`].
    pub why: &'static str,
    /// Values of its text.
    pub params: BTreeMap<&'static str, String>,
    /// When it is due; without it: now.
    pub due_at: Option<UtcMs>,
    /// Code of [`super::codes::verb`].
    pub verb: &'static str,
    /// Level of the hazard, severity of the signal; a watch is severe.
    pub level: Option<&'static str>,
}

impl Item {
    /// How grave it is, gravest first: what is late in grave things comes before what is late longest. What has no
    /// level (papers, duties) stands between a warning and a notice.
    pub(super) fn gravity(&self) -> u8 {
        match self.level {
            Some("severe" | "major") => 0,
            Some("warning" | "general") => 1,
            None => 2,
            Some(_) => 3,
        }
    }
}

/// Items of one kind, and how many there are that were not read.
pub(super) struct Found {
    pub(super) items: Vec<Item>,
    pub(super) unread: u64,
}

impl Found {
    /// Items out of `read` rows of `total`.
    pub(super) fn of(items: Vec<Item>, read: usize, total: u64) -> Self {
        Self { items, unread: total.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX)) }
    }
}
