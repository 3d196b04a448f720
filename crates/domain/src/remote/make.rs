//! How a link is made by an officer of the case, and taken back.

use super::{Errand, Link, LinkKind, LinkState, MAX_DOCUMENTS, MAX_FILES, Person, Refusal};
use crate::{
    access::Viewer,
    case::{self, ActKind, Case, refused_to},
    hazard::{PersonRef, Step},
    ids::CaseLinkId,
    keys::phone,
    time::UtcMs,
};

/// Most characters of a name or a line.
const SHORT: usize = 200;
/// Most characters of what the person writes. A record of an interview with his corrections stays within what a case
/// takes.
pub(super) const LONG: usize = 2_000;
/// Most characters of a record of an interview.
const RECORD: usize = 7_500;

/// A link that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is wanted.
    pub errand: Errand,
    /// Of whom.
    pub person: Person,
    /// What for, in words for him.
    pub purpose: String,
}

pub(super) fn line(text: &str, pointer: &'static str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::Field { pointer, code: "required" }),
        n if n > most => Err(Refusal::Field { pointer, code: "too_long" }),
        _ => Ok(text.to_owned()),
    }
}

pub(super) fn optional(text: &str, pointer: &'static str, most: usize) -> Result<Option<String>, Refusal> {
    if text.trim().is_empty() { Ok(None) } else { line(text, pointer, most).map(Some) }
}

fn person(p: &Person) -> Result<Person, Refusal> {
    let phone = phone::parse(&p.phone).map_err(|e| Refusal::Field { pointer: "/phone", code: e.code() })?;
    let tail = p.id_tail.as_deref().map(|t| t.trim().to_ascii_uppercase()).filter(|t| !t.is_empty());
    let fits = |t: &String| {
        let bytes = t.as_bytes();
        let last = |b: &u8| b.is_ascii_digit() || *b == b'X';
        bytes.len() == 4 && bytes.iter().take(3).all(u8::is_ascii_digit) && bytes.last().is_some_and(last)
    };
    if tail.as_ref().is_some_and(|t| !fits(t)) {
        return Err(Refusal::Field { pointer: "/id_tail", code: "remote_id_tail" });
    }
    Ok(Person { name: line(&p.name, "/name", SHORT)?, phone, id_tail: tail })
}

fn errand(e: Errand, now: UtcMs) -> Result<Errand, Refusal> {
    Ok(match e {
        Errand::Evidence { items, by } => {
            let items: Vec<&String> = items.iter().filter(|i| !i.trim().is_empty()).collect();
            if items.is_empty() || items.len() > MAX_FILES {
                return Err(Refusal::Field { pointer: "/items", code: "required" });
            }
            if by < now.day() {
                return Err(Refusal::Field { pointer: "/by", code: "deadline_past" });
            }
            let items = items.into_iter().map(|i| line(i, "/items", SHORT)).collect::<Result<_, _>>()?;
            Errand::Evidence { items, by }
        }
        Errand::Interview { post, text } => {
            Errand::Interview { post: line(&post, "/post", SHORT)?, text: line(&text, "/text", RECORD)? }
        }
        Errand::Service { documents, serves } => {
            if documents.is_empty() || documents.len() > MAX_DOCUMENTS {
                return Err(Refusal::Field { pointer: "/documents", code: "required" });
            }
            Errand::Service { documents, serves }
        }
    })
}

impl Link {
    /// A new link of an officer of the case, who may take the step it leads to now.
    pub fn make(
        (id, no): (CaseLinkId, String),
        of: &Case,
        draft: Draft,
        actor: &Viewer,
        now: UtcMs,
        expires_at: UtcMs,
    ) -> Result<Self, Refusal> {
        let refusal = match draft.errand.kind() {
            LinkKind::Evidence => refused_to(of, ActKind::AddEvidence, actor),
            LinkKind::Interview => refused_to(of, ActKind::AddInterview, actor),
            // Papers that are no step of the procedure are served, too.
            LinkKind::Service => (!of.handles(actor.user)).then_some(case::Refusal::NotHandling),
        };
        if let Some(refusal) = refusal {
            return Err(refusal.into());
        }
        Ok(Self {
            id,
            no,
            case: of.id,
            state: LinkState::Made,
            person: person(&draft.person)?,
            errand: errand(draft.errand, now)?,
            purpose: line(&draft.purpose, "/purpose", LONG)?,
            made: Step { by: PersonRef::from(actor), at: now, note: String::new() },
            expires_at,
            opened_at: None,
            identified_at: None,
            identified_by: None,
            read_at: None,
            tries: 0,
            code: None,
            codes: 0,
            code_at: None,
            grant: None,
            files: Vec::new(),
            words: None,
            signature: None,
            signed: None,
            ended_at: None,
            cancelled: None,
        })
    }

    /// An officer of the case takes it back.
    pub fn cancel(&mut self, of: &Case, actor: &Viewer, reason: &str, now: UtcMs) -> Result<(), Refusal> {
        if !of.handles(actor.user) {
            return Err(case::Refusal::NotHandling.into());
        }
        self.alive(now)?;
        let note = line(reason, "/reason", LONG)?;
        self.cancelled = Some(Step { by: PersonRef::from(actor), at: now, note });
        self.end(LinkState::Cancelled, now);
        Ok(())
    }
}
