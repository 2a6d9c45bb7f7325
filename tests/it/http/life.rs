//! The port's life: it says where it listens, answers, and ends well.

use super::port::Port;
use crate::cli::centre::Centre;
use crate::cli::on_both;

on_both! {
    fn it_says_where_it_listens_and_ends_well_on_a_signal(centre) {
        let port = Port::of(&centre, "");
        let alive = port.get("/livez");
        assert_eq!((alive.status, alive.text.as_str()), (200, "alive\n"));
        assert_eq!(alive.headers["content-type"], "text/plain");
        let ended = port.running.term();
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:#?}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-worker");
    let address = port.url.strip_prefix("http://").unwrap();
    let refused = centre.run(&format!("serve --json --listen {address}"));
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""), "{refused:#?}");
    let (code, message) = refused.error();
    assert_eq!(code, "io");
    assert!(message.contains(address), "{message}");
}
