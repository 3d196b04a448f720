//! One link: what it is for, whom it was made for, what he has done with it.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    CODE_MS, CODE_PAUSE_MS, Errand, GRANT_MS, LinkKind, LinkState, MAX_CODES, MAX_DOCUMENTS, MAX_FILES, MAX_TRIES,
    Proof, Refusal,
};
use crate::{
    access::Viewer,
    case::{self, Act, ActKind, Case, EvidenceKind, ServiceWay, next_service, refused_to},
    draw::canonical,
    evidence::EvidenceHash,
    hazard::{PersonRef, Step},
    ids::{CaseId, CaseLinkId},
    keys::phone,
    time::UtcMs,
};

/// Most characters of a name or a line.
const SHORT: usize = 200;
/// Most characters of what the person writes. A record of an interview with his corrections stays within what a case
/// takes.
const LONG: usize = 2_000;
/// Most characters of a record of an interview.
const RECORD: usize = 7_500;

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

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Six digits.
    digits: String,
    /// Until when it holds.
    until: UtcMs,
}

/// What a person holds who was identified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Hash of it.
    hash: String,
    /// Until when it holds.
    until: UtcMs,
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

/// How a person answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Files among those that came over the link.
    pub files: Vec<EvidenceHash>,
    /// His words: a statement with the evidence, or what he corrects in the record.
    pub words: String,
    /// Picture of his signature, among those files.
    pub signature: Option<EvidenceHash>,
    /// He agrees to be served electronically.
    pub agreed: bool,
}

/// What a person signs. Its hash stands with the interview in the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRecord {
    /// The link.
    pub link: CaseLinkId,
    /// Who signs.
    pub person: String,
    /// The record with his corrections.
    pub text: String,
    /// Picture of his signature.
    pub signature: EvidenceHash,
    /// When.
    pub at: UtcMs,
}

impl SignedRecord {
    /// SHA-256 of its canonical JSON, hexadecimal.
    pub fn hash(&self) -> String {
        // Names and texts always have a canonical form.
        let text = canonical::text_of(self).unwrap_or_default();
        EvidenceHash(Sha256::digest(text.as_bytes()).into()).to_string()
    }
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

fn line(text: &str, pointer: &'static str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::Field { pointer, code: "required" }),
        n if n > most => Err(Refusal::Field { pointer, code: "too_long" }),
        _ => Ok(text.to_owned()),
    }
}

fn optional(text: &str, pointer: &'static str, most: usize) -> Result<Option<String>, Refusal> {
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

    /// Where it stands at a time.
    pub fn state_at(&self, now: UtcMs) -> LinkState {
        if !self.state.is_over() && now >= self.expires_at { LinkState::Expired } else { self.state }
    }

    /// How its person can show who he is.
    pub fn proofs(&self) -> Vec<Proof> {
        let tail = self.person.id_tail.as_ref().map(|_| Proof::IdTail);
        tail.into_iter().chain([Proof::Code]).collect()
    }

    fn alive(&self, now: UtcMs) -> Result<(), Refusal> {
        let state = self.state_at(now);
        if state.is_over() { Err(Refusal::Over(state)) } else { Ok(()) }
    }

    fn end(&mut self, state: LinkState, now: UtcMs) {
        (self.state, self.ended_at) = (state, Some(now));
        (self.code, self.grant, self.person.id_tail) = (None, None, None);
    }

    /// Somebody opens it; whether he is the first.
    pub fn open(&mut self, now: UtcMs) -> bool {
        let first = self.state == LinkState::Made && self.alive(now).is_ok();
        if first {
            (self.state, self.opened_at) = (LinkState::Opened, Some(now));
        }
        first
    }

    /// Notes a code that is to be sent.
    pub fn send_code(&mut self, digits: String, now: UtcMs) -> Result<(), Refusal> {
        self.alive(now)?;
        if self.codes >= MAX_CODES {
            return Err(Refusal::NoMoreCodes);
        }
        if self.code_at.is_some_and(|at| now < at.plus(CODE_PAUSE_MS)) {
            return Err(Refusal::CodeSoon);
        }
        self.codes = self.codes.saturating_add(1);
        self.code_at = Some(now);
        self.code = Some(Code { digits, until: now.plus(CODE_MS) });
        Ok(())
    }

    /// Whether `answer` shows who he is; then `grant` is the hash of what he holds from now on. A wrong answer is
    /// counted, and the last one locks the link: the link has to be stored then, too.
    pub fn identify(&mut self, proof: Proof, answer: &str, grant: String, now: UtcMs) -> Result<(), Refusal> {
        self.alive(now)?;
        let answer = answer.trim().to_ascii_uppercase();
        let right = match proof {
            Proof::IdTail => self.person.id_tail.as_ref().is_some_and(|tail| *tail == answer),
            Proof::Code => self.code.as_ref().is_some_and(|code| now < code.until && code.digits == answer),
        };
        if !right {
            self.tries = self.tries.saturating_add(1);
            let left = MAX_TRIES.saturating_sub(self.tries);
            if left == 0 {
                self.end(LinkState::Locked, now);
                return Err(Refusal::Over(LinkState::Locked));
            }
            return Err(Refusal::Wrong { left });
        }
        // A code serves once.
        self.code = None;
        self.grant = Some(Grant { hash: grant, until: now.plus(GRANT_MS) });
        (self.state, self.identified_at, self.identified_by) = (LinkState::Identified, Some(now), Some(proof));
        Ok(())
    }

    /// Whether whoever holds `grant` may act now.
    pub fn admits(&self, grant: &str, now: UtcMs) -> Result<(), Refusal> {
        self.alive(now)?;
        let holds = self.grant.as_ref().is_some_and(|g| now < g.until && g.hash == grant);
        if holds { Ok(()) } else { Err(Refusal::Unidentified) }
    }

    /// He opens what it is about; whether for the first time.
    pub fn read(&mut self, now: UtcMs) -> bool {
        let first = self.read_at.is_none();
        self.read_at.get_or_insert(now);
        first
    }

    /// A file comes over it; the same one again changes nothing.
    pub fn give(&mut self, file: GivenFile) -> Result<(), Refusal> {
        if self.files.iter().all(|f| f.hash != file.hash) {
            if self.files.len() >= MAX_FILES {
                return Err(Refusal::Field { pointer: "/file", code: "remote_too_many_files" });
            }
            self.files.push(file);
        }
        Ok(())
    }

    fn given(&self, hash: EvidenceHash, pointer: &'static str) -> Result<&GivenFile, Refusal> {
        let found = self.files.iter().find(|f| f.hash == hash);
        found.ok_or(Refusal::Field { pointer, code: "evidence_unknown" })
    }

    /// He does what is wanted. The steps of the case that follow from it.
    pub fn finish(&mut self, answer: &Answer, of: &Case, now: UtcMs) -> Result<Vec<Act>, Refusal> {
        self.alive(now)?;
        if self.read_at.is_none() {
            return Err(Refusal::Unread);
        }
        let words = optional(&answer.words, "/words", LONG)?;
        let acts = match &self.errand {
            Errand::Evidence { .. } => self.evidence(answer, words.as_deref(), now)?,
            Errand::Interview { post, text } => {
                let missing = Refusal::Field { pointer: "/signature", code: "remote_signature" };
                let signature = self.given(answer.signature.ok_or(missing)?, "/signature")?.hash;
                let text = words.as_ref().map_or_else(|| text.clone(), |w| format!("{text}\n更正、补充：{w}"));
                let person = self.person.name.clone();
                let record = SignedRecord { link: self.id, person: person.clone(), text, signature, at: now };
                let (post, signed) = (post.clone(), record.hash());
                (self.signature, self.signed) = (Some(signature), Some(signed.clone()));
                vec![Act::AddInterview { person, post, text: record.text, remote: true, signed: Some(signed) }]
            }
            Errand::Service { serves, .. } => {
                if !answer.agreed {
                    return Err(Refusal::NoConsent);
                }
                let (receiver, read_at) = (self.person.name.clone(), self.read_at);
                // What was served in another way meanwhile is not served again.
                let step = next_service(of).filter(|what| serves.contains(what));
                step.map(|_| Act::Serve { way: ServiceWay::Electronic, receiver, read_at }).into_iter().collect()
            }
        };
        self.words = words;
        self.end(LinkState::Finished, now);
        Ok(acts)
    }

    fn evidence(&self, answer: &Answer, words: Option<&str>, now: UtcMs) -> Result<Vec<Act>, Refusal> {
        let from = format!("当事人{}经远程链接{}提交，{}", self.person.name, self.no, now.rfc3339_cst());
        let mut acts = Vec::new();
        for hash in &answer.files {
            let file = self.given(*hash, "/files")?;
            let kind = if file.recording { EvidenceKind::AudioVisual } else { EvidenceKind::Documentary };
            let origin = format!("{from}，SHA-256 {hash}");
            acts.push(Act::AddEvidence { kind, name: file.name.clone(), origin, file: Some(*hash) });
        }
        if let Some(words) = words {
            let name = format!("当事人说明：{words}");
            acts.push(Act::AddEvidence { kind: EvidenceKind::Party, name, origin: from, file: None });
        }
        if acts.is_empty() { Err(Refusal::Nothing) } else { Ok(acts) }
    }

    /// He refuses. An interview that is not signed stays in the case as one that was refused.
    pub fn refuse(&mut self, reason: &str, now: UtcMs) -> Result<Vec<Act>, Refusal> {
        self.alive(now)?;
        if self.read_at.is_none() {
            return Err(Refusal::Unread);
        }
        let reason = line(reason, "/reason", LONG)?;
        let acts = match &self.errand {
            Errand::Interview { post, text } => vec![Act::AddInterview {
                person: self.person.name.clone(),
                post: post.clone(),
                text: format!("{text}\n被询问人拒绝签名，理由：{reason}"),
                remote: true,
                signed: None,
            }],
            Errand::Evidence { .. } | Errand::Service { .. } => Vec::new(),
        };
        self.words = Some(reason);
        self.end(LinkState::Refused, now);
        Ok(acts)
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

    /// What it is for.
    pub const fn kind(&self) -> LinkKind {
        self.errand.kind()
    }
}
