//! The blocking half of a worker: entries in, findings out. Nothing here waits for the database.

use std::{collections::BTreeMap, io, sync::Arc};

use anlu_bus::{BusError, Entry, Source};
use anlu_domain::{
    finding::{Finding, newest_revisions},
    ids::VehicleId,
    notice::Notice,
    party::profile::Profile,
    time::{DAY_MS, MINUTE_MS, UtcMs},
    track::{Fact, Fix},
};
use anlu_rules::{engine::ShardState, zones::ZoneSet};
use thiserror::Error;

use super::{
    figures,
    latest::Newest,
    plane::{DETECTORS, Decode, HISTORY, Ports},
    profiles::{Known, Profiles},
    sink::SinkError,
    snapshot,
    zones::Zones,
};

/// Device time may run this far ahead before a fix is not shown as the latest.
const AHEAD_MS: i64 = 5 * MINUTE_MS;

/// Why a batch could not be judged. All are tried again.
#[derive(Debug, Error)]
pub(super) enum JudgeError {
    #[error(transparent)]
    Log(#[from] BusError),
    #[error(transparent)]
    Sink(#[from] SinkError),
    #[error("the snapshot, or what is noted beside it, cannot be read or written: {0}")]
    Snapshot(#[from] io::Error),
}

impl JudgeError {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Log(e) => e.code(),
            Self::Sink(_) => "history_unwritable",
            Self::Snapshot(_) => "snapshot_unwritable",
        }
    }
}

/// The state of a shard and its place in the log.
pub(super) struct Judge {
    ports: Ports,
    shard: u16,
    state: ShardState<VehicleId>,
    /// Next entry to read.
    next: u64,
    /// First entry that has not been judged.
    unjudged: u64,
    /// First entry that is not in the history.
    unkept: u64,
    replay: Option<Replay>,
    saved: Option<u64>,
    profiles: Profiles,
    zones: Zones,
    room: Room,
}

/// A replay over a log whose beginning was trimmed: spells that were under way there would be seen from the middle and
/// get other ids. What was judged before and begins within a day of the cut is left as it is stored.
struct Replay {
    until: u64,
    not_before: UtcMs,
}

/// What is kept from one batch to the next, to work in.
#[derive(Default)]
struct Room {
    /// For each entry, where its facts end.
    ends: Vec<usize>,
    facts: Vec<(VehicleId, Fact)>,
    /// What the registry told of the vehicle of each fact that is judged.
    told: Vec<Known>,
    kept: Vec<(u64, VehicleId, Fix)>,
}

impl Room {
    fn fill(&mut self, entries: &[Entry], decode: &Decode) {
        self.ends.clear();
        self.facts.clear();
        for entry in entries {
            decode(entry, &mut self.facts);
            self.ends.push(self.facts.len());
        }
    }
}

/// Each entry with its facts.
fn parts<'a>(
    entries: &'a [Entry],
    ends: &'a [usize],
    facts: &'a [(VehicleId, Fact)],
) -> impl Iterator<Item = (&'a Entry, &'a [(VehicleId, Fact)])> {
    let mut begin = 0;
    entries.iter().zip(ends).map(move |(entry, end)| {
        let part = facts.get(begin..*end).unwrap_or_default();
        begin = *end;
        (entry, part)
    })
}

/// What became of the next entries.
pub(super) enum Taken {
    /// They are judged.
    Batch(Batch),
    /// Facts of these vehicles are among them, and the registry was not asked about them yet: nothing was judged.
    Strangers(Vec<VehicleId>),
}

/// What a batch brought.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) entries: usize,
    /// The newest revision of each finding, in the order in which they came up.
    pub(super) findings: Vec<Finding>,
    /// When the entry came that each revision of a finding is due to, oldest first.
    pub(super) due_to: Vec<UtcMs>,
    /// The newest fix of each vehicle.
    pub(super) fixes: Newest,
    /// What is neither position nor driver card, in order.
    pub(super) notices: Vec<Notice>,
}

impl Judge {
    /// Takes up the snapshot of a shard, or begins at the log's first entry.
    pub(super) fn open(ports: Ports, shard: u16) -> Result<Self, JudgeError> {
        let (first, head) = (ports.log.first(shard), ports.log.head(shard));
        let saved = snapshot::read(&ports.settings.snapshots, shard, ports.engine.fingerprint()).and_then(|saved| {
            let fits = saved.offset <= head;
            if fits { Ok(saved) } else { Err(format!("the snapshot is ahead of the log ({} > {head})", saved.offset)) }
        });
        let (state, unjudged, why) = match saved {
            Ok(saved) => (saved.state, saved.offset, String::from("snapshot")),
            Err(why) => (ShardState::default(), first, why),
        };
        let fresh = why != "snapshot";
        let replay = if fresh && first > 0 { Self::replay(&ports, shard)? } else { None };
        let unkept = match ports.sink {
            Some(_) => ports.log.committed(HISTORY, shard)?,
            None => unjudged,
        };
        let next = unjudged.min(unkept).max(first);
        figures::begun(shard, next, &why);
        let saved = (!fresh).then_some(unjudged);
        let judged = ports.log.committed(DETECTORS, shard)?;
        let profiles = Profiles::open(&ports.settings.snapshots, shard, first, judged)?;
        let rules = Arc::clone(&ports.engine);
        let zones = Zones::open(&ports.settings.snapshots, shard, first, judged, rules)?;
        Ok(Self { ports, shard, state, next, unjudged, unkept, replay, saved, profiles, zones, room: Room::default() })
    }

    fn replay(ports: &Ports, shard: u16) -> Result<Option<Replay>, JudgeError> {
        let until = ports.log.committed(DETECTORS, shard)?;
        let oldest = ports.log.read(shard, ports.log.first(shard), 1)?;
        Ok(oldest.first().map(|e| Replay { until, not_before: e.record.received.plus(DAY_MS) }))
    }

    /// The registry has changed: profiles are asked for again.
    pub(super) fn forget(&mut self) {
        self.profiles.forget();
    }

    /// Takes the zones that the registry tells.
    pub(super) fn zones(&mut self, told: Arc<ZoneSet>) {
        self.zones.learn(told);
    }

    /// Takes what the registry tells about strangers.
    pub(super) fn learn(&mut self, asked: &[VehicleId], told: &BTreeMap<VehicleId, Profile>) {
        self.profiles.learn(asked, told);
    }

    /// Reads and judges the next entries. On an error nothing was judged.
    pub(super) fn take(&mut self) -> Result<Taken, JudgeError> {
        let entries = self.ports.log.read(self.shard, self.next, self.ports.settings.batch)?;
        let mut room = std::mem::take(&mut self.room);
        let taken = self.judge(&entries, &mut room);
        self.room = room;
        taken
    }

    fn judge(&mut self, entries: &[Entry], room: &mut Room) -> Result<Taken, JudgeError> {
        room.fill(entries, &self.ports.decode);
        let Room { ends, facts, told, kept } = room;
        let decoded = || parts(entries, ends, facts);
        let judged = |(entry, _): &(&Entry, &[(VehicleId, Fact)])| entry.offset >= self.unjudged;
        let strangers = self.profiles.told(decoded().filter(judged).flat_map(|(_, facts)| facts), told);
        if !strangers.is_empty() {
            return Ok(Taken::Strangers(strangers));
        }
        let mut asked = told.iter();
        for (entry, facts) in decoded().filter(judged) {
            for ((vehicle, _), told) in facts.iter().zip(&mut asked) {
                if !told.compared {
                    let before = || self.state.profile(vehicle);
                    self.profiles.compare(*vehicle, entry.offset, before);
                }
            }
            self.zones.note(entry.offset)?;
        }
        self.profiles.write()?;
        self.keep(decoded(), kept)?;
        let mut batch = Batch { entries: entries.len(), ..Batch::default() };
        let mut told = told.iter();
        for (entry, facts) in decoded() {
            let received = entry.record.received;
            let engine = self.zones.engine(entry.offset);
            if entry.offset >= self.unjudged {
                batch.notices.append(&mut (self.ports.notices)(entry));
            }
            if entry.record.source == Source::Clock && entry.offset >= self.unjudged {
                let mut found = Vec::new();
                engine.advance(&mut self.state, received, &mut found);
                found.retain(|f| self.tells(entry.offset, f));
                batch.findings.append(&mut found);
            }
            for (vehicle, fact) in facts {
                if let Fact::Fix(fix) = fact {
                    newest(&mut batch.fixes, *vehicle, fix);
                }
                if entry.offset >= self.unjudged {
                    let mut found = Vec::new();
                    let told = told.next().map(|known| known.profile).unwrap_or_default();
                    let profile = self.profiles.at(*vehicle, entry.offset, told);
                    engine.step(&mut self.state, (vehicle, &profile), fact, received, &mut found);
                    found.retain(|f| self.tells(entry.offset, f));
                    batch.due_to.extend(found.iter().map(|_| received));
                    batch.findings.append(&mut found);
                }
            }
            self.next = entry.offset.saturating_add(1);
        }
        self.unkept = self.unkept.max(self.next);
        let lag = self.ports.log.head(self.shard).saturating_sub(self.next);
        figures::judged(self.shard, batch.entries, &batch.findings, lag, self.state.counts());
        batch.findings = newest_revisions(std::mem::take(&mut batch.findings));
        Ok(Taken::Batch(batch))
    }

    fn tells(&self, offset: u64, finding: &Finding) -> bool {
        self.replay.as_ref().is_none_or(|r| offset >= r.until || finding.start >= r.not_before)
    }

    /// Hands the positions of those entries to the sink that it has not.
    fn keep<'a>(
        &self,
        decoded: impl Iterator<Item = (&'a Entry, &'a [(VehicleId, Fact)])>,
        kept: &mut Vec<(u64, VehicleId, Fix)>,
    ) -> Result<(), SinkError> {
        let Some(sink) = &self.ports.sink else { return Ok(()) };
        kept.clear();
        let mut last = None;
        for (entry, facts) in decoded.filter(|(entry, _)| entry.offset >= self.unkept) {
            let fixes = facts.iter().filter_map(|(vehicle, fact)| Some((entry.offset, *vehicle, *fix(fact)?)));
            kept.extend(fixes);
            last = Some(entry.offset);
        }
        last.map_or(Ok(()), |last| sink.append(self.shard, last, kept))
    }

    /// The newest position of each vehicle that the snapshot remembered.
    pub(super) fn positions(&self) -> Newest {
        self.state.newest().map(|(vehicle, fix)| (*vehicle, fix)).collect()
    }

    /// Whether facts wait of a vehicle that has fallen silent, and nothing in the log says so yet.
    pub(super) fn overdue(&self, now: UtcMs) -> bool {
        self.lag() == 0 && self.next >= self.unjudged && self.ports.engine.overdue(&self.state, now)
    }

    /// Entries not read yet.
    pub(super) fn lag(&self) -> u64 {
        self.ports.log.head(self.shard).saturating_sub(self.next)
    }

    /// Writes the snapshot and commits the offset, when anything was judged since the last one. Everything found so
    /// far must be in the store.
    pub(super) fn save(&mut self) -> Result<(), JudgeError> {
        let offset = self.next.max(self.unjudged);
        if self.saved == Some(offset) {
            return Ok(());
        }
        let pack = self.ports.engine.fingerprint();
        let bytes = snapshot::write(&self.ports.settings.snapshots, self.shard, pack, &self.state, offset)?;
        self.ports.log.commit(DETECTORS, self.shard, offset)?;
        self.saved = Some(offset);
        figures::saved(self.shard, offset, bytes);
        Ok(())
    }
}

fn fix(fact: &Fact) -> Option<&Fix> {
    match fact {
        Fact::Fix(fix) => Some(fix),
        Fact::Driver(_) => None,
    }
}

fn newest(fixes: &mut Newest, vehicle: VehicleId, fix: &Fix) {
    let ahead = fix.time > fix.received.plus(AHEAD_MS);
    if !ahead && fixes.get(&vehicle).is_none_or(|known| known.time <= fix.time) {
        fixes.insert(vehicle, *fix);
    }
}
