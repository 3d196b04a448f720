//! The person of a link shows who he is.

use anlu_domain::{
    ports::ShortMessage,
    remote::{CODE_MS, LinkState, Proof, Refusal},
};
use anlu_store::{
    StoreError,
    repo::sms::{OutboxSms, SmsKind},
};

use super::{Follows, RemoteError, change};
use crate::{
    account::Token,
    ctx::Desk,
    remote::make::{authority, fresh},
};

/// Six random digits.
fn digits() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|e| StoreError::Unavailable(format!("random numbers: {e}")))?;
    Ok(format!("{:06}", u64::from_le_bytes(bytes) % 1_000_000))
}

/// Sends a code to the person's phone.
pub async fn send_code(desk: &Desk, token: &Token) -> Result<(), RemoteError> {
    let (code, id) = (digits()?, desk.ids.next());
    change(desk, token, |link, _| {
        let now = desk.now();
        link.send_code(code.clone(), now)?;
        let text = format!("【{}】验证码{code}，10分钟内有效，用于办理{}。请勿告诉他人。", authority(desk), link.no);
        let message = ShortMessage { id, phone: link.person.phone.clone(), text };
        let sms = OutboxSms::new(link.id, SmsKind::Code, message, now, now.plus(CODE_MS));
        Ok(((), Follows { sms: Some(sms), ..Follows::default() }))
    })
    .await?;
    Ok(())
}

/// Lets in whoever answers right: the grant he holds from now on. A wrong answer is counted.
pub async fn identify(desk: &Desk, token: &Token, proof: Proof, answer: &str) -> Result<Token, RemoteError> {
    let (grant, now) = (fresh()?, desk.now());
    let shown = change(desk, token, |link, _| {
        let before = link.state;
        let result = link.identify(proof, answer, grant.stored(), now);
        let follows = match &result {
            Ok(()) => Follows::told("remote_identified"),
            Err(Refusal::Over(LinkState::Locked)) if before != LinkState::Locked => Follows::told("remote_locked"),
            Err(_) => Follows::default(),
        };
        Ok((result, follows))
    })
    .await?;
    shown.answer?;
    Ok(grant)
}
