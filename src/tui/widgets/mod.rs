//! Pieces that several screens draw.

pub mod bar;
pub mod countdown;
pub mod field;
pub mod list;
pub mod order;
pub mod timeline;
pub mod window;
