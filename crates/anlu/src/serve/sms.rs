//! Takes short messages: into a folder, for a program that carries them, or to a gateway that takes signed requests.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::PathBuf,
    sync::Arc,
};

use anlu_app::watch::{partner::Secret, signature::sign};
use anlu_domain::ports::{Clock as _, NotTaken, ShortMessage, SmsGateway};
use anlu_web::Webhook;
use serde_json::json;

use super::clock::SystemClock;
use crate::{Failure, config::Settings};

/// The gateway of the settings.
pub(crate) fn gateway(settings: &Settings) -> Result<Arc<dyn SmsGateway>, Failure> {
    Ok(match settings.sms.hook()? {
        Some(hook) => {
            let wrong = |e| Failure::input("config_sms", format!("sms: the certificate_file: {e}"));
            Arc::new(Hook {
                hook: Webhook::new(hook.url, hook.certificates.as_deref()).map_err(wrong)?,
                secret: hook.secret,
            })
        }
        None => Arc::new(Spool(settings.sms.spool.clone().unwrap_or_else(|| settings.data.join("sms")))),
    })
}

/// What a message says, for whoever carries it.
fn letter(message: &ShortMessage) -> String {
    json!({"id": message.id, "to": message.phone, "text": message.text}).to_string()
}

/// A folder.
struct Spool(PathBuf);

impl Spool {
    fn write(&self, message: &ShortMessage) -> std::io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let (part, whole) = (self.0.join(format!("{}.part", message.id)), self.0.join(format!("{}.json", message.id)));
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&part)?;
        file.write_all(letter(message).as_bytes())?;
        file.sync_all()?;
        // Whoever looks into the folder sees whole messages only.
        fs::rename(part, whole)
    }
}

impl SmsGateway for Spool {
    fn take(&self, message: &ShortMessage) -> Result<(), NotTaken> {
        self.write(message).map_err(|error| {
            tracing::error!(folder = %self.0.display(), %error, "short messages cannot be written");
            NotTaken(String::from("spool_unwritable"))
        })
    }
}

/// A gateway over HTTP.
struct Hook {
    hook: Webhook,
    secret: Secret,
}

impl SmsGateway for Hook {
    fn take(&self, message: &ShortMessage) -> Result<(), NotTaken> {
        let (id, at, body) = (message.id.to_string(), SystemClock.now(), letter(message));
        let signature = sign(&self.secret, &id, at, body.as_bytes());
        self.hook.post(&id, at, &signature, &body).map_err(|e| NotTaken(e.0))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_message_is_one_whole_file_that_nobody_else_reads_however_often_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool(folder.path().join("out/sms"));
        let message =
            ShortMessage {
                id: Uuid::from_u128(7), phone: String::from("13800138000"), text: String::from("验证码")
            };
        spool.take(&message).unwrap();
        spool.take(&message).unwrap();
        let files: Vec<_> = fs::read_dir(&spool.0).unwrap().map(|f| f.unwrap().path()).collect();
        assert_eq!(files, [spool.0.join(format!("{}.json", message.id))]);
        let read: serde_json::Value = serde_json::from_slice(&fs::read(&files[0]).unwrap()).unwrap();
        assert_eq!(read, json!({"id": message.id, "to": "13800138000", "text": "验证码"}));
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&files[0]), mode(&spool.0)), (0o600, 0o700));
        fs::write(folder.path().join("file"), "").unwrap();
        let nowhere = Spool(folder.path().join("file/sms"));
        assert_eq!(nowhere.take(&message), Err(NotTaken(String::from("spool_unwritable"))));
    }
}
