//! 0x8401 sets the phone book (all editions), answered with 0x0001.

use crate::wire::{
    field::{List, Text8},
    layout,
};

layout! {
    /// One contact.
    #[derive(Copy)]
    pub struct Contact<'a> {
        /// 1 may call in, 2 may be called, 3 both.
        pub direction: u8,
        /// Number.
        pub phone_number: Text8<'a>,
        /// Name.
        pub name: Text8<'a>,
    }
}

layout! {
    /// A change of the phone book.
    pub struct PhoneBook<'a> {
        /// 0 delete all, 1 replace, 2 append, 3 change (the contact's name is the key).
        pub action: u8,
        /// The contacts; absent for action 0.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub contacts: Option<List<Contact<'a>, 1>>,
    }
}
