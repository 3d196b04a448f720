//! 0x8804 starts or ends a sound recording (all editions), answered with 0x0001.

use crate::wire::layout;

layout! {
    /// A sound recording.
    #[derive(Copy)]
    pub struct RecordSound {
        /// 0 stop, 1 start.
        pub command: u8,
        /// Seconds; 0: for ever.
        pub seconds: u16,
        /// 0 send at once, 1 store.
        pub store: u8,
        /// 0: 8 kHz, 1: 11 kHz, 2: 23 kHz, 3: 32 kHz.
        pub sample_rate: u8,
    }
}
