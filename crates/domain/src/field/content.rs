//! What the device of an inspector sealed: version 1 of the format `anlu-field-1` (docs/FIELD.md).
//!
//! Numbers are whole, so that the canonical text is the same everywhere: places are in ten-millionths of a degree.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    evidence::EvidenceHash,
    hazard::Level,
    ids::{AssignmentId, EnterpriseId, FieldInspectionId},
    party::sector::Sector,
    time::{CivilDay, UtcMs},
};

/// Name of the format.
pub const FORMAT: &str = "anlu-field-1";
/// Most answers, pieces and officers.
const MAX_ANSWERS: usize = 500;
const MAX_PIECES: usize = 200;
const MAX_OFFICERS: usize = 10;
/// Most characters of a text.
const MAX_CHARS: usize = 2_000;
/// Fewest officers (行政处罚法 第四十二条: 执法人员不得少于两人).
const LEAST_OFFICERS: usize = 2;

/// Where something was captured, WGS-84.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Longitude, 1e-7 degrees.
    pub lon: i32,
    /// Latitude, 1e-7 degrees.
    pub lat: i32,
    /// Radius of uncertainty, metres.
    pub accuracy_m: u32,
}

/// An officer who was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerName {
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
}

/// A business that the registry does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlicensed {
    /// Name, or what stands at the door.
    pub name: String,
    /// Where.
    pub address: String,
    /// Who runs it.
    pub principal: String,
    /// What it does.
    pub sectors: Vec<Sector>,
}

/// Where a line of the checklist comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The list of the draw.
    Item,
    /// A duty of the enterprise.
    Duty,
    /// A control of a risk point.
    Control,
    /// An open hazard.
    Hazard,
    /// A clause the inspector picked.
    Clause,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 符合.
    Met,
    /// 不符合.
    Unmet,
    /// 不涉及.
    NotApplicable,
}

/// What was ordered on the spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// 责令当场改正.
    AtOnce,
    /// 责令限期改正.
    ByDay,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Where the line comes from.
    pub source: Source,
    /// Id of the line in its source; empty when it has none.
    pub reference: String,
    /// What had to hold.
    pub text: String,
    /// The clause.
    pub clause: String,
    /// What was found.
    pub outcome: Outcome,
    /// Words; required when it is not met.
    pub note: String,
    /// How grave it is, when it is not met.
    pub level: Option<Level>,
    /// What was ordered, when it is not met.
    pub order: Option<Order>,
    /// Last day for mending of [`Order::ByDay`].
    pub deadline: Option<CivilDay>,
    /// Pieces that prove it.
    pub pieces: Vec<EvidenceHash>,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// A photo.
    Photo,
    /// A photo on which something was drawn; `base` is the untouched one.
    Drawing,
    /// A voice note.
    Voice,
    /// A video clip.
    Video,
    /// A signature.
    Signature,
}

/// A piece, sealed when it was captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// SHA-256 of its content.
    pub sha256: EvidenceHash,
    /// What it is.
    pub kind: PieceKind,
    /// When it was captured, by the device.
    pub captured_at: UtcMs,
    /// Where.
    pub place: Option<Place>,
    /// The picture a drawing was made on, or the earlier picture that this one is laid over.
    pub base: Option<EvidenceHash>,
}

/// A signature by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Who signs.
    pub name: String,
    /// Post, or what the person is to the business.
    pub post: String,
    /// The picture of the signature.
    pub piece: EvidenceHash,
}

/// The party does not sign (行政处罚法: 拒绝签名的, 在笔录上注明, 见证人签名).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedToSign {
    /// Why, as far as it was said.
    pub reason: String,
    /// Who witnessed it.
    pub witness: String,
    /// The witness's signature.
    pub piece: Option<EvidenceHash>,
}

/// Both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatures {
    /// The officers.
    pub officers: Vec<Signature>,
    /// The party; absent when it refused.
    pub party: Option<Signature>,
    /// The refusal.
    pub refused: Option<RefusedToSign>,
}

/// An inspection as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Always [`FORMAT`].
    pub format: String,
    /// Id, made on the device.
    pub id: FieldInspectionId,
    /// The visit it settles.
    pub assignment: Option<AssignmentId>,
    /// Enterprise, when the registry has it.
    pub enterprise: Option<EnterpriseId>,
    /// The business, when it has not.
    pub unlicensed: Option<Unlicensed>,
    /// Officers, the first leads.
    pub officers: Vec<OfficerName>,
    /// When it began, by the device.
    pub started_at: UtcMs,
    /// When it ended, by the device.
    pub finished_at: UtcMs,
    /// Where it was begun.
    pub place: Option<Place>,
    /// Answers.
    pub answers: Vec<Answer>,
    /// Pieces.
    pub pieces: Vec<Piece>,
    /// Signatures.
    pub signatures: Signatures,
    /// Words on the whole.
    pub note: String,
}

/// Why a content is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer into the content.
    pub pointer: String,
    /// Stable code.
    pub code: &'static str,
}

fn fault(pointer: impl Into<String>, code: &'static str) -> Result<(), Fault> {
    Err(Fault { pointer: pointer.into(), code })
}

fn words(pointer: &str, text: &str) -> Result<(), Fault> {
    match text.trim().chars().count() {
        0 => fault(pointer, "required"),
        n if n > MAX_CHARS => fault(pointer, "too_long"),
        _ => Ok(()),
    }
}

impl Content {
    /// Refuses what no inspection can be.
    pub fn check(&self) -> Result<(), Fault> {
        match (&self.enterprise, &self.unlicensed) {
            (Some(_), None) => {}
            (None, Some(u)) => {
                words("/unlicensed/name", &u.name)?;
                words("/unlicensed/address", &u.address)?;
                if u.sectors.is_empty() {
                    return fault("/unlicensed/sectors", "required");
                }
            }
            _ => return fault("/enterprise", "field_one_subject"),
        }
        if self.officers.len() < LEAST_OFFICERS {
            return fault("/officers", "field_two_officers");
        }
        if self.officers.len() > MAX_OFFICERS {
            return fault("/officers", "too_many");
        }
        for (i, officer) in self.officers.iter().enumerate() {
            words(&format!("/officers/{i}/name"), &officer.name)?;
        }
        if self.finished_at < self.started_at {
            return fault("/finished_at", "out_of_range");
        }
        if self.answers.is_empty() {
            return fault("/answers", "required");
        }
        if self.answers.len() > MAX_ANSWERS || self.pieces.len() > MAX_PIECES {
            return fault("/answers", "too_many");
        }
        if self.note.chars().count() > MAX_CHARS {
            return fault("/note", "too_long");
        }
        let pieces: BTreeSet<EvidenceHash> = self.pieces.iter().map(|p| p.sha256).collect();
        for (i, answer) in self.answers.iter().enumerate() {
            answer.check(i, &pieces)?;
        }
        self.signed(&pieces)
    }

    fn signed(&self, pieces: &BTreeSet<EvidenceHash>) -> Result<(), Fault> {
        let signatures = &self.signatures;
        if signatures.officers.is_empty() {
            return fault("/signatures/officers", "field_signature_missing");
        }
        let mut all: Vec<EvidenceHash> = signatures.officers.iter().map(|s| s.piece).collect();
        match (&signatures.party, &signatures.refused) {
            (Some(party), None) => {
                words("/signatures/party/name", &party.name)?;
                all.push(party.piece);
            }
            (None, Some(refused)) => {
                words("/signatures/refused/reason", &refused.reason)?;
                words("/signatures/refused/witness", &refused.witness)?;
                all.extend(refused.piece);
            }
            _ => return fault("/signatures/party", "field_signature_missing"),
        }
        if all.iter().any(|p| !pieces.contains(p)) {
            return fault("/signatures", "field_piece_unknown");
        }
        Ok(())
    }

    /// How many answers have this outcome.
    pub fn count(&self, outcome: Outcome) -> u32 {
        u32::try_from(self.answers.iter().filter(|a| a.outcome == outcome).count()).unwrap_or(u32::MAX)
    }
}

impl Answer {
    fn check(&self, i: usize, pieces: &BTreeSet<EvidenceHash>) -> Result<(), Fault> {
        let at = |member: &str| format!("/answers/{i}/{member}");
        words(&at("text"), &self.text)?;
        if self.note.chars().count() > MAX_CHARS || self.clause.chars().count() > MAX_CHARS {
            return fault(at("note"), "too_long");
        }
        if self.pieces.iter().any(|p| !pieces.contains(p)) {
            return fault(at("pieces"), "field_piece_unknown");
        }
        if self.outcome != Outcome::Unmet {
            return Ok(());
        }
        words(&at("note"), &self.note)?;
        // A hazard that is not mended stays under its own deadline.
        if self.source == Source::Hazard {
            return Ok(());
        }
        match (self.order, self.deadline) {
            (None, _) => fault(at("order"), "required"),
            (Some(Order::ByDay), None) => fault(at("deadline"), "required"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use uuid::Uuid;

    use super::*;

    pub(crate) const START: UtcMs = UtcMs(1_795_000_000_000);

    pub(crate) fn hash(n: u8) -> EvidenceHash {
        EvidenceHash([n; 32])
    }

    fn piece(n: u8, kind: PieceKind) -> Piece {
        Piece { sha256: hash(n), kind, captured_at: START.plus(60_000), place: None, base: None }
    }

    pub(crate) fn content() -> Content {
        let signature = |n, name: &str| Signature { name: name.to_owned(), post: String::new(), piece: hash(n) };
        let officer = |name: &str| OfficerName { name: name.to_owned(), department: String::from("交通运输") };
        Content {
            format: FORMAT.to_owned(),
            id: FieldInspectionId(Uuid::from_u128(1)),
            assignment: None,
            enterprise: Some(EnterpriseId(Uuid::from_u128(2))),
            unlicensed: None,
            officers: vec![officer("示例甲"), officer("示例乙")],
            started_at: START,
            finished_at: START.plus(600_000),
            place: Some(Place { lon: 1_210_000_000, lat: 300_000_000, accuracy_m: 20 }),
            answers: vec![Answer {
                source: Source::Item,
                reference: String::from("0"),
                text: String::from("动态监控制度落实情况"),
                clause: String::from("第二十二条"),
                outcome: Outcome::Unmet,
                note: String::from("值班记录缺失"),
                level: Some(Level::General),
                order: Some(Order::AtOnce),
                deadline: None,
                pieces: vec![hash(1)],
            }],
            pieces: vec![piece(1, PieceKind::Photo), piece(2, PieceKind::Signature), piece(3, PieceKind::Signature)],
            signatures: Signatures {
                officers: vec![signature(2, "示例甲")],
                party: Some(signature(3, "示例负责人")),
                refused: None,
            },
            note: String::new(),
        }
    }

    fn code(change: impl Fn(&mut Content)) -> &'static str {
        let mut changed = content();
        change(&mut changed);
        changed.check().map_or_else(|f| f.code, |()| "ok")
    }

    #[test]
    fn what_no_inspection_can_be_is_refused() {
        assert_eq!(code(|_| ()), "ok");
        assert_eq!(code(|c| c.officers.truncate(1)), "field_two_officers");
        assert_eq!(code(|c| c.enterprise = None), "field_one_subject");
        assert_eq!(code(|c| c.answers[0].note.clear()), "required");
        assert_eq!(code(|c| c.answers[0].order = Some(Order::ByDay)), "required");
        assert_eq!(code(|c| c.answers[0].pieces = vec![hash(9)]), "field_piece_unknown");
        assert_eq!(code(|c| c.signatures.party = None), "field_signature_missing");
        assert_eq!(code(|c| c.finished_at = START.plus(-1)), "out_of_range");
    }

    #[test]
    fn a_refusal_to_sign_needs_a_witness() {
        let refused =
            |witness: &str| RefusedToSign {
                reason: String::from("不认可"), witness: witness.to_owned(), piece: None
            };
        let with = |witness: &str| {
            code(|c| {
                c.signatures.party = None;
                c.signatures.refused = Some(refused(witness));
            })
        };
        assert_eq!((with("示例见证人"), with(" ")), ("ok", "required"));
    }
}
