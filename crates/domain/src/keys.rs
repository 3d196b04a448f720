//! Human keys: codes that people type and that carry a check character or a grammar. Each file has the rules of one
//! code; every refusal says what is wrong.

pub mod id_number;
pub mod phone;
pub mod plate;
pub mod sim;
pub mod uscc;
