//! The connection under a call, so that a fault can do to it what HTTP libraries do not offer: reset
//! it, hold it in silence, flood it. The handler seizes the socket; the HTTP side finds it gone and
//! ends without a word.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::lock;

/// How far a server has got in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Takes calls.
    Open,
    /// Takes no more; held connections are let go, calls under way are answered.
    Closing,
    /// Calls under way are cut.
    Closed,
}

/// Resolves when the server is in `phase` or has been dropped.
pub async fn reached(mut phases: watch::Receiver<Phase>, phase: Phase) {
    // An error means that the server was dropped: then every phase is reached.
    let _ = phases.wait_for(|now| *now == phase || *now == Phase::Closed).await;
}

/// A listener whose connections can be seized.
pub struct Door {
    listener: TcpListener,
    phases: watch::Receiver<Phase>,
}

impl Door {
    /// Lets in who comes to `listener`.
    pub fn new(listener: TcpListener, phases: watch::Receiver<Phase>) -> Self {
        Self { listener, phases }
    }
}

impl Listener for Door {
    type Io = Plug;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Plug, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((socket, from)) => {
                    // Without it an answer waits for the client's delayed ACK, some 40 ms.
                    let _ = socket.set_nodelay(true);
                    let line = Line {
                        socket: Arc::new(Mutex::new(Some(socket))),
                        phases: self.phases.clone(),
                    };
                    return (Plug(line), from);
                }
                // Out of file descriptors, or a client gone before it was let in: neither is final.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A handle on the connection a call came in by.
#[derive(Clone)]
pub struct Line {
    socket: Arc<Mutex<Option<TcpStream>>>,
    phases: watch::Receiver<Phase>,
}

impl Line {
    fn seize(&self) -> Option<TcpStream> {
        lock(&self.socket).take()
    }

    /// Resolves when calls under way are to be cut.
    pub async fn cut(&self) {
        reached(self.phases.clone(), Phase::Closed).await;
    }

    /// Closes the connection with RST instead of FIN.
    pub fn reset(&self) {
        if let Some(socket) = self.seize() {
            let _ = socket.set_zero_linger();
        }
    }

    /// Keeps the connection open in silence until the client or the server goes.
    pub fn hang(&self) {
        let Some(mut socket) = self.seize() else {
            return;
        };
        let closing = reached(self.phases.clone(), Phase::Closing);
        tokio::spawn(async move {
            let mut ignored = [0; 512];
            let client_gone = async { while matches!(socket.read(&mut ignored).await, Ok(1..)) {} };
            tokio::select! { () = client_gone => {}, () = closing => {} }
        });
    }

    /// Writes `start` and then `more` again and again until the client or the server goes.
    pub fn flood(&self, start: &'static [u8], more: &'static [u8]) {
        let Some(mut socket) = self.seize() else {
            return;
        };
        let closing = reached(self.phases.clone(), Phase::Closing);
        tokio::spawn(async move {
            let client_gone = async {
                let mut written = socket.write_all(start).await;
                while written.is_ok() {
                    written = socket.write_all(more).await;
                }
            };
            tokio::select! { () = client_gone => {}, () = closing => {} }
        });
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().0.clone()
    }
}

/// The HTTP side's end of a [`Line`].
pub struct Plug(Line);

impl Plug {
    fn with<T>(&self, act: impl FnOnce(Pin<&mut TcpStream>) -> Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match lock(&self.0.socket).as_mut() {
            Some(socket) => act(Pin::new(socket)),
            None => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
        }
    }
}

impl AsyncRead for Plug {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.with(|socket| socket.poll_read(cx, buf))
    }
}

impl AsyncWrite for Plug {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.with(|socket| socket.poll_write(cx, buf))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.with(|socket| socket.poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|socket| socket.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|socket| socket.poll_shutdown(cx))
    }
}
