//! The listener for attachments of active-safety alarms; whole files become evidence.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anlu_app::{
    ctx::Desk,
    media::{self, NewMedia},
};
use anlu_gateway::{
    AlarmFile, AttachmentAddress, AttachmentPorts, AttachmentSettings, AuthKey, FileKeeper, Kept, Ports, Unkept,
    serve_attachments,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::start::{address, listen};
use crate::{Failure, config::AttachmentsSection};

/// Everything the listener needs, taken before anything runs.
pub(super) struct Attachments {
    /// Where terminals are told to send to.
    pub(super) address: AttachmentAddress,
    listener: TcpListener,
    section: AttachmentsSection,
    folder: PathBuf,
}

impl Attachments {
    /// Takes the port and makes the folder for unfinished files.
    pub(super) async fn prepare(section: &AttachmentsSection, data: &Path) -> Result<Self, Failure> {
        let listener = listen(section.listen, "gateway.attachments.listen").await?;
        let folder = data.join("incoming");
        fs::create_dir_all(&folder)
            .map_err(|e| Failure::input("folder_unusable", format!("{}: {e}", folder.display())))?;
        let to = section.address(address(&listener, "gateway.attachments.listen")?);
        Ok(Self { address: to, listener, section: section.clone(), folder })
    }

    /// Takes attachments until `stop`.
    pub(super) fn start(self, desk: &Desk, ports: &Ports, key: AuthKey, stop: &CancellationToken) -> JoinHandle<()> {
        let settings: AttachmentSettings = self.section.limits(key, self.folder);
        let ports = AttachmentPorts {
            registry: Arc::clone(&ports.registry),
            clock: Arc::clone(&ports.clock),
            keeper: Arc::new(EvidenceKeeper(desk.clone())),
        };
        tracing::info!(port = self.address.port, "attachments of alarms are asked for");
        tokio::spawn(serve_attachments(self.listener, ports, settings, stop.clone()))
    }
}

/// Files of alarms become evidence of their vehicles.
pub(crate) struct EvidenceKeeper(pub(crate) Desk);

impl FileKeeper for EvidenceKeeper {
    fn keep(&self, file: AlarmFile) -> Kept<'_> {
        Box::pin(async move {
            let new = NewMedia {
                vehicle: file.vehicle,
                key: format!("alarm {} {}", file.alarm, file.name),
                channel: channel(&file.name),
                name: file.name,
                source: "alarm",
                event: file.kind,
                captured_at: file.at,
                received_at: file.received,
                alarm: Some(file.alarm),
                bytes: file.bytes,
            };
            media::keep(&self.0, new).await.map_err(|error| Unkept(error.to_string()))
        })
    }
}

/// The camera by the name of a file, `type_channel_alarm_number_…` (T/JSATL 12-2017); 0 when it is named otherwise.
fn channel(name: &str) -> u8 {
    name.split('_').nth(1).and_then(|channel| channel.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_tells_its_camera() {
        assert_eq!(channel("00_65_6501_0_0123.jpg"), 65);
        assert_eq!(channel("video.mp4"), 0);
        assert_eq!(channel("00_999_x"), 0);
    }
}
