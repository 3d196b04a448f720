//! 0x0303 information is ordered or cancelled (2011, 2013; dropped in 2019).

use crate::wire::layout;

layout! {
    /// An order for information of the menu set with 0x8303.
    #[derive(Copy)]
    pub struct InfoDemand {
        /// Type of information.
        #[serde(rename = "type")]
        pub kind: u8,
        /// 0 cancel, 1 order.
        pub action: u8,
    }
}
