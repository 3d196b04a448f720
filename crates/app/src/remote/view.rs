//! Links as the officers of a case see them.

use anlu_domain::{
    ids::CaseLinkId,
    remote::{Link, LinkState},
    time::UtcMs,
    watch::DeliveryState,
};
use anlu_store::{
    Db, StoreError,
    repo::sms::{self, SmsKind},
};

/// A short message about a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// It brings a code, not the link.
    pub code: bool,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why the last try failed.
    pub problem: Option<String>,
    /// When it was written.
    pub at: UtcMs,
}

/// A link as its officers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// The link.
    pub link: Link,
    /// Where it stands now.
    pub state: LinkState,
    /// Short messages about it, oldest first.
    pub messages: Vec<MessageView>,
    /// The viewer may take it back.
    pub can_cancel: bool,
}

/// Views of links of one case. `handles`: the viewer is one of its officers.
pub(super) async fn views(
    db: Db<'_>,
    links: Vec<Link>,
    handles: bool,
    now: UtcMs,
) -> Result<Vec<LinkView>, StoreError> {
    let ids: Vec<CaseLinkId> = links.iter().map(|l| l.id).collect();
    let sent = sms::of_links(db, &ids).await?;
    let one = |link: Link| {
        let about = sent.iter().filter(|m| m.link == link.id);
        let messages = about.map(|m| MessageView {
            code: m.kind == SmsKind::Code,
            state: m.state,
            problem: m.problem.clone(),
            at: m.created_at,
        });
        let (state, messages) = (link.state_at(now), messages.collect());
        LinkView { state, messages, can_cancel: handles && !state.is_over(), link }
    };
    Ok(links.into_iter().map(one).collect())
}
