//! Imports over a real store: every messy form a register comes in.

mod compound;
mod desk;
mod messy;
mod public_data;
mod round_trip;
mod whole;
