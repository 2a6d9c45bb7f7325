//! Starting and stopping: ports, outages, and connections that are cut.

use super::super::fault::{ChargeFault, TextFault};
use super::super::{Delay, Practice};
use super::*;

#[tokio::test]
async fn only_this_machine_is_served() {
    for address in ["0.0.0.0:0", "[::]:0", "192.168.0.1:0"] {
        let started = Practice::start(Some(address.parse().unwrap()), None, Behaviour::default());
        let error = started.await.err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{address}");
        assert!(error.to_string().contains("loopback"));
    }
}

#[tokio::test]
async fn one_gateway_can_run_alone_and_a_taken_port_is_named() {
    let sms = Practice::start(None, Some(FREE), Behaviour::default());
    let sms = sms.await.unwrap();
    assert_eq!(sms.payment_url(), None);
    let taken = sms.sms_url().unwrap().trim_start_matches("http://");
    let again = Practice::start(None, Some(taken.parse().unwrap()), Behaviour::default());
    let error = again.await.err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    assert!(error.to_string().contains(taken), "{error}");
}

#[tokio::test]
async fn stop_answers_what_is_under_way_lets_go_what_hangs_and_frees_the_port() {
    let bench = Bench::payment(|b| {
        b.delay_ms = Delay::fixed(200);
        b.next_charges.push(ChargeFault::Hang, 1);
    })
    .await;
    let hanging = tokio::spawn(bench.charge("a", 1, 100).send());
    until(|| bench.moved().0 == 100).await;
    let waiting = tokio::spawn(bench.charge("b", 2, 100).send());
    until(|| bench.practice.payment_calls().len() == 2).await;
    let url = bench.at("");
    bench.practice.stop().await;
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    let error = hanging.await.unwrap().unwrap_err();
    assert!(!error.is_timeout(), "{error:?}");
    let address = url.trim_start_matches("http://").parse().unwrap();
    let again = Practice::start(Some(address), None, Behaviour::default()).await;
    assert_eq!(again.unwrap().payment_url(), Some(url.as_str()));
}

#[tokio::test]
async fn dropping_cuts_calls_under_way() {
    let mut behaviour = Behaviour::default();
    behaviour.payment.delay_ms = Delay::fixed(60_000);
    behaviour.sms.next_texts.push(TextFault::Hang, 1);
    let bench = Bench::with(behaviour).await;
    let charge = tokio::spawn(bench.charge("a", 1, 100).send());
    let text = tokio::spawn(bench.text("a", "안내").send());
    until(|| bench.practice.payment_calls().len() + bench.practice.sms_calls().len() == 2).await;
    drop(bench.practice);
    for call in [charge, text] {
        let error = call.await.unwrap().unwrap_err();
        assert!(!error.is_timeout(), "{error:?}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_wire_is_not_found() {
    let bench = Bench::new().await;
    assert_eq!(status(bench.client.get(bench.at("/payments"))).await, 404);
    assert_eq!(status(bench.client.get(bench.at("/messages"))).await, 404);
    assert_eq!(status(bench.client.get(bench.at_sms("/messages"))).await, 405);
}
