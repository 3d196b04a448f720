//! Pictures and files that terminals send: kept as evidence, each once.

use anlu_domain::{
    command::Order,
    evidence::{EvidenceHash, MediaType},
    ids::{EnterpriseId, VehicleId},
    notice::Recording,
    time::{MINUTE_MS, UtcMs},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        command,
        evidence::Content,
        media::{self as repo, Media},
        names,
    },
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{ctx::Desk, live::event::LiveEvent};

/// Namespace of derived ids (random, fixed forever).
const NAMESPACE: Uuid = Uuid::from_u128(0x5b0e_91d2_7c3a_4f86_b1a4_0c5d_e2f7_9a31);
/// A picture that comes later than this after it was asked for answers nothing, milliseconds.
const ANSWER_MS: i64 = 15 * MINUTE_MS;

/// A file as a terminal sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMedia {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// What the terminal calls it, unique for the vehicle: sent again, it changes nothing.
    pub key: String,
    /// File name, for people.
    pub name: String,
    /// `recording` or `alarm`.
    pub source: &'static str,
    /// Camera; 0 when nobody says.
    pub channel: u8,
    /// Why it was recorded, or the kind of file.
    pub event: u8,
    /// When it was taken.
    pub captured_at: Option<UtcMs>,
    /// When it came.
    pub received_at: UtcMs,
    /// The alarm it belongs to.
    pub alarm: Option<String>,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Keeps a recording (0x0801); a picture that was asked for is joined with the order.
pub async fn keep_recording(desk: &Desk, recording: &Recording) -> Result<(), StoreError> {
    let at = recording.at.unwrap_or(recording.received);
    let new = NewMedia {
        vehicle: recording.vehicle,
        key: format!("recording {} {}", recording.media_id, at.0),
        name: format!("{}-{}", recording.media_id, recording.channel),
        source: "recording",
        channel: recording.channel,
        event: recording.event,
        captured_at: recording.at,
        received_at: recording.received,
        alarm: None,
        bytes: recording.bytes.clone(),
    };
    keep(desk, new).await
}

/// Keeps a file of a terminal. A vehicle the registry does not know has nowhere to keep it.
pub async fn keep(desk: &Desk, new: NewMedia) -> Result<(), StoreError> {
    let vehicles = names::vehicles(desk.store.read(), [new.vehicle]).await?;
    let Some(enterprise) = vehicles.get(&new.vehicle).map(|v| v.enterprise) else { return Ok(()) };
    if new.bytes.is_empty() {
        return Ok(());
    }
    let media_type = infer::get(&new.bytes).and_then(|t| MediaType::from_mime(t.mime_type()));
    let size = u64::try_from(new.bytes.len()).unwrap_or(u64::MAX);
    let (blobs, bytes) = (desk.blobs.clone(), new.bytes.clone());
    let kept = tokio::task::spawn_blocking(move || {
        let hash = EvidenceHash(Sha256::digest(&bytes).into());
        blobs.keep(hash, &bytes).map(|()| hash)
    });
    // A full disk is told as a store that is not there now: the entry of the log is taken again.
    let unavailable = |e: std::io::Error| StoreError::Unavailable(format!("evidence cannot be written: {e}"));
    let hash = kept.await.map_err(|e| StoreError::Internal(e.to_string()))?.map_err(unavailable)?;
    let content = Content { hash, media_type: media_type.unwrap_or(MediaType::Other), size };
    note(desk, new, enterprise, content).await
}

async fn note(desk: &Desk, new: NewMedia, enterprise: EnterpriseId, content: Content) -> Result<(), StoreError> {
    let asked = match new.source {
        "recording" if new.event == 0 => {
            let since = new.received_at.plus(-ANSWER_MS);
            command::newest(desk.store.read(), new.vehicle, "picture", since).await?
        }
        _ => None,
    };
    let of_channel = |order: &Order| matches!(order, Order::Picture { channel } if *channel == new.channel);
    let media = Media {
        id: Uuid::new_v5(&NAMESPACE, format!("{}\u{1f}{}", new.vehicle, new.key).as_bytes()),
        vehicle: new.vehicle,
        enterprise,
        hash: content.hash,
        name: new.name.clone(),
        source: new.source.to_owned(),
        channel: i32::from(new.channel),
        event: i32::from(new.event),
        captured_at: new.captured_at,
        received_at: new.received_at,
        command: asked.filter(|a| of_channel(&a.command.order)).map(|a| a.command.id),
        alarm: new.alarm.clone(),
    };
    let now = desk.now();
    let added = desk.store.tx(async |tx: Tx| {
        let added = repo::put(&tx, &media, content).await?;
        if added {
            let after = json!({
                "vehicle": media.vehicle.0, "hash": content.hash.to_string(), "size": content.size,
                "source": media.source, "channel": media.channel, "command": media.command.map(|c| c.0),
            });
            let draft = LedgerDraft {
                actor: String::from("terminal"),
                action: "media_received",
                subject_kind: "media",
                subject_id: media.id.to_string(),
                before: None,
                after: Some(after),
            };
            tx.record([draft], now);
        }
        Ok::<_, StoreError>(added)
    });
    if added.await? {
        desk.tell(LiveEvent::Media { vehicle: media.vehicle, enterprise });
    }
    Ok(())
}
