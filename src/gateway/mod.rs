//! The world outside: HTTP adapters for money and texts, and practice gateways that speak the same wires.
//!
//! An adapter never fails: what it does not understand, or can't believe, is `Unknown`.

mod client;
mod payment;
pub mod practice;
mod sms;

pub use client::{Answer, Fault, Wire};
pub use payment::{HttpPayment, charged, looked_up, refunded};
pub use sms::{HttpSms, sent};
