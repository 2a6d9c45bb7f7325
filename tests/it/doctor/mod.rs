//! The doctor calls a centre well that lives by its own use cases, whatever its gateways do, and names
//! exactly the broken rule when a hand in the database breaks one.

mod broken;
mod chance;
mod late;
mod life;
pub mod scripted;
mod taken_back;
mod words;
pub mod world;
mod wounds;
