//! The port: the real binary under `serve`, asked over real sockets.

mod again;
mod browser;
mod document;
mod killed;
mod life;
mod page;
mod phone;
pub mod port;
mod rolling;
mod seed;
mod staff;
mod strict;
mod takeover;
mod unsettled;
mod watched;
