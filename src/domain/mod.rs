//! The rules and values of the health-checkup centre, pure: no I/O, no clock, no serialisation.
//!
//! What is wrong with an input is found here, before anything is stored, because a name that
//! cannot be sent by SMS is better refused at the desk than at two in the morning.

pub mod backoff;
pub mod birth;
pub mod breaker;
pub mod calendar;
pub mod cancellation;
pub mod code;
pub mod customer;
pub mod digits;
pub mod event;
pub mod hangul;
pub mod identity;
pub mod ids;
pub mod ksx1001;
pub mod lang;
pub mod message;
pub mod money;
pub mod name;
pub mod offer;
pub mod order;
pub mod package;
pub mod payment;
pub mod phone;
pub mod policy;
pub mod reason;
pub mod recorded;
pub mod refusal;
pub mod reservation;
pub mod sex;
pub mod slot;
pub mod sms;
pub mod staff;
pub mod text;
pub mod why;
