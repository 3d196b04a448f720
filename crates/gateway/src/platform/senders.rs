//! Whose positions go up: what is remembered of each vehicle, and how it is registered above.

use anlu_protocols::jt809::{
    Edition, Text, Vehicle,
    body::exchange::{Register, Register2011, Register2019},
};

use crate::registry::Forwarded;

/// A terminal that was heard so long ago still reports, ms.
const TERMINAL_MS: i64 = 10 * 60_000;

/// Whose a position is.
pub(super) enum Sender {
    /// A vehicle as it is registered.
    Known(Vehicle),
    /// A vehicle whose own terminal is heard.
    Terminal,
    /// Nobody's.
    Nobody,
}

/// What is remembered of a vehicle.
pub(super) struct Plate {
    /// As the registry has it, and when it was asked.
    pub(super) vehicle: Option<Vehicle>,
    pub(super) asked: i64,
    /// When its own terminal was heard of last (wall clock).
    pub(super) heard: i64,
}

impl Plate {
    /// A vehicle whose own terminal reports to us is not told of a second time by what a platform says of it, which may
    /// be our own word that comes back.
    pub(super) fn sender(&mut self, own: bool, received: i64) -> Sender {
        if own {
            self.heard = received;
        } else if received.saturating_sub(self.heard) < TERMINAL_MS {
            return Sender::Terminal;
        }
        self.vehicle.map_or(Sender::Nobody, Sender::Known)
    }
}

/// 0x1201 of a vehicle. The registry knows neither maker nor model of a terminal.
pub(super) fn registration(found: &Forwarded, platform: Text<11>, edition: Edition) -> Register {
    let terminal = &found.terminal;
    // Blank where there is none; numbers shorter than twelve digits have zeros in front (2011: table 19).
    let sim = if found.sim.is_empty() { String::new() } else { format!("{:0>12}", found.sim) };
    match edition {
        Edition::V2011 => Register::V2011(Register2011 {
            platform,
            producer: Text::default(),
            model: Text::default(),
            terminal: Text::new(terminal),
            sim: Text::new(&sim),
        }),
        Edition::V2019 => Register::V2019(Register2019 {
            platform,
            producer: Text::default(),
            model: Text::default(),
            imei: Text::default(),
            terminal: Text::new(terminal),
            sim: Text::new(&sim),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_platform_says_of_a_vehicle_counts_when_its_terminal_is_silent() {
        let vehicle = Vehicle::new("浙ZA0001", 2);
        let mut plate = Plate { vehicle: Some(vehicle), asked: 0, heard: i64::MIN };
        let mut counts =
            |own, received| matches!(plate.sender(own, received), Sender::Known(known) if known == vehicle);
        assert!(counts(false, 0));
        assert!(counts(true, 1_000));
        assert!(!counts(false, 1_000 + TERMINAL_MS - 1) && counts(false, 1_000 + TERMINAL_MS));
        assert!(matches!(Plate { vehicle: None, ..plate }.sender(true, 0), Sender::Nobody));
    }
}
