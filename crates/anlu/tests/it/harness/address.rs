//! Addresses of this machine that only one test uses.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU8, Ordering},
};

/// Any port of an address of its own: a port of it that is let go is still free when it is bound again.
pub(crate) fn own() -> SocketAddr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    (Ipv4Addr::new(127, 0, 9, NEXT.fetch_add(1, Ordering::Relaxed)), 0).into()
}
