//! What the person does with a link, and the steps of the case that follow from it.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Errand, GivenFile, Link, LinkState, MAX_FILES, Refusal,
    make::{LONG, line, optional},
};
use crate::{
    case::{Act, Case, EvidenceKind, ServiceWay, next_service},
    draw::canonical,
    evidence::EvidenceHash,
    ids::CaseLinkId,
    time::UtcMs,
};

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

impl Link {
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
}
