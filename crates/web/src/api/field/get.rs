//! `GET /field-inspections/{id}`: one inspection with its answers, pieces and signatures.

use anlu_app::field::{FieldView, list};
use anlu_domain::{
    field::{
        content::{Answer, Order, Outcome, Piece, PieceKind, Signature},
        differ::{Difference, Odd},
    },
    ids::FieldInspectionId,
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::{list::FieldRow, sheet::FieldSource};
use crate::{
    api::{
        values::{Day, Named, Time},
        vocabulary::mirror,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// What was found.
    FieldOutcome = Outcome { Met, Unmet, NotApplicable }
}
mirror! {
    /// What was ordered on the spot.
    FieldOrder = Order { AtOnce, ByDay }
}
mirror! {
    /// What a piece is.
    FieldPieceKind = PieceKind { Photo, Drawing, Voice, Video, Signature }
}
mirror! {
    /// What is odd about an inspection although its seal holds.
    FieldOdd = Odd { ClockAhead, PieceOutside, PieceTime, NoPlace, FarAway, SettledBefore, DeadlinePassed }
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldAnswer {
    /// Where the line comes from.
    source: FieldSource,
    /// What had to hold.
    text: String,
    /// The clause.
    clause: String,
    /// What was found.
    outcome: FieldOutcome,
    /// Words.
    note: String,
    /// What was ordered.
    order: Option<FieldOrder>,
    /// Last day for mending.
    deadline: Option<Day>,
    /// Hashes of the pieces that prove it.
    pieces: Vec<String>,
    /// The hazard that it became, or the one that was looked at.
    hazard: Option<Named>,
}

/// A piece.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldPiece {
    /// SHA-256, hex: `GET /evidence/{hash}`.
    sha256: String,
    /// What it is.
    kind: FieldPieceKind,
    /// When it was captured, by the device.
    captured_at: Time,
    /// The picture it was made on or is laid over.
    base: Option<String>,
}

impl From<&Piece> for FieldPiece {
    fn from(p: &Piece) -> Self {
        Self {
            sha256: p.sha256.to_string(),
            kind: p.kind.into(),
            captured_at: p.captured_at.into(),
            base: p.base.map(|b| b.to_string()),
        }
    }
}

/// A signature.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldSignature {
    /// Who signed.
    name: String,
    /// Post.
    post: String,
    /// Hash of the picture.
    piece: String,
}

impl From<&Signature> for FieldSignature {
    fn from(s: &Signature) -> Self {
        Self { name: s.name.clone(), post: s.post.clone(), piece: s.piece.to_string() }
    }
}

/// The party did not sign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldRefusal {
    /// Why.
    reason: String,
    /// Who witnessed it.
    witness: String,
    /// Hash of the witness's signature.
    piece: Option<String>,
}

/// Something odd.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldDifference {
    /// What.
    odd: FieldOdd,
    /// The piece it is about.
    piece: Option<String>,
}

impl From<&Difference> for FieldDifference {
    fn from(d: &Difference) -> Self {
        Self { odd: d.odd.into(), piece: d.piece.map(|p| p.to_string()) }
    }
}

/// One inspection in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldRecord {
    /// The inspection.
    #[serde(flatten)]
    row: FieldRow,
    /// When it began, by the device.
    started_at: Time,
    /// When it was received.
    received_at: Time,
    /// Whose device sent it.
    by: String,
    /// The seal, hex: recomputed and found to hold when it was received.
    seal: String,
    /// Answers.
    answers: Vec<FieldAnswer>,
    /// Pieces.
    pieces: Vec<FieldPiece>,
    /// Signatures of the officers.
    officer_signatures: Vec<FieldSignature>,
    /// Signature of the party.
    party_signature: Option<FieldSignature>,
    /// The party did not sign.
    refusal: Option<FieldRefusal>,
    /// What is odd about it.
    odd: Vec<FieldDifference>,
    /// Words on the whole.
    note: String,
    /// Last day for making the result public.
    publish_due: Option<Day>,
    /// When the result was made public.
    published_at: Option<Time>,
}

fn answer(view: &FieldView, n: usize, a: &Answer) -> FieldAnswer {
    let hazard = view.inspection.hazards.get(n).copied().flatten();
    FieldAnswer {
        source: a.source.into(),
        text: a.text.clone(),
        clause: a.clause.clone(),
        outcome: a.outcome.into(),
        note: a.note.clone(),
        order: a.order.map(Into::into),
        deadline: a.deadline.map(Into::into),
        pieces: a.pieces.iter().map(ToString::to_string).collect(),
        hazard: hazard.map(|id| Named { id: id.0, name: view.hazards.get(&id).cloned().unwrap_or_default() }),
    }
}

impl From<FieldView> for FieldRecord {
    fn from(v: FieldView) -> Self {
        let (i, c) = (&v.inspection, &v.inspection.content);
        Self {
            row: FieldRow::from(&v),
            started_at: c.started_at.into(),
            received_at: i.received_at.into(),
            by: i.by.name.clone(),
            seal: i.seal.to_string(),
            answers: c.answers.iter().enumerate().map(|(n, a)| answer(&v, n, a)).collect(),
            pieces: c.pieces.iter().map(Into::into).collect(),
            officer_signatures: c.signatures.officers.iter().map(Into::into).collect(),
            party_signature: c.signatures.party.as_ref().map(Into::into),
            refusal: c.signatures.refused.as_ref().map(|r| FieldRefusal {
                reason: r.reason.clone(),
                witness: r.witness.clone(),
                piece: r.piece.map(|p| p.to_string()),
            }),
            odd: i.differences.iter().map(Into::into).collect(),
            note: c.note.clone(),
            publish_due: i.publish_due.map(Into::into),
            published_at: i.published.as_ref().map(|s| s.at.into()),
        }
    }
}

/// One inspection.
#[utoipa::path(get, path = "/field-inspections/{id}", operation_id = "get_field_inspection", tag = "field",
    params(("id" = uuid::Uuid, Path, description = "Inspection")),
    responses((status = 200, body = FieldRecord), OneProblems))]
pub(crate) async fn get_field_inspection(session: Session, Id(id): Id) -> Result<Json<FieldRecord>, Problem> {
    Ok(Json(list::get(&session.ctx, FieldInspectionId(id)).await?.into()))
}
