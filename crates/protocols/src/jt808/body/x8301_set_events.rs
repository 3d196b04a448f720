//! 0x8301 sets the list of events a driver can report (2011, 2013; dropped in 2019).

use crate::wire::{
    field::{List, Text8},
    layout,
};

layout! {
    /// One event.
    #[derive(Copy)]
    pub struct EventItem<'a> {
        /// Id.
        pub id: u8,
        /// Text.
        pub text: Text8<'a>,
    }
}

layout! {
    /// A change of the list.
    pub struct SetEvents<'a> {
        /// 0 delete all, 1 replace, 2 append, 3 change, 4 delete these.
        pub action: u8,
        /// The events; absent for action 0.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub events: Option<List<EventItem<'a>, 1>>,
    }
}
