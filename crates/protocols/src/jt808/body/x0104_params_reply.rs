//! 0x0104 answer to a query of parameters (all editions).

use crate::{
    jt808::param::Param,
    wire::{field::List, layout},
};

layout! {
    /// The parameters asked for with 0x8104 or 0x8106.
    pub struct ParamsReply<'a> {
        /// Serial number of the query.
        pub reply_serial: u16,
        /// Parameters; ids the terminal does not know are missing.
        pub params: List<Param<'a>, 1>,
    }
}
