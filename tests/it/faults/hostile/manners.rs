//! The manners: what is on the other side of the wire on the worst of days. `answer` is what the books said,
//! empty when the call never reached them.

use std::io::Write;
use std::sync::{Arc, OnceLock};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

use super::front::Caller;

/// Whether a call gets through before its answer goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaches {
    TheBooks,
    Nobody,
}

/// One way to answer.
pub struct Manner {
    pub name: &'static str,
    pub reaches: Reaches,
    pub scheme: &'static str,
    pub answer: fn(&mut Caller, &str),
}

const fn after(name: &'static str, answer: fn(&mut Caller, &str)) -> Manner {
    Manner {
        name,
        reaches: Reaches::TheBooks,
        scheme: "http",
        answer,
    }
}

const fn before(name: &'static str, answer: fn(&mut Caller, &str)) -> Manner {
    Manner {
        reaches: Reaches::Nobody,
        ..after(name, answer)
    }
}

const fn tls(name: &'static str, answer: fn(&mut Caller, &str)) -> Manner {
    Manner {
        scheme: "https",
        ..before(name, answer)
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
const YES: &str = r#"{"id":"p1","orderId":1,"price":50000,"status":"approved","messageId":"m1"}"#;

fn status(caller: &mut Caller, line: &str) {
    caller.say(format!(
        "HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ));
}

/// Either gateway, whatever it is asked.
pub static ANY: [Manner; 27] = [
    before("silence", |caller, _| caller.silence()),
    after("silence after the deed", |caller, _| caller.silence()),
    after("a head and then silence", |caller, _| {
        caller.say(format!("{OK}Content-Length: 80\r\n\r\n{{"));
        caller.silence();
    }),
    after("a byte at a time", |caller, answer| {
        let answer = format!("{OK}Content-Length: 90000\r\n\r\n{answer}");
        caller.drip(answer.as_bytes().chunks(1));
    }),
    after("an endless body", |caller, answer| {
        caller.flood(&format!("{OK}\r\n{answer}"), "          ");
    }),
    after("an endless body in chunks", |caller, _| {
        caller.flood(CHUNKED, "4\r\n    \r\n")
    }),
    after("an endless chunk extension", |caller, _| {
        caller.flood(&format!("{CHUNKED}4;"), "extension=1;");
    }),
    after("endless trailers", |caller, _| {
        caller.flood(&format!("{CHUNKED}0\r\n"), "X-More: and more\r\n");
    }),
    after("a bomb of headers", |caller, _| {
        caller.flood(OK, "X-More: and more\r\n")
    }),
    after("one endless header", |caller, _| {
        caller.flood(&format!("{OK}X-More: "), "and more ");
    }),
    after("100 Continue for ever", |caller, _| {
        caller.drip(std::iter::repeat(&b"HTTP/1.1 100 Continue\r\n\r\n"[..]));
    }),
    after("bytes that are no HTTP", |caller, _| {
        caller.say([0, 255, 7, 27, 91, 50, 74, 13, 10].repeat(40));
    }),
    after("a page for people", |caller, _| {
        caller.json("<html><body>결제되었습니다</body></html>")
    }),
    after("bytes that are no UTF-8", |caller, answer| {
        let mut body = answer.as_bytes().to_vec();
        body.splice(1..1, *b"\"\xff\xfe\":1,");
        caller.json(body);
    }),
    after("half a body", |caller, answer| {
        let half = &answer[..answer.len() / 2];
        caller.say(format!("{OK}Content-Length: {}\r\n\r\n{half}", answer.len()));
        caller.end();
    }),
    after("a length too short", |caller, answer| {
        caller.say(format!("{OK}Content-Length: {}\r\n\r\n{answer}", answer.len() - 5));
    }),
    after("two lengths", |caller, answer| {
        let length = answer.len();
        caller.say(format!(
            "{OK}Content-Length: {length}\r\nContent-Length: 5\r\n\r\n{answer}"
        ));
    }),
    after("a bomb of gzip", |caller, _| {
        let body = bomb();
        caller.say(format!(
            "{OK}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            body.len()
        ));
        caller.say(body);
    }),
    after("nesting without end", |caller, answer| {
        let deep = "[".repeat(60_000);
        caller.json(format!("{},\"more\":{deep}", answer.trim_end_matches('}')));
    }),
    after("duplicate keys", |caller, answer| {
        let again = answer.replace("\"status\":", "\"status\":\"declined\",\"status\":");
        caller.json(again.replace("\"messageId\":", "\"messageId\":\"m0\",\"messageId\":"));
    }),
    after("two documents", |caller, answer| caller.json(format!("{answer}{YES}"))),
    before("a yes elsewhere", |caller, _| {
        let here = caller.socket.local_addr().expect("an address");
        caller.say(format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{here}/trap\r\nContent-Length: {}\r\n\r\n{YES}",
            YES.len()
        ));
        caller.end();
    }),
    before("reset before the deed", |caller, _| caller.reset()),
    after("reset after the deed", |caller, _| caller.reset()),
    before("500 before the deed", |caller, _| {
        status(caller, "500 Internal Server Error")
    }),
    after("504 after the deed", |caller, _| status(caller, "504 Gateway Time-out")),
    before("200 with an error in it", |caller, _| {
        caller.json(r#"{"error":{"code":"internal","message":"try again"}}"#);
    }),
];

/// TLS that is none, or nobody's.
pub static TLS: [Manner; 2] = [
    tls("plain words where TLS was asked for", |caller, _| caller.json(YES)),
    tls("a certificate that nobody vouches for", |caller, _| {
        let Ok(mut connection) = ServerConnection::new(self_signed()) else {
            return;
        };
        let mut stream = rustls::Stream::new(&mut connection, &mut caller.socket);
        let _ = write!(stream, "{OK}Content-Length: {}\r\n\r\n{YES}", YES.len());
    }),
];

/// A payment gateway that has done it, and says something else.
pub static MONEY: [Manner; 7] = [
    after("another price", |caller, answer| {
        caller.json(answer.replace("\"price\":50000", "\"price\":5000"));
    }),
    after("a price with a fraction", |caller, answer| {
        caller.json(answer.replace("\"price\":50000", "\"price\":50000.0"));
    }),
    after("a price in dollars", |caller, answer| {
        caller.json(answer.replace("\"price\":", "\"currency\":\"USD\",\"price\":"));
    }),
    after("another order", |caller, answer| {
        caller.json(answer.replace("\"orderId\":", "\"orderId\":9"));
    }),
    after("an id that leads astray", |caller, answer| {
        caller.json(answer.replace("\"id\":\"p", "\"id\":\"../../p"));
    }),
    after("a status nobody knows", |caller, answer| {
        let odd = "\"status\":\"\\u001b[2Jpending\"";
        let odd = answer.replace("\"status\":\"approved\"", odd);
        caller.json(odd.replace("\"status\":\"cancelled\"", "\"status\":\"pending\""));
    }),
    after("created, without a word", |caller, _| status(caller, "201 Created")),
];

/// Busy, and to be asked again in half a trillion years.
pub static BUSY: Manner = before("429 for aeons", |caller, _| {
    caller.say("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 18446744073709551615\r\nContent-Length: 0\r\n\r\n");
});

/// Says "busy, nothing charged" and has charged.
pub static BUSY_YET_DONE: Manner = after("503 after the deed", |caller, _| {
    status(caller, "503 Service Unavailable")
});

/// Knows nothing of what it has done.
pub static FORGETFUL: Manner = after("404 for what was done", |caller, _| status(caller, "404 Not Found"));

/// Refuses in words that would clear the screen.
pub static RUDE: Manner = before("402 with a terminal's commands", |caller, _| {
    let body = format!(
        r#"{{"error":{{"code":"no","message":"\u001b[2J\u001b]0;owned\u0007{}"}}}}"#,
        "한도 초과 ".repeat(2_000)
    );
    caller.say(format!(
        "HTTP/1.1 402 Payment Required\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
});

fn self_signed() -> Arc<ServerConfig> {
    static CONFIG: OnceLock<Arc<ServerConfig>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        let pem = include_bytes!("self_signed.pem");
        let certificate = CertificateDer::from_pem_slice(pem).expect("a certificate");
        let key = PrivateKeyDer::from_pem_slice(pem).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key);
        Arc::new(config.expect("a server"))
    });
    Arc::clone(config)
}

/// 48 KiB of gzip that inflate to 7 MB: a zero, and then "258 bytes as the last one" thirty thousand times.
fn bomb() -> Vec<u8> {
    let mut bits: Vec<u8> = vec![1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0];
    while bits.len() < 48 * 1024 * 8 {
        bits.extend([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    }
    let deflated = bits
        .chunks(8)
        .map(|byte| byte.iter().rev().fold(0, |byte, bit| byte << 1 | bit));
    [31, 139, 8, 0, 0, 0, 0, 0, 0, 255]
        .into_iter()
        .chain(deflated)
        .collect()
}
