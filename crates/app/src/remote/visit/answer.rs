//! The person of a link does what is wanted, or refuses.

use anlu_domain::{
    evidence::MediaType,
    remote::{Answer, GivenFile, LinkKind, Refusal},
};
use anlu_store::repo::evidence;

use super::{Follows, RemoteError, admitted, case_of, change, hand, open::Visit};
use crate::{
    account::Token,
    ctx::Desk,
    evidence::put::{NewEvidence, put},
};

/// Takes a file over the link. It becomes evidence when he hands in his answer.
pub async fn give(
    desk: &Desk,
    token: &Token,
    grant: Option<&Token>,
    new: NewEvidence,
) -> Result<evidence::Content, RemoteError> {
    let stored = admitted(desk.store.read(), token, grant, desk).await?;
    if stored.link.kind() == LinkKind::Service {
        return Err(Refusal::Field { pointer: "/file", code: "not_expected" }.into());
    }
    let case = case_of(desk, desk.store.read(), &stored.link).await?;
    let name = new.name.clone();
    let content = put(&hand(desk, &stored.link, &case)?, new).await?;
    let recording = matches!(content.media_type, MediaType::Mp4 | MediaType::Webm | MediaType::Ogg);
    change(desk, token, |link, _| {
        link.give(GivenFile { hash: content.hash, name: name.clone(), recording })?;
        Ok(((), Follows::default()))
    })
    .await?;
    Ok(content)
}

/// He does what is wanted: it is in the case when this answers.
pub async fn finish(desk: &Desk, token: &Token, grant: Option<&Token>, answer: &Answer) -> Result<Visit, RemoteError> {
    admitted(desk.store.read(), token, grant, desk).await?;
    let done = change(desk, token, |link, case| {
        let acts = link.finish(answer, case, desk.now())?;
        Ok(((), Follows { acts, ..Follows::told("remote_finished") }))
    });
    Ok(Visit::of(desk, &done.await?.link, None))
}

/// He refuses, with a reason.
pub async fn refuse(desk: &Desk, token: &Token, grant: Option<&Token>, reason: &str) -> Result<Visit, RemoteError> {
    admitted(desk.store.read(), token, grant, desk).await?;
    let done = change(desk, token, |link, _| {
        let acts = link.refuse(reason, desk.now())?;
        Ok(((), Follows { acts, ..Follows::told("remote_refused") }))
    });
    Ok(Visit::of(desk, &done.await?.link, None))
}
