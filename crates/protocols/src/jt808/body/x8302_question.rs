//! 0x8302 asks the driver (2011, 2013; dropped in 2019), answered with 0x0302.

use crate::wire::{
    field::{List, Text8, Text16},
    layout,
};

layout! {
    /// One answer to choose.
    #[derive(Copy)]
    pub struct AnswerItem<'a> {
        /// Id.
        pub id: u8,
        /// Text.
        pub text: Text16<'a>,
    }
}

layout! {
    /// A question with its answers.
    pub struct Question<'a> {
        /// Bits 0 urgent, 3 TTS, 4 advertising screen.
        pub flags: u8,
        /// The question.
        pub question: Text8<'a>,
        /// The answers, up to the end.
        pub answers: List<AnswerItem<'a>, 0>,
    }
}
