//! Signatures of messages to and from partners, as in the Standard Webhooks specification 1.0.0: HMAC-SHA256 over
//! `id.seconds.body`, base64, written `v1,…`. The time stands in what is signed, so an old message cannot be sent
//! again later; the id does, so that a message that comes twice counts once.

use anlu_domain::time::{MINUTE_MS, UtcMs};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::partner::Secret;

/// Clocks may differ by so much.
pub const TOLERANCE_MS: i64 = 5 * MINUTE_MS;
/// Longest id of a message, characters.
const MAX_ID: usize = 64;

/// Why a message is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// A header is missing or cannot be read.
    #[error("webhook-id, webhook-timestamp and webhook-signature are needed")]
    Headers,
    /// Made too long ago, or with a clock that is ahead.
    #[error("webhook-timestamp is more than five minutes off")]
    Stale,
    /// Not made with the secret.
    #[error("webhook-signature does not fit")]
    Wrong,
}

/// The three headers of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headers<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`: Unix seconds.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more, separated by spaces.
    pub signature: &'a str,
}

fn mac(secret: &Secret, id: &str, seconds: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.bytes()).ok()?;
    for part in [id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac)
}

/// The value of `webhook-signature` for a message of `at`.
pub fn sign(secret: &Secret, id: &str, at: UtcMs, body: &[u8]) -> String {
    let seconds = (at.0.div_euclid(1_000)).to_string();
    let code = mac(secret, id, &seconds, body).map(|m| STANDARD.encode(m.finalize().into_bytes()));
    format!("v1,{}", code.unwrap_or_default())
}

/// Believes a message or says why not. Takes the same time whatever is wrong with the signature.
pub fn verify(secret: &Secret, headers: Headers<'_>, body: &[u8], now: UtcMs) -> Result<(), BadSignature> {
    let id_is_good = !headers.id.is_empty()
        && headers.id.len() <= MAX_ID
        && headers.id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let seconds = headers.timestamp.parse::<i64>().ok().filter(|_| id_is_good).ok_or(BadSignature::Headers)?;
    if seconds.saturating_mul(1_000).saturating_sub(now.0).saturating_abs() > TOLERANCE_MS {
        return Err(BadSignature::Stale);
    }
    let given = headers.signature.split(' ').filter_map(|s| STANDARD.decode(s.strip_prefix("v1,")?).ok());
    let fits =
        |code: Vec<u8>| mac(secret, headers.id, headers.timestamp, body).is_some_and(|m| m.verify_slice(&code).is_ok());
    if given.map(fits).fold(false, |any, fit| any | fit) { Ok(()) } else { Err(BadSignature::Wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: UtcMs = UtcMs(1_614_265_330_000);
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    #[test]
    fn it_is_the_signature_of_the_reference_libraries() {
        let secret = Secret::read(SECRET).unwrap();
        assert_eq!(sign(&secret, ID, AT, BODY), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn only_what_was_signed_now_with_the_secret_is_believed() {
        let secret = Secret::read(SECRET).unwrap();
        let signature = sign(&secret, ID, AT, BODY);
        let seconds = (AT.0 / 1_000).to_string();
        let good = Headers { id: ID, timestamp: &seconds, signature: &signature };
        assert_eq!(verify(&secret, good, BODY, AT), Ok(()));
        let two = format!("v1,AAAA {signature}");
        assert_eq!(verify(&secret, Headers { signature: &two, ..good }, BODY, AT), Ok(()), "a secret being changed");
        assert_eq!(verify(&secret, good, BODY, AT.plus(TOLERANCE_MS)), Ok(()));
        assert_eq!(verify(&secret, good, BODY, AT.plus(TOLERANCE_MS + 1_000)), Err(BadSignature::Stale));
        assert_eq!(verify(&secret, good, BODY, AT.plus(-TOLERANCE_MS - 1_000)), Err(BadSignature::Stale));
        assert_eq!(verify(&secret, good, b"{}", AT), Err(BadSignature::Wrong));
        assert_eq!(verify(&secret, Headers { id: "other", ..good }, BODY, AT), Err(BadSignature::Wrong));
        let later = (AT.0 / 1_000 + 1).to_string();
        assert_eq!(verify(&secret, Headers { timestamp: &later, ..good }, BODY, AT), Err(BadSignature::Wrong));
        let other = Secret::read("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert_eq!(verify(&other, good, BODY, AT), Err(BadSignature::Wrong));
        for bad in [Headers { id: "", ..good }, Headers { id: "a b", ..good }, Headers { timestamp: "soon", ..good }] {
            assert_eq!(verify(&secret, bad, BODY, AT), Err(BadSignature::Headers), "{bad:?}");
        }
        assert_eq!(verify(&secret, Headers { signature: "v1a,AAAA", ..good }, BODY, AT), Err(BadSignature::Wrong));
    }
}
