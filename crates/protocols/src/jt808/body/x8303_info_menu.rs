//! 0x8303 sets the menu of information (2011, 2013; dropped in 2019).

use crate::wire::{
    field::{List, Text16},
    layout,
};

layout! {
    /// One entry of the menu.
    #[derive(Copy)]
    pub struct MenuItem<'a> {
        /// Type of information.
        #[serde(rename = "type")]
        pub kind: u8,
        /// Its name.
        pub name: Text16<'a>,
    }
}

layout! {
    /// A change of the menu.
    pub struct InfoMenu<'a> {
        /// 0 delete all, 1 replace, 2 append, 3 change.
        pub action: u8,
        /// The entries; absent for action 0.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub items: Option<List<MenuItem<'a>, 1>>,
    }
}
