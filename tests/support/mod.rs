//! What the tests stand on: a centre whose clock, chance and gateways are in the test's hand.

pub mod gateways;
pub mod world;
