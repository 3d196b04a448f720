//! Link management, 0x1001–0x1008 on the main link and 0x9001–0x9008 on the sub link (2011: 4.5.1).
//!
//! 0x1007 and 0x1008 travel on the *sub* link, 0x9007 and 0x9008 on the *main* link: each reports the failure of the
//! other one.

use crate::{jt809::field::Text, wire::layout};

layout! {
    /// A message without fields.
    pub struct Empty {}
}

layout! {
    /// 0x1001 of 2011.
    pub struct Login2011 {
        /// `USERID`.
        pub user: u32,
        /// `PASSWORD`.
        pub password: Text<8>,
        /// Address the upper platform opens the sub link to.
        pub down_link_ip: Text<32>,
        /// Port of it.
        pub down_link_port: u16,
    }
}

layout! {
    /// 0x1001 of 2019.
    pub struct Login2019 {
        /// `USERID`.
        pub user: u32,
        /// `PASSWORD`.
        pub password: Text<8>,
        /// `MSG_GNSSCENTERID` once more.
        pub access_code: u32,
        /// Address the upper platform opens the sub link to.
        pub down_link_ip: Text<32>,
        /// Port of it.
        pub down_link_port: u16,
    }
}

editions! {
    /// 0x1001: the lower platform logs in on the main link.
    Login {
        /// 46 bytes.
        V2011(Login2011),
        /// 50 bytes.
        V2019(Login2019),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

impl Login {
    /// User, password, and where the sub link goes.
    pub fn parts(&self) -> (u32, &Text<8>, &Text<32>, u16) {
        match self {
            Self::V2011(l) => (l.user, &l.password, &l.down_link_ip, l.down_link_port),
            Self::V2019(l) => (l.user, &l.password, &l.down_link_ip, l.down_link_port),
        }
    }
}

layout! {
    /// 0x1002.
    pub struct LoginReply {
        /// 0 ok, 1 wrong address, 2 wrong access code, 3 unknown user, 4 wrong password, 5 busy, 6 other.
        pub result: u8,
        /// Code the sub link is opened with.
        pub verify_code: u32,
    }
}

layout! {
    /// 0x1003: the lower platform logs out.
    pub struct Logout {
        /// `USERID`.
        pub user: u32,
        /// `PASSWORD`.
        pub password: Text<8>,
    }
}

layout! {
    /// 0x9001 and 0x9003: the sub link is opened or closed with the code of 0x1002.
    pub struct SubLogin {
        /// `VERIFY_CODE`.
        pub verify_code: u32,
    }
}

layout! {
    /// 0x9002.
    pub struct SubLoginReply {
        /// 0 ok, 1 wrong code, 2 busy, 3 other.
        pub result: u8,
    }
}

layout! {
    /// 0x1007, 0x1008, 0x9007 and 0x9008: why a link is down or is closed.
    pub struct LinkNotice {
        /// 0x1007: 0 main link broken. 0x9007: 0 sub link cannot be opened, 1 broken. 0x1008, 0x9008: 0 restart.
        /// The highest value of each is "other".
        pub code: u8,
    }
}

/// Results of 0x1002.
pub mod login_result {
    /// Logged in.
    pub const OK: u8 = 0;
    /// The address is not the configured one.
    pub const WRONG_ADDRESS: u8 = 1;
    /// The access code is not the configured one.
    pub const WRONG_ACCESS_CODE: u8 = 2;
    /// The user is not known.
    pub const UNKNOWN_USER: u8 = 3;
    /// The password is wrong.
    pub const WRONG_PASSWORD: u8 = 4;
    /// Too much is going on; come again.
    pub const BUSY: u8 = 5;
    /// Anything else.
    pub const OTHER: u8 = 6;
}
