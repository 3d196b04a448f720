//! Sends tracks as JT/T 808 terminals to a gateway: register, authenticate, then 0x0200 and 0x0704 at the pace of the
//! device times, with a bounded window of frames not yet acknowledged.
//!
//! Used by `anlu replay`, by the demo and as the load generator of the gateway benchmark.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anlu_domain::time::UtcMs;
use tokio_util::sync::CancellationToken;

mod delays;
mod link;
mod phones;
pub(crate) mod source;
mod terminal;

pub(crate) use phones::Phones;

/// One position to send.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    /// Device time.
    pub(crate) time: UtcMs,
    /// Longitude, degrees.
    pub(crate) lon: f64,
    /// Latitude, degrees.
    pub(crate) lat: f64,
    /// Speed, km/h; unknown is sent as 0xffff, which no vehicle drives.
    pub(crate) speed_kmh: Option<f32>,
    /// Heading, degrees.
    pub(crate) direction_deg: Option<u16>,
}

/// The card a driver puts in before the first position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    /// Name of the driver.
    pub(crate) name: String,
    /// Number of the qualification certificate.
    pub(crate) certificate: String,
}

/// The track of one vehicle and the terminal that sends it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Track {
    /// Phone number of the terminal, digits without leading zeros.
    pub(crate) phone: String,
    /// Plate to register with; empty: the terminal knows none.
    pub(crate) plate: String,
    /// Colour code of the plate (JT/T 697.7), 0 without a plate.
    pub(crate) colour: u8,
    /// The driver's card; without it the terminal has no card reader.
    pub(crate) card: Option<Card>,
    /// Positions in the order to send them.
    pub(crate) samples: Vec<Sample>,
}

/// How fast device time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pace {
    /// As fast as the gateway acknowledges.
    Max,
    /// This many seconds of device time per second.
    Times(f64),
    /// As the demo shows a day: quickly up to a device time, then slower, and never ahead of the real time.
    Story {
        /// Shifted device time up to which it is quick.
        until: UtcMs,
        /// Seconds of device time per second before.
        quick: f64,
        /// Seconds of device time per second after.
        then: f64,
        /// The real time when the replay starts.
        now: UtcMs,
    },
}

/// How to replay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How fast device time passes.
    pub(crate) pace: Pace,
    /// Connections the terminals are spread over.
    pub(crate) connections: usize,
    /// Frames per connection that may wait for their acknowledgement.
    pub(crate) window: usize,
    /// Every n-th terminal sends 0x0704 batches instead of 0x0200; 0: none.
    pub(crate) batch_every: usize,
    /// Added to every device time, milliseconds.
    pub(crate) shift_ms: i64,
    /// Without an acknowledgement for this long the connection is made anew.
    pub(crate) patience: Duration,
    /// Attempts to connect in a row before a connection is given up.
    pub(crate) attempts: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pace: Pace::Times(60.0),
            connections: 16,
            window: 64,
            batch_every: 4,
            shift_ms: 0,
            patience: Duration::from_secs(20),
            attempts: 20,
        }
    }
}

/// Counts that grow while a replay runs.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Positions sent for the first time.
    pub(crate) sent: AtomicU64,
    /// Positions acknowledged with result 0.
    pub(crate) acked: AtomicU64,
    /// Positions refused by the gateway or never sent because their terminal was refused.
    pub(crate) rejected: AtomicU64,
    /// Positions sent again after a connection broke.
    pub(crate) resent: AtomicU64,
    /// Terminals authenticated.
    pub(crate) online: AtomicU64,
    /// How long frames waited for their acknowledgement.
    pub(crate) delays: delays::Delays,
}

impl Progress {
    fn add(counter: &AtomicU64, n: u64) {
        counter.fetch_add(n, Ordering::Relaxed);
    }
}

/// What came of a replay.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub(crate) struct Summary {
    /// Terminals.
    pub(crate) terminals: u64,
    /// Positions sent for the first time.
    pub(crate) sent: u64,
    /// Positions acknowledged.
    pub(crate) acked: u64,
    /// Positions refused, or not sent because their terminal was refused.
    pub(crate) rejected: u64,
    /// Positions sent again after a connection broke.
    pub(crate) resent: u64,
    /// Positions that were neither acknowledged nor refused.
    pub(crate) lost: u64,
    /// Wall time.
    pub(crate) seconds: f64,
    /// Milliseconds until a frame was acknowledged: half of them sooner, 99 of 100 sooner, the longest.
    pub(crate) ack_ms_p50: Option<u64>,
    pub(crate) ack_ms_p99: Option<u64>,
    pub(crate) ack_ms_max: Option<u64>,
}

/// Milliseconds by which the tracks must be moved, in whole days, so that the last position is not after `now`.
pub(crate) fn shift_to(tracks: &[Track], now: UtcMs) -> i64 {
    let last = tracks.iter().flat_map(|t| t.samples.iter().map(|s| s.time.0)).max();
    last.map_or(0, |last| (now.0 - last).div_euclid(anlu_domain::time::DAY_MS) * anlu_domain::time::DAY_MS)
}

/// Sends every track to the gateway at `to`; ends when everything is acknowledged or refused, or at `stop`.
pub(crate) async fn replay(
    tracks: Vec<Track>,
    to: SocketAddr,
    options: Options,
    progress: Arc<Progress>,
    stop: CancellationToken,
) -> Summary {
    let started = Instant::now();
    let terminals = u64::try_from(tracks.len()).unwrap_or(u64::MAX);
    let positions: u64 = tracks.iter().map(|t| u64::try_from(t.samples.len()).unwrap_or(u64::MAX)).sum();
    let origin = tracks.iter().filter_map(|t| t.samples.first()).map(|s| s.time.0).min().unwrap_or(0);
    let count = options.connections.clamp(1, tracks.len().max(1));
    let mut shares: Vec<Vec<terminal::Terminal>> = (0..count).map(|_| Vec::new()).collect();
    for (n, track) in tracks.into_iter().enumerate() {
        if let (Some(share), Some(terminal)) = (shares.get_mut(n % count), terminal::Terminal::new(n, track, options)) {
            share.push(terminal);
        }
    }
    let clock =
        link::Schedule { start: tokio::time::Instant::now(), origin, shift_ms: options.shift_ms, pace: options.pace };
    let mut links = tokio::task::JoinSet::new();
    for share in shares {
        links.spawn(link::run(share, to, options, clock, Arc::clone(&progress), stop.clone()));
    }
    while links.join_next().await.is_some() {}
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let (acked, rejected) = (read(&progress.acked), read(&progress.rejected));
    Summary {
        terminals,
        sent: read(&progress.sent),
        acked,
        rejected,
        resent: read(&progress.resent),
        lost: positions.saturating_sub(acked + rejected),
        seconds: started.elapsed().as_secs_f64(),
        ack_ms_p50: progress.delays.percentile(50),
        ack_ms_p99: progress.delays.percentile(99),
        ack_ms_max: progress.delays.percentile(100),
    }
}
