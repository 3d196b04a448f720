//! What two platforms agreed on for their link: nothing in a frame says it.
//!
//! The 2019 text is disputed in several places: implementations contradict each other. What we *read* never depends on
//! the settings below — every layout is recognised by its length — but what we *write* must take a side, and that is a
//! setting of the link. Each default and its reason stands in docs/PROTOCOL-CONFORMANCE.md.

use super::Cipher;

/// Edition of the standard, for header and bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edition {
    /// JT/T 809-2011 with its 2013 supplement: header of 22 bytes.
    V2011,
    /// JT/T 809-2019: header of 30 bytes, with the time of sending.
    V2019,
}

impl Edition {
    /// `2011` or `2019`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2011 => "2011",
            Self::V2019 => "2019",
        }
    }

    /// The edition of a name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "2011" | "2013" => Some(Self::V2011),
            "2019" => Some(Self::V2019),
            _ => None,
        }
    }
}

impl serde::Serialize for Edition {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Disputed: how 督办 (0x9401, 0x1401) points at its alarm on a 2019 link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SupervisionLayout {
    /// By sub id and serial number of the alarm message. Default: a published real frame of a 2019 platform answers so.
    #[default]
    BySource,
    /// By source, type and a supervision id, as in 2011.
    AsIn2011,
}

/// Disputed: how many times an alarm (0x1402, 0x9402, 0x9403) carries on a 2019 link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AlarmTimes {
    /// Alarm, start and end. Default: all implementations that were read write three.
    #[default]
    Three,
    /// Start and end only, as in a published real frame.
    Two,
}

/// Disputed: whether 0x1300, 0x1400, 0x9300 and 0x9400 carry plate and colour in front on a 2019 link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AlarmWrapper {
    /// The sub id comes first. Default: two implementations and real frames.
    #[default]
    WithoutVehicle,
    /// Plate and colour first, as in 2011 (0x1400 and 0x9400 only).
    WithVehicle,
}

/// Disputed: where 0x1205 and 0x1206 of 2019 have the data length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LengthPlace {
    /// Behind the sub id, as in every other message.
    #[default]
    Before,
    /// Behind the source fields, always 0.
    Behind,
}

/// The agreement about one link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkProfile {
    /// Edition of frames and bodies.
    pub edition: Edition,
    /// Version bytes written into headers; operators choose them freely, what arrives is not compared.
    pub version: [u8; 3],
    /// Constants for encrypted bodies, when the platforms have exchanged them.
    pub cipher: Option<Cipher>,
    /// Whether what we send is encrypted (needs the constants). What arrives says so itself.
    pub encrypt: bool,
    /// See [`SupervisionLayout`].
    pub supervision: SupervisionLayout,
    /// See [`AlarmTimes`].
    pub alarm_times: AlarmTimes,
    /// See [`AlarmWrapper`].
    pub alarm_wrapper: AlarmWrapper,
    /// See [`LengthPlace`].
    pub start_reply: LengthPlace,
    /// Ask with 0x9303 for messages whose serial numbers are missing (2019). Off: no text of it was seen.
    pub ask_for_missing: bool,
}

impl LinkProfile {
    /// The defaults of an edition: nothing encrypted.
    pub fn new(edition: Edition) -> Self {
        Self {
            edition,
            version: [1, 0, 0],
            cipher: None,
            encrypt: false,
            supervision: SupervisionLayout::default(),
            alarm_times: AlarmTimes::default(),
            alarm_wrapper: AlarmWrapper::default(),
            start_reply: LengthPlace::default(),
            ask_for_missing: false,
        }
    }

    /// Whether a message of this family carries plate and colour when *we* write it.
    pub fn wraps_vehicle(&self, msg_id: u16) -> bool {
        match msg_id {
            0x1200 | 0x1500 | 0x1600 | 0x9200 | 0x9500 | 0x9600 => true,
            0x1400 | 0x9400 => self.edition == Edition::V2011 || self.alarm_wrapper == AlarmWrapper::WithVehicle,
            _ => false,
        }
    }
}
