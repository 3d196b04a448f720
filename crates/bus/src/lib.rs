//! Durable log of live facts.
