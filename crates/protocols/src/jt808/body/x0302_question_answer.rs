//! 0x0302 answer of the driver to a question (2011, 2013; dropped in 2019).

use crate::wire::layout;

layout! {
    /// The answer chosen.
    #[derive(Copy)]
    pub struct QuestionAnswer {
        /// Serial number of 0x8302.
        pub reply_serial: u16,
        /// Id of the answer given in 0x8302.
        pub answer_id: u8,
    }
}
