//! The blocking half of a worker: entries in, findings out. Nothing here waits for the database.

use std::{collections::BTreeMap, io, sync::Arc};

use anlu_bus::{BusError, Counter, Entry};
use anlu_domain::{
    finding::{Finding, newest_revisions},
    ids::VehicleId,
    link::LinkKind,
    notice::Notice,
    party::profile::Profile,
    time::{DAY_MS, MINUTE_MS, UtcMs},
    track::{Fact, Fix},
    upward::RequestKind,
};
use anlu_rules::{
    engine::{Number, ShardState},
    zones::ZoneSet,
};
use thiserror::Error;
use tokio::time::Instant;

use super::{
    figures,
    latest::Moved,
    links,
    plane::{DETECTORS, HISTORY, Ports},
    profiles::Profiles,
    roster::Roster,
    saving::Saving,
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
    roster: Roster,
    profiles: Profiles,
    zones: Zones,
    counter: Counter,
    room: Room,
    /// Room for vehicles that move.
    moved: Vec<Moved>,
}

/// A replay over a log whose beginning was trimmed: spells that were under way there would be seen from the middle and
/// get other ids. What was judged before and begins within a day of the cut is left as it is stored.
struct Replay {
    until: u64,
    not_before: UtcMs,
}

impl Replay {
    /// Whether what entry `offset` brings about is told.
    fn tells(&self, offset: u64, finding: &Finding) -> bool {
        offset >= self.until || finding.start >= self.not_before
    }
}

/// The next entries, decoded; kept from one batch to the next.
#[derive(Default)]
struct Room {
    /// They wait for what the registry tells of strangers among them.
    waits: bool,
    entries: Vec<Part>,
    facts: Vec<(VehicleId, Fact)>,
    /// Number of the vehicle of each fact.
    numbers: Vec<Number>,
    notices: Vec<Notice>,
    /// How the entries came.
    sources: Vec<(LinkKind, String)>,
}

/// One entry.
struct Part {
    offset: u64,
    received: UtcMs,
    /// Where its facts end.
    end: usize,
    /// Place of its source; `None`: it tells what time it is.
    source: Option<usize>,
}

impl Room {
    fn clear(&mut self) {
        self.entries.clear();
        self.facts.clear();
        self.numbers.clear();
        self.notices.clear();
        self.sources.clear();
    }

    fn add(&mut self, entry: &Entry, judged: bool, ports: &Ports) {
        (ports.decode)(entry, &mut self.facts);
        if judged {
            self.notices.append(&mut (ports.notices)(entry));
        }
        let source = links::source(entry).map(|(kind, id)| {
            // Neighbours mostly came the same way.
            if self.sources.last().is_none_or(|last| (last.0, last.1.as_str()) != (kind, id)) {
                self.sources.push((kind, id.to_owned()));
            }
            self.sources.len().saturating_sub(1)
        });
        let received = entry.record.received;
        self.entries.push(Part { offset: entry.offset, received, end: self.facts.len(), source });
    }

    /// Each entry with its facts, and the numbers of their vehicles.
    fn parts(&self) -> impl Iterator<Item = (&Part, &[(VehicleId, Fact)], &[Number])> {
        let mut begin = 0;
        self.entries.iter().map(move |entry| {
            let range = begin..entry.end;
            begin = entry.end;
            let facts = self.facts.get(range.clone()).unwrap_or_default();
            (entry, facts, self.numbers.get(range).unwrap_or_default())
        })
    }
}

/// What became of the next entries.
pub(super) enum Taken {
    /// They are judged.
    Batch(Batch),
    /// Facts of these vehicles, sorted, are among them, and the registry was not asked about them yet: nothing was judged.
    Strangers(Vec<(VehicleId, Number)>),
}

/// What a batch brought.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) entries: usize,
    /// The newest revision of each finding, in the order in which they came up.
    pub(super) findings: Vec<Finding>,
    /// When the entry came that each revision of a finding is due to, oldest first.
    pub(super) due_to: Vec<UtcMs>,
    /// The newest fix of each vehicle that moved.
    pub(super) moved: Vec<Moved>,
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
        let counter = ports.log.meter().counter(shard);
        let (roster, room, moved) = (Roster::default(), Room::default(), Vec::new());
        Ok(Self {
            ports,
            shard,
            state,
            next,
            unjudged,
            unkept,
            replay,
            saved,
            roster,
            profiles,
            zones,
            counter,
            room,
            moved,
        })
    }

    fn replay(ports: &Ports, shard: u16) -> Result<Option<Replay>, JudgeError> {
        let until = ports.log.committed(DETECTORS, shard)?;
        let oldest = ports.log.read(shard, ports.log.first(shard), 1)?;
        Ok(oldest.first().map(|e| Replay { until, not_before: e.record.received.plus(DAY_MS) }))
    }

    /// The registry has changed: profiles are asked for again.
    pub(super) fn forget(&mut self) {
        self.roster.forget();
    }

    /// Takes the zones that the registry tells.
    pub(super) fn zones(&mut self, told: Arc<ZoneSet>) {
        self.zones.learn(told);
    }

    /// Takes what the registry tells about strangers; those that it does not have, which have no profile, are answered.
    pub(super) fn learn(&mut self, asked: &[(VehicleId, Number)], told: &BTreeMap<VehicleId, Profile>) -> Vec<Number> {
        let mut unknown = Vec::new();
        for (vehicle, number) in asked {
            let told = told.get(vehicle).copied();
            if told.is_none() {
                unknown.push(*number);
            }
            self.roster.learn(*number, told.unwrap_or_default());
        }
        unknown
    }

    /// Reads and judges the next entries. On an error nothing was judged.
    pub(super) fn take(&mut self) -> Result<Taken, JudgeError> {
        let mut room = std::mem::take(&mut self.room);
        let taken = self.fill(&mut room).and_then(|()| self.judge(&mut room));
        room.waits = matches!(taken, Ok(Taken::Strangers(_)));
        self.room = room;
        taken
    }

    /// Takes back the room of a batch that was stored.
    pub(super) fn recycle(&mut self, batch: Batch) {
        self.moved = batch.moved;
        self.moved.clear();
    }

    fn fill(&mut self, room: &mut Room) -> Result<(), JudgeError> {
        if room.waits {
            return Ok(());
        }
        room.clear();
        let (ports, unjudged) = (&self.ports, self.unjudged);
        let add = |entry: &Entry| room.add(entry, entry.offset >= unjudged, ports);
        ports.log.each(self.shard, self.next, ports.settings.batch, add)?;
        // In one go: one vehicle need not wait for the memory of another.
        let Room { facts, numbers, .. } = room;
        numbers.extend(facts.iter().map(|(vehicle, _)| self.state.number(vehicle)));
        self.state.touch(numbers);
        Ok(())
    }

    fn judge(&mut self, room: &mut Room) -> Result<Taken, JudgeError> {
        let judged = |part: &(&Part, &[(VehicleId, Fact)], &[Number])| part.0.offset >= self.unjudged;
        let (mut strangers, mut fresh) = (Vec::new(), Vec::new());
        for (entry, facts, numbers) in room.parts().filter(judged) {
            for ((vehicle, _), number) in facts.iter().zip(numbers) {
                let row = self.roster.row(*number);
                if row.told.is_none() {
                    strangers.push((*vehicle, *number));
                } else if !row.compared {
                    fresh.push((*vehicle, *number, entry.offset));
                }
            }
        }
        if !strangers.is_empty() {
            strangers.sort_unstable();
            strangers.dedup();
            return Ok(Taken::Strangers(strangers));
        }
        for (vehicle, number, offset) in fresh {
            let before = || self.state.profile(number);
            self.profiles.compare((vehicle, self.roster.row(number)), offset, before);
        }
        for (entry, ..) in room.parts().filter(judged) {
            self.zones.note(entry.offset)?;
        }
        self.profiles.write()?;
        self.keep(room)?;
        let mut batch = Batch { entries: room.entries.len(), ..Batch::default() };
        batch.notices.append(&mut room.notices);
        batch.moved = std::mem::take(&mut self.moved);
        batch.moved.reserve(room.facts.len());
        self.roster.begin();
        let mut counting = self.counter.count();
        for (entry, facts, numbers) in room.parts() {
            let Part { offset, received, .. } = *entry;
            let judged = offset >= self.unjudged;
            let engine = self.zones.engine(offset);
            let source = entry.source.and_then(|place| room.sources.get(place));
            let told = batch.findings.len();
            let route = source
                .and_then(|(kind, id)| counting.positions(offset, (*kind, id.as_str()), received, links::times(facts)));
            if source.is_none() && judged {
                engine.advance(&mut self.state, received, &mut batch.findings);
            }
            for ((vehicle, fact), number) in facts.iter().zip(numbers) {
                if let Fact::Fix(fix) = fact
                    && fix.time <= fix.received.plus(AHEAD_MS)
                {
                    self.roster.moves(*number, *vehicle, fix, &mut batch.moved);
                }
                let row = self.roster.row(*number);
                if let Some(route) = route.filter(|route| route.differs(row.route)) {
                    row.route = Some(route);
                    counting.heard(*vehicle, route);
                }
                if judged {
                    let profile = self.profiles.at(*vehicle, offset, row.told.unwrap_or_default());
                    let vehicle = (*number, &profile);
                    engine.step_numbered(&mut self.state, vehicle, fact, received, &mut batch.findings);
                }
            }
            if let Some(replay) = &self.replay {
                let mut place = 0;
                batch.findings.retain(|finding| {
                    place += 1;
                    place <= told || replay.tells(offset, finding)
                });
            }
            if source.is_some() {
                batch.due_to.resize(batch.due_to.len() + batch.findings.len() - told, received);
            }
            self.next = offset.saturating_add(1);
        }
        drop(counting);
        for notice in &mut batch.notices {
            if let Notice::Request(request) = notice
                && request.kind == RequestKind::Driver
            {
                request.driver = request.vehicle.and_then(|vehicle| self.state.at_wheel(&vehicle));
            }
        }
        self.unkept = self.unkept.max(self.next);
        let lag = self.ports.log.head(self.shard).saturating_sub(self.next);
        figures::judged(self.shard, batch.entries, &batch.findings, lag, self.state.counts());
        batch.findings = newest_revisions(std::mem::take(&mut batch.findings));
        Ok(Taken::Batch(batch))
    }

    /// Hands the positions of those entries to the sink that it has not.
    fn keep(&self, room: &Room) -> Result<(), SinkError> {
        let Some(sink) = &self.ports.sink else { return Ok(()) };
        let Some(last) = room.entries.last().map(|entry| entry.offset).filter(|last| *last >= self.unkept) else {
            return Ok(());
        };
        let unkept = room.parts().filter(|(entry, ..)| entry.offset >= self.unkept);
        let mut fixes = unkept.flat_map(|(entry, facts, _)| {
            let offset = entry.offset;
            facts.iter().filter_map(move |(vehicle, fact)| Some((offset, *vehicle, fix(fact)?)))
        });
        sink.append(self.shard, last, &mut fixes)
    }

    /// The newest position of each vehicle that the snapshot remembered.
    pub(super) fn positions(&self) -> Vec<Moved> {
        self.state.newest().map(|(number, vehicle, fix)| Moved { number, vehicle: *vehicle, fix }).collect()
    }

    /// Whether facts wait of a vehicle that has fallen silent, and nothing in the log says so yet.
    pub(super) fn overdue(&self, now: UtcMs) -> bool {
        self.lag() == 0 && self.next >= self.unjudged && self.ports.engine.overdue(&self.state, now)
    }

    /// Entries not read yet.
    pub(super) fn lag(&self) -> u64 {
        self.ports.log.head(self.shard).saturating_sub(self.next)
    }

    /// Writes the snapshot, when anything was judged since the last one. Everything found so far must be in the store.
    pub(super) fn save(&mut self) -> Result<Option<Saving>, JudgeError> {
        let offset = self.next.max(self.unjudged);
        if self.saved == Some(offset) {
            return Ok(None);
        }
        let (begun, pack) = (Instant::now(), self.ports.engine.fingerprint());
        let written = snapshot::write(&self.ports.settings.snapshots, self.shard, pack, &self.state, offset)?;
        let log = Arc::clone(&self.ports.log);
        Ok(Some(Saving { written, log, shard: self.shard, offset, begun }))
    }

    /// The snapshot of so far is in its place.
    pub(super) fn saved(&mut self, offset: u64) {
        self.saved = Some(offset);
    }
}

fn fix(fact: &Fact) -> Option<&Fix> {
    match fact {
        Fact::Fix(fix) => Some(fix),
        Fact::Driver(_) => None,
    }
}
