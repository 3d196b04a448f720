//! 0x0802 answer to a search for recordings (all editions).

use crate::wire::{field::List, layout};

use super::x0200_location::Base;

layout! {
    /// One recording.
    #[derive(Copy)]
    pub struct StoredItem<'a> {
        /// Id, greater than 0.
        pub media_id: u32,
        /// 0 image, 1 audio, 2 video.
        #[serde(rename = "type")]
        pub kind: u8,
        /// Channel.
        pub channel: u8,
        /// Event, as in 0x0800.
        pub event: u8,
        /// Where it was made.
        pub location: Base<'a>,
    }
}

layout! {
    /// The recordings that 0x8802 asked for.
    pub struct StoredMedia<'a> {
        /// Serial number of 0x8802.
        pub reply_serial: u16,
        /// The recordings.
        pub items: List<StoredItem<'a>, 2>,
    }
}
