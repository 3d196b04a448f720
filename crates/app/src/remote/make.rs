//! Makes a link: stored under the hash of its token, told to the person by a short message.

use anlu_domain::{
    case::{Case, ServedWhat, clock::TermKey},
    document::{DocumentState, FieldValue},
    ids::{CaseId, CaseLinkId, DocumentId},
    ports::ShortMessage,
    remote::{Draft, Errand, FALLBACK_DAYS, Link, Refusal},
};
use anlu_store::{
    StoreError, Tx,
    repo::{
        case as cases, document, hazard, remote as repo,
        sms::{self, OutboxSms, SmsKind},
    },
};

use super::{
    RemoteError,
    entry::entry,
    view::{LinkView, views},
};
use crate::{
    access::{Action, require},
    account::Token,
    case::{papers, rules::InForce},
    ctx::{Ctx, Desk},
    document::fields::text,
    step_error::StepError,
};

/// A link that was made. Its address is told this once and never again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The link.
    pub view: LinkView,
    /// Its address.
    pub url: String,
}

/// What a document of this kind serves in the procedure.
fn serves(kind: &str) -> Option<ServedWhat> {
    match kind {
        "penalty.notice" => Some(ServedWhat::Notice),
        "hearing.notice" => Some(ServedWhat::HearingNotice),
        "penalty.decision" | "penalty.none" => Some(ServedWhat::Decision),
        _ => None,
    }
}

/// A fresh token.
pub(super) fn fresh() -> Result<Token, StoreError> {
    Token::fresh().map_err(|e| StoreError::Unavailable(e.to_string()))
}

/// Who signs a message, as the pack names the authority.
pub(super) fn authority(desk: &Desk) -> String {
    desk.book().map(|book| book.pack().issuer.authority.clone()).unwrap_or_default()
}

/// Makes a link for a person of the case.
pub async fn make(ctx: &Ctx, case: CaseId, draft: Draft) -> Result<Made, RemoteError> {
    require(ctx, Action::CaseWork)?;
    let (token, now) = (fresh()?, ctx.now());
    let url = format!("{}/remote/{}", ctx.public_url, token.as_str());
    let link = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = cases::get(tx.read(), &ctx.viewer, case).await?.ok_or(StepError::NotFound)?;
            let force = InForce::on(ctx, now.day());
            let last = force.terms.last_day(TermKey::RemoteLink, now.day(), &force.calendar);
            let last = last.map_or_else(|| now.day().plus_days(FALLBACK_DAYS), |(day, _)| day);
            let day = now.day().to_string().replace('-', "");
            let number = hazard::next_number(&tx, &format!("YC-{day}")).await?;
            let named = (CaseLinkId(ctx.ids.next()), format!("YC-{day}-{number:04}"));
            let errand = known(&tx, &stored.case, draft.errand.clone()).await?;
            let draft = Draft { errand, ..draft.clone() };
            let link = Link::make(named, &stored.case, draft, &ctx.viewer, now, last.end())?;
            repo::insert(&tx, &link, &token.stored()).await?;
            let words = format!(
                "【{}】{}请您办理（{}），请于{last}前打开 {url} 。请勿转发。",
                authority(ctx),
                link.kind().zh(),
                link.no
            );
            let message = ShortMessage { id: ctx.ids.next(), phone: link.person.phone.clone(), text: words };
            sms::insert(&tx, &OutboxSms::new(link.id, SmsKind::Link, message, now, link.expires_at)).await?;
            tx.record([entry(ctx.actor(), "remote_made", &link)], now);
            if let Errand::Evidence { items, by } = &link.errand {
                let fields = [
                    ("case_no", text(stored.case.no.clone())),
                    ("cause", text(stored.case.violated.zh.clone())),
                    ("deadline", FieldValue::Day(*by)),
                    ("bring", FieldValue::List(items.clone())),
                ];
                let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                papers::paper_of(ctx, &tx, &stored.case, "evidence.request", fields).await?;
            }
            Ok::<_, RemoteError>(link)
        })
        .await?;
    let view = views(ctx.store.read(), vec![link], true, now).await?.pop().ok_or(StepError::NotFound)?;
    Ok(Made { view, url })
}

/// The errand with what its documents serve; each is one of the case, for the party, and in force.
async fn known(tx: &Tx, case: &Case, errand: Errand) -> Result<Errand, RemoteError> {
    let Errand::Service { documents, .. } = errand else { return Ok(errand) };
    let mut all: Vec<DocumentId> = Vec::new();
    let mut what = Vec::new();
    for id in documents {
        let found = document::any(tx.read(), id).await?;
        let found = found.filter(|d| d.subject == (String::from("case"), case.id.to_string()));
        let fits = found.filter(|d| d.state == DocumentState::Issued && d.for_party && !d.erased);
        let document = fits.ok_or(Refusal::Field { pointer: "/documents", code: "unknown" })?;
        what.extend(serves(&document.kind));
        if !all.contains(&id) {
            all.push(id);
        }
    }
    Ok(Errand::Service { documents: all, serves: what })
}
