//! Pieces that several screens draw.

pub mod age;
pub mod bar;
pub mod chart;
pub mod countdown;
pub mod field;
pub mod heat;
pub mod jamo;
pub mod keyboard;
pub mod list;
pub mod month;
pub mod order;
pub mod qr;
pub mod search;
pub mod sections;
pub mod sexes;
pub mod slots;
pub mod timeline;
pub mod window;
