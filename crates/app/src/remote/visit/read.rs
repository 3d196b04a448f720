//! What a link is about, for whoever was identified.

use anlu_domain::{
    document::{DocumentState, Paper},
    ids::DocumentId,
    remote::{Errand, GivenFile},
};
use anlu_store::{Db, repo::document};

use super::{Follows, RemoteError, admitted, change};
use crate::{
    account::Token,
    ctx::Desk,
    document::{Document, file as files},
    policy::Words,
    step_error::StepError,
};

/// What is wanted, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// Name of the person.
    pub name: String,
    /// Number of the case.
    pub case_no: String,
    /// What it is about.
    pub cause: Words,
    /// What the link is for, in the words of the officer.
    pub purpose: String,
    /// Officers with their cards.
    pub officers: Vec<(String, String)>,
    /// What is wanted.
    pub errand: Errand,
    /// The documents, as they are printed.
    pub papers: Vec<(Document, Paper)>,
    /// Files that came over it.
    pub files: Vec<GivenFile>,
}

/// What a link is about. The first reading is noted.
pub async fn content(desk: &Desk, token: &Token, grant: Option<&Token>) -> Result<Content, RemoteError> {
    admitted(desk.store.read(), token, grant, desk).await?;
    let read = change(desk, token, |link, _| {
        let first = link.read(desk.now());
        Ok(((), if first { Follows::told("remote_read") } else { Follows::default() }))
    })
    .await?;
    let (link, case) = (read.link, read.case);
    Ok(Content {
        name: link.person.name,
        case_no: case.no,
        cause: Words { zh: case.violated.zh, en: case.violated.en },
        purpose: link.purpose,
        officers: case.officers.into_iter().map(|o| (o.name, o.card)).collect(),
        papers: papers(desk.store.read(), &link.errand).await?,
        errand: link.errand,
        files: link.files,
    })
}

/// The documents that are still in force.
async fn papers(db: Db<'_>, errand: &Errand) -> Result<Vec<(Document, Paper)>, RemoteError> {
    let Errand::Service { documents, .. } = errand else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for id in documents {
        let found = document::any(db, *id).await?.filter(|d| d.state == DocumentState::Issued);
        if let Some(found) = found
            && let Some(paper) = document::paper(db, *id).await?
        {
            all.push((found, paper));
        }
    }
    Ok(all)
}

/// The file of one of its documents.
pub async fn file(
    desk: &Desk,
    token: &Token,
    grant: Option<&Token>,
    id: DocumentId,
) -> Result<files::DocumentFile, RemoteError> {
    let stored = admitted(desk.store.read(), token, grant, desk).await?;
    match &stored.link.errand {
        Errand::Service { documents, .. } if documents.contains(&id) => {}
        _ => return Err(StepError::NotFound.into()),
    }
    Ok(files::file(&desk.operator(), id).await?)
}
