//! The session under arbitrary bytes.

use super::{
    super::{
        body::{Body, Empty},
        catalog,
        version::{VersionChoice, open},
    },
    Event, Registration, Session, Settings,
};

/// Fuzz entry: a whole connection with arbitrary bytes; what must hold whatever they are.
#[doc(hidden)]
pub fn fuzz_session(data: &[u8]) {
    let settings = Settings { max_terminals: 4, max_strikes: 50, max_commands: 5, ..Settings::default() };
    let mut session = Session::new(settings, 0);
    let mut now = 0_i64;
    for chunk in data.chunks(97) {
        now = now.wrapping_add(1_000);
        session.feed(chunk, now);
        while let Some(event) = session.poll(now) {
            match event {
                Event::Register(request) => {
                    session.answer_register(&request.phone, &Registration::Accepted { auth_code: "1".into() }, now);
                }
                Event::Authenticate(request) => session.answer_authenticate(&request.phone, Some("1"), now),
                Event::Deliver(delivery) => {
                    assert!(session.online().any(|phone| *phone == delivery.phone), "only authenticated terminals");
                    let opened = open(&delivery.frame, VersionChoice::Auto);
                    let readable = opened.is_ok_and(|o| catalog::decode(&o.header, o.body).is_ok());
                    assert!(readable, "a delivered frame can be read");
                    session.on_durable(&[delivery.token]);
                }
                Event::Online { phone, .. } => {
                    for body in
                        [Body::QueryPosition(Empty {}), Body::QueryDriver(Empty {}), Body::QueryAttributes(Empty {})]
                    {
                        let _sent = session.command(&phone, &body, 30_000, now);
                    }
                }
                _ => {}
            }
        }
        session.tick(now);
        assert!(session.online().count() <= 4, "terminals are bounded");
        drop(session.take_output());
    }
    assert!(session.memory() < 1_000_000, "memory is bounded");
}
