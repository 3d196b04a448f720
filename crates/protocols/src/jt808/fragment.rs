//! Messages sent in several packets (2013: 4.4.3 table 3, 7.12; 2019: 4.4.3 table 3).
//!
//! Packets of one message carry consecutive serial numbers, so phone, message id, total and the serial of the first
//! packet name a group; without the serial, two messages of the same kind would mix. Groups are bounded in number,
//! bytes and age.

use std::collections::BTreeMap;

use super::{
    frame::MAX_BODY,
    header::{Header, Part},
    phone::Phone,
    version::{EncodeError, write_frame, write_unescaped},
};

/// Memory one packet costs beside its bytes.
const PACKET_OVERHEAD: usize = 64;

/// Bounds of an [`Assembler`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Unfinished messages.
    pub max_groups: usize,
    /// Bytes of all unfinished messages, 64 per packet included.
    pub max_bytes: usize,
    /// An unfinished message is given up after this.
    pub max_age_ms: i64,
    /// Missing packets are asked for when nothing came for so long.
    pub resend_after_ms: i64,
    /// How often they are asked for.
    pub max_resends: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_groups: 8, max_bytes: 256 * 1024, max_age_ms: 60_000, resend_after_ms: 5_000, max_resends: 3 }
    }
}

/// Names an unfinished message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKey {
    /// The terminal.
    pub phone: Phone,
    /// Message id.
    pub msg_id: u16,
    /// Number of packets.
    pub total: u16,
    /// Serial number of packet 1.
    pub first_serial: u16,
}

/// Packets to ask for with 0x8003.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The message.
    pub key: GroupKey,
    /// Indexes from 1, at most 255.
    pub indexes: Vec<u16>,
}

/// What became of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// More are needed.
    Waiting,
    /// This packet was here already.
    Duplicate,
    /// The message is whole: an unescaped frame whose header has packet index 0, for [`super::open`].
    Complete {
        /// The message.
        key: GroupKey,
        /// Header, body, check byte.
        frame: Vec<u8>,
    },
    /// The message is larger than the bounds allow: it is given up.
    TooLarge,
    /// A further packet of such a message.
    Refused,
}

#[derive(Debug)]
struct Group {
    header: Header,
    packets: BTreeMap<u16, Box<[u8]>>,
    bytes: usize,
    begun: i64,
    /// Last packet, or last request.
    touched: i64,
    resends: u8,
}

/// Puts packets together.
#[derive(Debug)]
pub struct Assembler {
    limits: Limits,
    groups: BTreeMap<GroupKey, Group>,
    bytes: usize,
    lost: Vec<GroupKey>,
    /// Messages that were too large, and when the last packet of each came: what follows is not gathered again.
    refused: BTreeMap<GroupKey, i64>,
}

impl Assembler {
    /// An empty assembler.
    pub fn new(limits: Limits) -> Self {
        Self { limits, groups: BTreeMap::new(), bytes: 0, lost: Vec::new(), refused: BTreeMap::new() }
    }

    /// Adds one packet; `header.part` has an index from 1 to its total.
    pub fn accept(&mut self, header: &Header, part: Part, body: &[u8], now: i64) -> Outcome {
        let cost = body.len().saturating_add(PACKET_OVERHEAD);
        let least = usize::from(part.total).saturating_mul(PACKET_OVERHEAD);
        let key = self.key_for(header, part);
        if let Some(last) = self.refused.get_mut(&key) {
            *last = now;
            return Outcome::Refused;
        }
        if cost > self.limits.max_bytes || least > self.limits.max_bytes {
            return self.refuse(key, now);
        }
        if self.groups.get(&key).is_some_and(|group| group.packets.contains_key(&part.index)) {
            return Outcome::Duplicate;
        }
        if !self.groups.contains_key(&key) {
            while self.groups.len() >= self.limits.max_groups.max(1) {
                self.evict_oldest(None);
            }
        }
        while self.bytes.saturating_add(cost) > self.limits.max_bytes {
            if !self.evict_oldest(Some(&key)) {
                self.bytes = self.bytes.saturating_sub(self.groups.remove(&key).map_or(0, |group| group.bytes));
                return self.refuse(key, now);
            }
        }
        self.bytes = self.bytes.saturating_add(cost);
        let group = self.groups.entry(key).or_insert_with(|| Group {
            header: *header,
            packets: BTreeMap::new(),
            bytes: 0,
            begun: now,
            touched: now,
            resends: 0,
        });
        group.bytes = group.bytes.saturating_add(cost);
        group.touched = now;
        group.packets.insert(part.index, body.into());
        if group.packets.len() < usize::from(part.total) {
            return Outcome::Waiting;
        }
        match self.groups.remove(&key) {
            None => Outcome::Waiting,
            Some(group) => {
                self.bytes = self.bytes.saturating_sub(group.bytes);
                Outcome::Complete { key, frame: assemble(&key, &group) }
            }
        }
    }

    fn refuse(&mut self, key: GroupKey, now: i64) -> Outcome {
        if self.refused.len() >= self.limits.max_groups.max(1)
            && let Some(oldest) = self.refused.iter().min_by_key(|(_, last)| **last).map(|(key, _)| *key)
        {
            self.refused.remove(&oldest);
        }
        self.refused.insert(key, now);
        Outcome::TooLarge
    }

    /// By the serial number; a packet sent again under a new serial joins the one message that asked for it.
    fn key_for(&self, header: &Header, part: Part) -> GroupKey {
        let first_serial = header.serial.wrapping_sub(part.index.wrapping_sub(1));
        let key = GroupKey { phone: header.phone, msg_id: header.msg_id, total: part.total, first_serial };
        if self.groups.contains_key(&key) {
            return key;
        }
        let mut asking = self.groups.iter().filter(|(other, group)| {
            (other.phone, other.msg_id, other.total) == (key.phone, key.msg_id, key.total)
                && group.resends > 0
                && !group.packets.contains_key(&part.index)
        });
        match (asking.next(), asking.next()) {
            (Some((only, _)), None) => *only,
            _ => key,
        }
    }

    /// Gives up messages that are too old and lists what to ask for again.
    pub fn due(&mut self, now: i64) -> Vec<Missing> {
        let old: Vec<GroupKey> = self
            .groups
            .iter()
            .filter(|(_, group)| now.saturating_sub(group.begun) >= self.limits.max_age_ms)
            .map(|(key, _)| *key)
            .collect();
        for key in &old {
            self.drop_group(key);
        }
        self.refused.retain(|_, last| now.saturating_sub(*last) < self.limits.max_age_ms);
        let mut missing = Vec::new();
        for (key, group) in &mut self.groups {
            let quiet = now.saturating_sub(group.touched) >= self.limits.resend_after_ms;
            if quiet && group.resends < self.limits.max_resends {
                group.resends = group.resends.saturating_add(1);
                group.touched = now;
                let absent = (1..=key.total).filter(|index| !group.packets.contains_key(index));
                missing.push(Missing { key: *key, indexes: absent.take(255).collect() });
            }
        }
        missing
    }

    /// Messages given up since the last call.
    pub fn take_lost(&mut self) -> Vec<GroupKey> {
        std::mem::take(&mut self.lost)
    }

    /// Forgets the messages of a terminal that left.
    pub fn forget(&mut self, phone: &Phone) {
        let gone: Vec<GroupKey> = self.groups.keys().filter(|key| key.phone == *phone).copied().collect();
        for key in &gone {
            self.drop_group(key);
        }
        self.refused.retain(|key, _| key.phone != *phone);
    }

    /// Gives up every message.
    pub fn forget_all(&mut self) {
        self.bytes = 0;
        self.lost.extend(std::mem::take(&mut self.groups).into_keys());
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Unfinished messages.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    fn evict_oldest(&mut self, except: Option<&GroupKey>) -> bool {
        let oldest = self
            .groups
            .iter()
            .filter(|(key, _)| Some(*key) != except)
            .min_by_key(|(_, group)| group.begun)
            .map(|(key, _)| *key);
        oldest.is_some_and(|key| self.drop_group(&key))
    }

    fn drop_group(&mut self, key: &GroupKey) -> bool {
        let Some(group) = self.groups.remove(key) else { return false };
        self.bytes = self.bytes.saturating_sub(group.bytes);
        self.lost.push(*key);
        true
    }
}

fn assemble(key: &GroupKey, group: &Group) -> Vec<u8> {
    let body: Vec<u8> = group.packets.values().flat_map(|packet| packet.iter().copied()).collect();
    let header = Header {
        serial: key.first_serial,
        part: Some(Part { total: key.total, index: 0 }),
        version_flag: group.header.version.has_long_header(),
        ..group.header
    };
    let mut frame = Vec::with_capacity(body.len().saturating_add(32));
    // The phone was read from a header of this very layout, so it fits.
    let _fits = write_unescaped(&header, &body, &mut frame);
    frame
}

/// Appends a message of any length to `out` as on the wire: one frame, or packets of at most `size` bytes with
/// consecutive serial numbers from `header.serial`. Answers how many serial numbers were used.
pub fn split(header: &Header, body: &[u8], size: usize, out: &mut Vec<u8>) -> Result<u16, EncodeError> {
    let size = size.clamp(1, MAX_BODY);
    if body.len() <= size {
        write_frame(header, body, out)?;
        return Ok(1);
    }
    let total =
        u16::try_from(body.len().div_ceil(size)).map_err(|_overflow| EncodeError::BodyTooLong { len: body.len() })?;
    for (packet, index) in body.chunks(size).zip(1..=total) {
        let serial = header.serial.wrapping_add(index.wrapping_sub(1));
        write_frame(&Header { serial, part: Some(Part { total, index }), ..*header }, packet, out)?;
    }
    Ok(total)
}
