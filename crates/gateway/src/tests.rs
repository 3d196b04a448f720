//! The gateway over real sockets, with a real log in a temporary folder, a simulated terminal built from `protocols`
//! and a clock that the tests move. Waiting is always for an answer or for the end of a connection.

mod attachments;
mod conversation;
mod durability;
mod limits;
mod rig;
mod streams;
mod terminal;
