//! The upper platforms of this installation.

use anlu_domain::{
    time::{MINUTE_MS, UtcMs},
    upward::{RequestKind, UpperRequest},
};

/// One upper platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uplink {
    /// Id of the link in the configuration.
    pub id: String,
    /// Whether it is told of findings (0x1402).
    pub report_alarms: bool,
    /// Whether the end of a finding is told of as well: the layout of its edition has a field for it.
    pub report_ends: bool,
    /// Whether it is told what became of a finding.
    pub report_results: bool,
    /// Whether its orders to vehicles are carried out.
    pub carry_orders: bool,
    /// Minutes for the answer to 查岗 where the message does not say.
    pub inquiry_minutes: u32,
}

/// The upper platforms of this installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uplinks(Vec<Uplink>);

impl Uplinks {
    /// These platforms.
    pub const fn new(all: Vec<Uplink>) -> Self {
        Self(all)
    }

    /// Those who are told of findings.
    pub(crate) fn told(&self) -> impl Iterator<Item = &Uplink> {
        self.0.iter().filter(|u| u.report_alarms)
    }

    /// Whether orders of this link are carried out.
    pub(crate) fn carries(&self, link: &str) -> bool {
        self.0.iter().any(|u| u.id == link && u.carry_orders)
    }

    /// Until when a request is to be answered: as it says, else for 查岗 by the setting.
    pub(crate) fn deadline(&self, request: &UpperRequest) -> Option<UtcMs> {
        request.deadline.or_else(|| {
            let link = self.0.iter().find(|u| u.id == request.link)?;
            let minutes = i64::from(link.inquiry_minutes);
            (request.kind == RequestKind::Inquiry).then(|| request.received.plus(minutes.saturating_mul(MINUTE_MS)))
        })
    }
}
