//! The connection on which a terminal sends the attachments of an alarm (T/JSATL 12-2017, T/GDRTA 002-2020).
//!
//! 0x9208 names an address; the terminal opens a connection of its own there and sends 0x1210 (which files), then for
//! each file 0x1211, its bytes in packets of a raw stream, and 0x1212, which is answered with 0x9212: whole, or which
//! parts are missing. [`AttachmentSession`] does this without IO: bytes in, [`AttachmentEvent`]s and bytes to send out.
//! File data is passed on as it arrives and never held, so memory does not depend on the size of files.

pub mod ranges;
pub mod session;
pub mod stream;

pub use session::{
    AlarmFile, AttachmentClose, AttachmentEvent, AttachmentSession, AttachmentSettings, FileData, FileStatus, Upload,
};
pub use stream::{DataHead, MAGIC, Stream, StreamPiece, fuzz_stream};

#[cfg(test)]
mod tests;
