//! A gateway that answers as it pleases: raw TCP in front of the practice gateway, whose books stay true.
//!
//! A call first reaches the books, or does not, as its manner says; what is answered then is bytes, without an
//! HTTP library that would make them well-formed. Who has nothing more to say waits until the caller hangs up.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::manners::{Manner, Reaches};

/// A caller that waits for longer than this waits for ever.
const FOR_EVER: Duration = Duration::from_secs(20);
/// Between two bytes of an answer that drips.
const DROP: Duration = Duration::from_millis(25);

/// The gateway; it ends with the test's process.
pub struct Front {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    books: SocketAddr,
    next: Mutex<VecDeque<&'static Manner>>,
    heard: Mutex<Vec<Heard>>,
}

/// One call and its answer.
#[derive(Debug, Clone)]
pub struct Heard {
    /// `POST /paymentHistories`.
    pub line: String,
    /// What was sent before the caller hung up.
    pub bytes: usize,
    /// It waited for ever.
    pub endured: bool,
}

impl Front {
    /// In front of the books at `http://ADDRESS`.
    pub fn start(books: &str) -> Self {
        let books = books
            .strip_prefix("http://")
            .expect("an address")
            .parse()
            .expect("an address");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("a port");
        let state = Arc::new(State {
            books,
            next: Mutex::default(),
            heard: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                // A caller that breaks off is the caller's business.
                std::thread::spawn(move || drop(state.serve(socket)));
            }
        });
        Self { address, state }
    }

    /// Where it is, in one scheme or the other.
    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }

    /// The next calls meet these manners, one each; after them all is well.
    pub fn meet(&self, manners: impl IntoIterator<Item = &'static Manner>) {
        let mut next = self.state.next.lock().unwrap();
        next.clear();
        next.extend(manners);
    }

    /// How many calls are over.
    pub fn count(&self) -> usize {
        self.state.heard.lock().unwrap().len()
    }

    /// The calls since the last look that are over.
    pub fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut self.state.heard.lock().unwrap())
    }
}

impl State {
    fn serve(&self, socket: TcpStream) -> std::io::Result<()> {
        socket.set_nodelay(true)?;
        socket.set_write_timeout(Some(FOR_EVER))?;
        let mut caller = Caller::new(socket);
        let mut first = [0];
        if caller.socket.peek(&mut first)? == 0 {
            return Ok(());
        }
        let speaks_tls = first[0] == 0x16;
        let request = if speaks_tls {
            Vec::new()
        } else {
            read(&mut caller.socket)?
        };
        let manner = self.next.lock().unwrap().pop_front();
        let reaches = !speaks_tls && manner.is_none_or(|manner| manner.reaches == Reaches::TheBooks);
        let answer = if reaches { self.pass_on(&request)? } else { Vec::new() };
        match manner {
            Some(manner) => {
                let text = String::from_utf8_lossy(&answer);
                (manner.answer)(&mut caller, text.split("\r\n\r\n").nth(1).unwrap_or_default());
            }
            None => drop(caller.say(&answer)),
        }
        self.heard.lock().unwrap().push(Heard {
            line: String::from_utf8_lossy(&request)
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned(),
            bytes: caller.sent,
            endured: caller.endured,
        });
        Ok(())
    }

    fn pass_on(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut books = TcpStream::connect(self.books)?;
        let line = request.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        books.write_all(&request[..line])?;
        books.write_all(b"Connection: close\r\n")?;
        books.write_all(&request[line..])?;
        let mut answer = Vec::new();
        books.read_to_end(&mut answer)?;
        Ok(answer)
    }
}

/// A request with its body.
fn read(socket: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let count = socket.read(&mut part)?;
        request.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .split("content-length:")
                .nth(1)
                .and_then(|rest| rest.lines().next());
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap_or(0));
            if body.len() >= length {
                return Ok(request);
            }
        }
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Who waits for an answer.
pub struct Caller {
    pub socket: TcpStream,
    sent: usize,
    endured: bool,
}

impl Caller {
    fn new(socket: TcpStream) -> Self {
        Self {
            socket,
            sent: 0,
            endured: false,
        }
    }

    /// Sends bytes; `false` when nobody takes them any more.
    pub fn say(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let bytes = bytes.as_ref();
        self.sent += bytes.len();
        self.socket.write_all(bytes).is_ok()
    }

    /// 200 with a JSON body.
    pub fn json(&mut self, body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        self.say(format!("{head}Content-Length: {}\r\n\r\n", body.len()));
        self.say(body);
    }

    /// Says nothing more until the caller hangs up.
    pub fn silence(&mut self) {
        self.endured = !self.hangs_up_within(FOR_EVER);
    }

    /// Sends part after part, so slowly that no deadline is long enough.
    pub fn drip<'a>(&mut self, parts: impl Iterator<Item = &'a [u8]>) {
        for part in parts {
            if !self.say(part) || self.hangs_up_within(DROP) {
                return;
            }
        }
        self.silence();
    }

    /// Sends a beginning, and then a part again and again, as fast as it is taken.
    pub fn flood(&mut self, start: &str, part: &str) {
        let parts = part.repeat(4096 / part.len() + 1);
        let mut taken = self.say(start);
        while taken && self.sent < 1 << 30 {
            taken = self.say(&parts);
        }
        self.endured = taken;
    }

    /// Ends the connection with RST instead of FIN.
    pub fn reset(&mut self) {
        let socket = self.socket.try_clone().expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        tokio::net::TcpSocket::from_std_stream(socket)
            .set_zero_linger()
            .expect("a socket");
    }

    /// Ends it with FIN.
    pub fn end(&mut self) {
        let _ = self.socket.shutdown(Shutdown::Both);
    }

    fn hangs_up_within(&mut self, time: Duration) -> bool {
        let _ = self.socket.set_read_timeout(Some(time));
        let mut ignored = [0; 512];
        loop {
            match self.socket.read(&mut ignored) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(e) => return !matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            }
        }
    }
}
