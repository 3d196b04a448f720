//! How the person opens a link and shows who he is.

use super::{
    CODE_MS, CODE_PAUSE_MS, GRANT_MS, Link, LinkState, MAX_CODES, MAX_TRIES, Proof, Refusal,
    link::{Code, Grant},
};
use crate::time::UtcMs;

impl Link {
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
}
