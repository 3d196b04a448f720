//! Opens a link: what everybody may know who has it.

use anlu_domain::{
    remote::{Link, LinkKind, LinkState, MAX_TRIES, Proof},
    time::UtcMs,
};
use anlu_store::personal::mask_phone;

use super::{Follows, RemoteError, change};
use crate::{account::Token, ctx::Desk, remote::make::authority};

/// A link before its person has shown who he is: masked, and without a word of the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Number of the link.
    pub no: String,
    /// What it is for.
    pub kind: LinkKind,
    /// Where it stands.
    pub state: LinkState,
    /// Who sent it.
    pub authority: String,
    /// Name of the person, masked.
    pub name: String,
    /// His number, masked.
    pub phone: String,
    /// How he can show who he is.
    pub proofs: Vec<Proof>,
    /// Wrong answers that are left.
    pub tries_left: u32,
    /// Until when it holds.
    pub expires_at: UtcMs,
    /// When it ended.
    pub ended_at: Option<UtcMs>,
    /// Whoever asks was identified a short while ago.
    pub identified: bool,
}

impl Visit {
    pub(super) fn of(desk: &Desk, link: &Link, grant: Option<&Token>) -> Self {
        let now = desk.now();
        let first: String = link.person.name.chars().take(1).collect();
        let hidden = "*".repeat(link.person.name.chars().count().saturating_sub(1).max(1));
        Self {
            no: link.no.clone(),
            kind: link.kind(),
            state: link.state_at(now),
            authority: authority(desk),
            name: format!("{first}{hidden}"),
            phone: mask_phone(&link.person.phone),
            proofs: link.proofs(),
            tries_left: MAX_TRIES.saturating_sub(link.tries),
            expires_at: link.expires_at,
            ended_at: link.ended_at,
            identified: grant.is_some_and(|g| link.admits(&g.stored(), now).is_ok()),
        }
    }
}

/// Opens a link; the first time is noted.
pub async fn open(desk: &Desk, token: &Token, grant: Option<&Token>) -> Result<Visit, RemoteError> {
    let opened = change(desk, token, |link, _| {
        let first = link.open(desk.now());
        Ok(((), if first { Follows::told("remote_opened") } else { Follows::default() }))
    })
    .await?;
    Ok(Visit::of(desk, &opened.link, grant))
}
