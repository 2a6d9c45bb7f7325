//! The port: the real binary under `serve`, asked over real sockets.

mod life;
mod port;
