//! Static information, 0x1600 and 0x9600 (2011: 4.5.8).

use crate::{
    jt809::field::{Rest, RestText},
    wire::layout,
};

layout! {
    /// 0x1601 and 0x9204: `KEY:=value;…` with the keys of table 70.
    pub struct VehicleInfo<'a> {
        /// `CAR_INFO`.
        pub car_info: RestText<'a>,
    }
}

layout! {
    /// 0x1602 and 0x120e (2019): a route in the format of JT/T 808-2019 0x8606, kept raw.
    pub struct Route<'a> {
        /// The body of 0x8606.
        pub route: Rest<'a>,
    }
}
