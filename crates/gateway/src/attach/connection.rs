//! One attachment connection: drives the sans-IO session of `protocols`, writes what arrives into temporary files and
//! hands whole files on. 0x9212 "whole" leaves only when the file is kept.

use std::sync::Arc;

use anlu_domain::{ids::VehicleId, time::UtcMs};
use anlu_protocols::jt808::attachment::{AttachmentClose, AttachmentEvent, AttachmentSession, FileStatus, Upload};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Duration, Instant, MissedTickBehavior, interval, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{AlarmFile, listen::Uploads, number::AlarmName, staging::Staging};
use crate::{
    event,
    pace::{Pace, Timer},
};

/// Bytes read at once.
const READ: usize = 64 * 1024;
/// How often a quiet connection is looked at.
const TICK: Duration = Duration::from_secs(1);
/// Longest file name that is kept, characters.
const NAME: usize = 120;

/// Takes files until the terminal leaves, a limit is passed or `stop` is cancelled.
pub(super) async fn run(stream: TcpStream, number: u64, uploads: &Uploads, stop: &CancellationToken) {
    let time = Timer::new(Arc::clone(&uploads.ports.clock), Pace::Machine);
    let mut connection = Connection {
        number,
        stream,
        session: AttachmentSession::new(uploads.settings.session(), time.now),
        staging: Staging::new(&uploads.settings.folder),
        alarm: None,
        time,
        uploads,
    };
    let reason = connection.talk(stop).await;
    // What was said last reaches the peer when it still reads.
    let _may_be_gone = timeout(TICK, connection.stream.shutdown()).await;
    event::upload_ended(number, reason);
}

struct Connection<'a> {
    number: u64,
    stream: TcpStream,
    session: AttachmentSession,
    staging: Staging,
    /// The alarm whose files are taken, and its vehicle.
    alarm: Option<(AlarmName, VehicleId)>,
    time: Timer,
    uploads: &'a Uploads,
}

impl Connection<'_> {
    async fn talk(&mut self, stop: &CancellationToken) -> &'static str {
        let end = Instant::now() + self.uploads.settings.longest;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return "stopping",
                () = sleep_until(end) => return "too_long",
                _ = ticks.tick() => {
                    self.time.advance();
                    self.session.tick(self.time.now);
                }
                // An error of the socket shows in the read.
                _ = self.stream.readable() => {
                    self.time.advance();
                    let mut buffer = Vec::with_capacity(READ);
                    match self.stream.try_read_buf(&mut buffer) {
                        Ok(0) => return "peer",
                        Ok(_) => self.session.feed(&buffer, self.time.now),
                        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                        Err(_) => return "socket",
                    }
                }
            }
            if let Some(reason) = self.settle().await {
                return reason;
            }
        }
    }

    /// Acts on what the session says, then writes its answers; why the connection ends, when it does.
    async fn settle(&mut self) -> Option<&'static str> {
        let mut end = None;
        while end.is_none()
            && let Some(event) = self.session.poll()
        {
            match event {
                AttachmentEvent::Announced(upload) => match self.decide(&upload).await {
                    Ok(alarm) => {
                        self.alarm = Some(alarm);
                        self.session.accept();
                    }
                    Err(reason) => {
                        self.session.refuse();
                        end = Some(reason);
                    }
                },
                AttachmentEvent::Data(data) => {
                    if let Err(error) = self.staging.write(data).await {
                        tracing::error!(upload = self.number, %error, "a file of an alarm cannot be written");
                        return Some("not_written");
                    }
                }
                AttachmentEvent::Finished(file) if file.missing == 0 => {
                    if let Err(reason) = self.keep(file).await {
                        // The answer that says "whole" is not written: the terminal has the file still.
                        return Some(reason);
                    }
                }
                AttachmentEvent::Finished(_) => {}
                AttachmentEvent::Close(reason) => end = Some(code(reason)),
            }
        }
        let output = self.session.take_output();
        if output.is_empty() {
            return end;
        }
        match timeout(self.uploads.settings.write, self.stream.write_all(&output)).await {
            Ok(Ok(())) => end,
            Ok(Err(_)) => Some("socket"),
            Err(_) => Some("write_timeout"),
        }
    }

    /// Whether we asked for these files.
    async fn decide(&mut self, upload: &Upload) -> Result<(AlarmName, VehicleId), &'static str> {
        let settings = &self.uploads.settings;
        let valid_ms = i64::try_from(settings.valid.as_millis()).unwrap_or(i64::MAX);
        let (number, phone) = (upload.platform_alarm_no.as_str(), upload.phone.as_str());
        let alarm = settings.auth_key.alarm_of(number, phone, upload.time, upload.sequence, valid_ms, self.time.wall);
        let alarm = alarm.ok_or("not_asked_for")?;
        if self.alarm.is_some_and(|(before, _)| before != alarm) {
            return Err("another_alarm");
        }
        if self.staging.announce(&upload.files) > settings.max_bytes {
            return Err("too_much");
        }
        match self.uploads.ports.registry.find(phone).await {
            Ok(Some(found)) => Ok((alarm, found.vehicle)),
            Ok(None) => Err("unknown_vehicle"),
            Err(error) => {
                tracing::warn!(upload = self.number, %error, "an upload waits: vehicles cannot be looked up");
                Err("registry_unavailable")
            }
        }
    }

    async fn keep(&mut self, file: FileStatus) -> Result<(), &'static str> {
        let Some((alarm, vehicle)) = self.alarm else { return Err("out_of_turn") };
        let Ok(_permit) = self.uploads.keeping.acquire().await else { return Err("stopping") };
        let bytes = self.staging.take(&file.name).await.map_err(|error| {
            tracing::error!(upload = self.number, %error, "a file of an alarm cannot be read again");
            "not_written"
        })?;
        let Some(bytes) = bytes else { return Ok(()) };
        let size = bytes.len();
        let kept = AlarmFile {
            vehicle,
            alarm: alarm.text(),
            at: alarm.time.epoch_ms().map(UtcMs),
            name: file.name.chars().filter(|c| !c.is_control()).take(NAME).collect(),
            kind: file.kind,
            received: self.time.wall,
            bytes,
        };
        self.uploads.ports.keeper.keep(kept).await.map_err(|error| {
            tracing::error!(upload = self.number, %error, "a file of an alarm is not kept");
            "not_kept"
        })?;
        event::alarm_file(self.number, size);
        Ok(())
    }
}

const fn code(reason: AttachmentClose) -> &'static str {
    match reason {
        AttachmentClose::Idle => "idle",
        AttachmentClose::Refused => "refused",
        AttachmentClose::OutOfTurn => "out_of_turn",
        AttachmentClose::TooMuch => "too_much",
        AttachmentClose::Junk => "junk",
    }
}
