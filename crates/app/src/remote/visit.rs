//! The side of the person who has a link. Nobody is logged in: the token finds the link, a grant shows that he was
//! identified a short while ago, and what he does to the case is done for him by an officer of it.

mod answer;
mod identify;
mod open;
mod read;

use anlu_domain::{
    access::{Role, Scope, Viewer},
    case::{Act, Case},
    evidence::EvidencePhase,
    hazard::PersonRef,
    remote::{Link, Refusal},
};
use anlu_store::{
    Db, StoreError, Tx,
    repo::{
        case as cases,
        evidence::{self, Subject, Upload},
        remote::{self as repo, StoredLink},
        sms::{self, OutboxSms},
    },
};

pub use answer::{finish, give, refuse};
pub use identify::{identify, send_code};
pub use open::{Visit, open};
pub use read::{Content, content, file};

use super::{
    RemoteError,
    entry::{PARTY, entry},
};
use crate::{
    account::Token,
    case::{CaseError, step::within},
    ctx::{Ctx, Desk},
    step_error::StepError,
};

/// Attempts when somebody else changes the link in the same moment.
const ATTEMPTS: u32 = 5;

/// The link of a token. A token of nothing is told like a record that is not there.
async fn find(db: Db<'_>, token: &Token) -> Result<StoredLink, RemoteError> {
    Ok(repo::by_token(db, &token.stored()).await?.ok_or(StepError::NotFound)?)
}

/// The link, for whoever was identified.
async fn admitted(db: Db<'_>, token: &Token, grant: Option<&Token>, desk: &Desk) -> Result<StoredLink, RemoteError> {
    let stored = find(db, token).await?;
    let hash = grant.map(Token::stored).unwrap_or_default();
    stored.link.admits(&hash, desk.now())?;
    Ok(stored)
}

/// What follows from a change of a link, beside the link itself.
#[derive(Default)]
struct Follows {
    /// Verb for the history of the case.
    action: Option<&'static str>,
    /// A short message.
    sms: Option<OutboxSms>,
    /// Steps of the case.
    acts: Vec<Act>,
}

impl Follows {
    fn told(action: &'static str) -> Self {
        Self { action: Some(action), ..Self::default() }
    }
}

/// What came of a change.
struct Changed<T> {
    answer: T,
    link: Link,
    case: Case,
}

/// Changes the link in one transaction with all that follows from it, again when somebody was faster. What `work`
/// answers is kept even when it is a refusal inside: a wrong answer counts.
async fn change<T: Send>(
    desk: &Desk,
    token: &Token,
    work: impl Fn(&mut Link, &Case) -> Result<(T, Follows), Refusal> + Send + Sync,
) -> Result<Changed<T>, RemoteError> {
    let mut left = ATTEMPTS;
    loop {
        let done = desk
            .store
            .tx(async |tx: Tx| {
                let mut stored = find(tx.read(), token).await?;
                let (before, case) = (stored.link.clone(), case_of(desk, tx.read(), &stored.link).await?);
                let (answer, follows) = work(&mut stored.link, &case)?;
                if stored.link != before {
                    repo::update(&tx, &stored).await?;
                }
                // Boxed: a step of a case is large, and most changes take none.
                Box::pin(follow(desk, &tx, &stored.link, &case, follows)).await?;
                Ok::<_, RemoteError>(Changed { answer, link: stored.link, case })
            })
            .await;
        match done {
            Err(RemoteError::Step(StepError::Store(StoreError::Conflict { .. }))) if left > 0 => left -= 1,
            other => return other,
        }
    }
}

/// Ledger, short message, steps of the case, and the picture of a signature among its files.
async fn follow(desk: &Desk, tx: &Tx, link: &Link, case: &Case, follows: Follows) -> Result<(), RemoteError> {
    let now = desk.now();
    if let Some(action) = follows.action {
        tx.record([entry(PARTY.to_owned(), action, link)], now);
    }
    if let Some(message) = &follows.sms {
        sms::insert(tx, message).await?;
    }
    if follows.acts.is_empty() {
        return Ok(());
    }
    let officer = hand(desk, link, case)?;
    for act in follows.acts {
        let stored = cases::get(tx.read(), &officer.viewer, link.case).await?.ok_or(StepError::NotFound)?;
        within(&officer, tx, stored, act).await.map_err(moved)?;
    }
    if let Some(signature) = link.signature {
        let said = Upload { name: format!("{}.png", link.no), captured_at: Some(now) };
        let (to, by) = (Subject::Case(link.case), PersonRef::from(&officer.viewer));
        evidence::attach(tx, to, signature, EvidencePhase::Before, &said, &by, now).await?;
    }
    Ok(())
}

/// Which step the case refuses is none of the person's business; that it has moved on is.
fn moved(error: CaseError) -> RemoteError {
    match error {
        CaseError::Refused(_) => Refusal::CaseMoved.into(),
        other => other.into(),
    }
}

/// The case of a link.
async fn case_of(desk: &Desk, db: Db<'_>, link: &Link) -> Result<Case, RemoteError> {
    let viewer = desk.operator().viewer;
    let stored = cases::get(db, &viewer, link.case).await?.ok_or(StepError::NotFound)?;
    Ok(stored.case)
}

/// The context of the officer who acts for the link: whoever made it, or another officer of the case when he has left
/// it since.
fn hand(desk: &Desk, link: &Link, case: &Case) -> Result<Ctx, Refusal> {
    let mut officers = case.officers.iter().filter_map(|o| o.user.map(|user| (user, o.name.clone())));
    let maker = officers.clone().find(|(user, _)| *user == link.made.by.id);
    let (user, name) = maker.or_else(|| officers.next()).ok_or(Refusal::CaseMoved)?;
    Ok(desk.ctx(Viewer { user, name, role: Role::Enforcement, scope: Scope::All }))
}
