//! What a booking is made of, wherever it is made: who comes, for what, when, and how it is paid. The
//! desk and the kiosk show these parts each in its own way; what can be chosen and what is refused is here.

pub mod calendar;
pub mod form;
pub mod hold;
pub mod packages;
pub mod receipt;
pub mod till;
pub mod when;
