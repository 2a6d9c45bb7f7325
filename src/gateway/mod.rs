//! The world outside: HTTP adapters for money and texts, and practice gateways that speak the same wires.
//!
//! An adapter never fails: what it does not understand, or can't believe, is `Unknown`.

mod client;
mod payment;
pub mod practice;

mod sms;

pub use client::{Fault, Wire};
pub use payment::HttpPayment;
pub use sms::HttpSms;
