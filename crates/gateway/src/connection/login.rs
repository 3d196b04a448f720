//! Registration and authentication: the registry is asked, the session answers.

use anlu_protocols::jt808::{
    Phone,
    session::{AuthRequest, RegisterRequest, Registration},
};
use tokio::time::timeout;

use super::Connection;
use crate::{
    event,
    registry::{RegistryUnavailable, TerminalIdentity},
};

impl Connection {
    /// 0x0100: the terminal must be in the registry, and the plate it shows must be the registered one (a plate is not
    /// asked for: colour 0 means that the terminal shows a VIN).
    pub(super) async fn register(&mut self, request: &RegisterRequest) {
        let phone = request.phone;
        let (answer, result) = match self.identity(phone).await {
            Err(unavailable) => return self.cannot_ask(phone, &unavailable),
            Ok(None) => (Registration::NoSuchTerminal, "no_such_terminal"),
            Ok(Some(found)) if is_other_plate(request, &found) => (Registration::NoSuchVehicle, "other_plate"),
            Ok(Some(found)) => {
                let auth_code = self.gateway.settings.auth_key.code(phone.as_str(), found.vehicle);
                (Registration::Accepted { auth_code }, "accepted")
            }
        };
        event::registered(self.number, phone.as_str(), result);
        if !matches!(answer, Registration::Accepted { .. }) {
            self.hold_against_peer("registration_refused");
        }
        self.session.answer_register(&phone, &answer, self.time.now);
    }

    /// 0x0102: the code must be the one derived for this terminal in this vehicle.
    pub(super) async fn authenticate(&mut self, request: &AuthRequest) {
        let phone = request.phone;
        let code = match self.identity(phone).await {
            Err(unavailable) => return self.cannot_ask(phone, &unavailable),
            Ok(None) => None,
            Ok(Some(found)) => {
                self.terminals.ask(phone, found.vehicle);
                Some(self.gateway.settings.auth_key.code(phone.as_str(), found.vehicle))
            }
        };
        self.session.answer_authenticate(&phone, code.as_deref(), self.time.now);
    }

    /// Waits no longer for the registry than for a terminal to log in.
    async fn identity(&self, phone: Phone) -> Result<Option<TerminalIdentity>, RegistryUnavailable> {
        let asked = self.gateway.ports.registry.find(phone.as_str());
        match timeout(self.gateway.settings.login, asked).await {
            Ok(found) => found,
            Err(_) => Err(RegistryUnavailable("no answer in time".to_owned())),
        }
    }

    /// Nothing true can be said: a refusal would make terminals throw their code away. They ask again.
    fn cannot_ask(&mut self, phone: Phone, unavailable: &RegistryUnavailable) {
        event::registry_unavailable(self.number, phone.as_str(), unavailable);
        self.session.leave_unanswered(&phone);
    }
}

fn is_other_plate(request: &RegisterRequest, found: &TerminalIdentity) -> bool {
    request.colour != 0 && !request.plate.is_empty() && !found.plate.is_empty() && request.plate != found.plate
}
