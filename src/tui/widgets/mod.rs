//! Pieces that several screens draw.

pub mod field;
pub mod list;
pub mod window;
