//! A connection's part of the memory for incomplete multi-packet messages.

use std::sync::{Arc, atomic::Ordering};

use crate::listen::Gateway;

/// Keeps the total of all connections; gives its part back when the connection ends.
pub(super) struct FragmentShare {
    gateway: Arc<Gateway>,
    bytes: usize,
}

impl FragmentShare {
    pub(super) fn new(gateway: Arc<Gateway>) -> Self {
        Self { gateway, bytes: 0 }
    }

    /// The connection holds `bytes` now; `false` when it grew and all connections together hold too much.
    pub(super) fn set(&mut self, bytes: usize) -> bool {
        if bytes == self.bytes {
            return true;
        }
        let grew = bytes > self.bytes;
        let total = &self.gateway.fragment_bytes;
        let before = if grew {
            total.fetch_add(bytes - self.bytes, Ordering::Relaxed)
        } else {
            total.fetch_sub(self.bytes - bytes, Ordering::Relaxed)
        };
        let after = before.wrapping_add(bytes).wrapping_sub(self.bytes);
        self.bytes = bytes;
        !grew || after <= self.gateway.settings.fragment_bytes_total
    }
}

impl Drop for FragmentShare {
    fn drop(&mut self) {
        self.set(0);
    }
}
