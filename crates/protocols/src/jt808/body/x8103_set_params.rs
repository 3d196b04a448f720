//! 0x8103 sets parameters (2013: table 12, 2019: table 13), answered with 0x0001.

use crate::{
    jt808::param::Param,
    wire::{field::List, layout},
};

layout! {
    /// Parameters to set; see [`crate::jt808::param::PARAMS`].
    pub struct SetParams<'a> {
        /// The parameters.
        pub params: List<Param<'a>, 1>,
    }
}
