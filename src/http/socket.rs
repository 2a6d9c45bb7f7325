//! Where the port listens: on a socket that the service manager holds open across restarts, or on one of
//! its own, which another process may share while it takes over.

use std::io;
use std::net::SocketAddr;

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpSocket};

/// Clients that may stand in the system's queue, as a burst is longer than a moment.
const QUEUE: u32 = 1_024;

/// The inherited socket when there is one, else a new one at `address`. With `shared` others may listen
/// at the same address (`SO_REUSEPORT`), and the system shares the clients out among them.
///
/// # Errors
/// The system's reason: in use, not ours, not allowed.
pub fn listen(address: SocketAddr, shared: bool) -> io::Result<TcpListener> {
    if let Some(inherited) = ListenFd::from_env().take_tcp_listener(0)? {
        inherited.set_nonblocking(true)?;
        return TcpListener::from_std(inherited);
    }
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(shared)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}
