//! Posts signed messages to partners of watches (Standard Webhooks; docs/WATCH.md).

use std::{io, sync::Arc, time::Duration};

use anlu_app::watch::deliver::{Carried, Parcel, Undelivered};
use anlu_domain::time::UtcMs;
use ureq::{
    Agent, Error,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

/// One request may take so long in all.
const REQUEST: Duration = Duration::from_secs(15);

/// Where the messages of one partner are posted to. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Webhook {
    agent: Agent,
    url: String,
}

/// A certificate file without a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no certificate in it")]
pub struct NoCertificate;

impl Webhook {
    /// Posts to `url`, whose server is trusted by these certificates (PEM) instead of the usual authorities. Follows no
    /// redirect and no proxy of the environment: a message goes where the operator said or nowhere.
    pub fn new(url: String, certificates: Option<&[u8]>) -> Result<Self, NoCertificate> {
        let roots = match certificates {
            None => RootCerts::WebPki,
            Some(pem) => {
                let found: Vec<Certificate<'static>> = parse_pem(pem)
                    .filter_map(|item| match item {
                        Ok(PemItem::Certificate(certificate)) => Some(certificate),
                        _ => None,
                    })
                    .collect();
                if found.is_empty() {
                    return Err(NoCertificate);
                }
                RootCerts::Specific(Arc::new(found))
            }
        };
        let settings = Agent::config_builder()
            .timeout_global(Some(REQUEST))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("anlu/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(roots).build());
        Ok(Self { agent: settings.build().new_agent(), url })
    }

    /// Posts one message; an answer of 200 to 299 means that it arrived.
    pub fn carry(&self, parcel: Parcel) -> Carried {
        let hook = self.clone();
        Box::pin(async move {
            let sent =
                tokio::task::spawn_blocking(move || hook.post(&parcel.id, parcel.at, &parcel.signature, &parcel.body))
                    .await;
            sent.unwrap_or_else(|_panicked| Err(Undelivered(String::from("internal"))))
        })
    }

    /// Posts a signed text, and waits. An answer of 200 to 299 means that it arrived.
    pub fn post(&self, id: &str, at: UtcMs, signature: &str, body: &str) -> Result<(), Undelivered> {
        let answer = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", at.0.div_euclid(1_000).to_string())
            .header("webhook-signature", signature)
            .send(body.as_bytes());
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(Undelivered(format!("http_{}", answer.status().as_u16()))),
            Err(error) => Err(Undelivered(String::from(problem(&error)))),
        }
    }
}

fn problem(error: &Error) -> &'static str {
    match error {
        Error::Timeout(_) => "timed_out",
        Error::HostNotFound => "host_not_found",
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => "certificate_refused",
        Error::Io(e) if e.kind() == io::ErrorKind::TimedOut => "timed_out",
        Error::Io(e) if e.kind() == io::ErrorKind::InvalidData => "certificate_refused",
        Error::Io(_) | Error::ConnectionFailed => "unreachable",
        _ => "not_understood",
    }
}
