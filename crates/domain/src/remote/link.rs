//! One link: what it is for, whom it was made for, what he has done with it.

use serde::{Deserialize, Serialize};

use super::{Errand, LinkKind, LinkState, Proof, Refusal};
use crate::{
    evidence::EvidenceHash,
    hazard::Step,
    ids::{CaseId, CaseLinkId},
    time::UtcMs,
};

/// Whom a link is for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Mobile number.
    pub phone: String,
    /// Last four characters of his identity number, when the officer knows it; forgotten when the link is over.
    pub id_tail: Option<String>,
}

impl core::fmt::Debug for Person {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Person(…)")
    }
}

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Six digits.
    pub(super) digits: String,
    /// Until when it holds.
    pub(super) until: UtcMs,
}

/// What a person holds who was identified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Hash of it.
    pub(super) hash: String,
    /// Until when it holds.
    pub(super) until: UtcMs,
}

/// A file that came over the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenFile {
    /// Its content.
    pub hash: EvidenceHash,
    /// Its name, for people.
    pub name: String,
    /// It moves or sounds.
    pub recording: bool,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Id.
    pub id: CaseLinkId,
    /// Number, e.g. `YC-20261126-0001`; it stands in the ledger, where no name does.
    pub no: String,
    /// The case.
    pub case: CaseId,
    /// Where it stands; [`Link::state_at`] knows whether its time is over.
    pub state: LinkState,
    /// What is wanted.
    pub errand: Errand,
    /// Of whom.
    pub person: Person,
    /// What for.
    pub purpose: String,
    /// Which officer made it, when.
    pub made: Step,
    /// When its time is over.
    pub expires_at: UtcMs,
    /// When it was first opened.
    pub opened_at: Option<UtcMs>,
    /// When he last showed who he is.
    pub identified_at: Option<UtcMs>,
    /// How.
    pub identified_by: Option<Proof>,
    /// When he first opened what it is about.
    pub read_at: Option<UtcMs>,
    /// Wrong answers so far.
    pub tries: u32,
    /// The code that holds.
    pub code: Option<Code>,
    /// Codes sent.
    pub codes: u32,
    /// When the last one was.
    pub code_at: Option<UtcMs>,
    /// What he holds who was identified.
    pub grant: Option<Grant>,
    /// Files that came over it.
    pub files: Vec<GivenFile>,
    /// His words, or why he refuses.
    pub words: Option<String>,
    /// Picture of his signature.
    pub signature: Option<EvidenceHash>,
    /// Hash of what he signed.
    pub signed: Option<String>,
    /// When it ended.
    pub ended_at: Option<UtcMs>,
    /// Which officer took it back, when, why.
    pub cancelled: Option<Step>,
}

impl Link {
    /// Where it stands at a time.
    pub fn state_at(&self, now: UtcMs) -> LinkState {
        if !self.state.is_over() && now >= self.expires_at { LinkState::Expired } else { self.state }
    }

    /// How its person can show who he is.
    pub fn proofs(&self) -> Vec<Proof> {
        let tail = self.person.id_tail.as_ref().map(|_| Proof::IdTail);
        tail.into_iter().chain([Proof::Code]).collect()
    }

    pub(super) fn alive(&self, now: UtcMs) -> Result<(), Refusal> {
        let state = self.state_at(now);
        if state.is_over() { Err(Refusal::Over(state)) } else { Ok(()) }
    }

    pub(super) fn end(&mut self, state: LinkState, now: UtcMs) {
        (self.state, self.ended_at) = (state, Some(now));
        (self.code, self.grant, self.person.id_tail) = (None, None, None);
    }

    /// What it is for.
    pub const fn kind(&self) -> LinkKind {
        self.errand.kind()
    }
}
