//! A port that dies in the middle of its work: what it has acknowledged stands, and what it had in its hands is
//! brought to an end by a worker.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use healthcenter::gateway::practice::Delay;
use serde_json::json;

use super::port::{Port, new_client};
use crate::cli::centre::Centre;
use crate::cli::on_both;
use crate::cli::worker::until;
use crate::support::load::load;

const USERS: usize = 4;

on_both! {
    fn what_it_acknowledged_stands_and_the_rest_is_settled(centre) {
        let centre = centre.with_cards().set("booking.slot_capacity", 1_000);
        centre.cards().change(|now| now.delay_ms = Delay::fixed(50));
        let port = Port::of(&centre, "--no-auth --no-worker");
        let (over, booked) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let users = runtime.spawn({
            let (client, url) = (new_client(), format!("{}/orders", port.url));
            let (booked, over) = (Arc::clone(&booked), Arc::clone(&over));
            load(USERS, Arc::clone(&over), move || {
                let call = client.post(&url).json(&json!({ "orderType": "basic", "cardToken": "tok_1" }));
                let (booked, over) = (Arc::clone(&booked), Arc::clone(&over));
                async move {
                    let answer = call.send().await;
                    let answer = answer.inspect_err(|_| over.store(true, Ordering::Relaxed));
                    let answer = answer.map_err(|e| e.to_string())?;
                    let status = answer.status().as_u16();
                    if let Some(place) = answer.headers().get("location") {
                        let place = place.to_str().unwrap().to_owned();
                        booked.lock().unwrap().push(place.rsplit('/').next().unwrap().to_owned());
                    }
                    Ok(status)
                }
            })
        });
        until(|| booked.lock().unwrap().len() >= 8);
        assert_eq!(port.running.kill9().code, -9);
        let answers = runtime.block_on(users).unwrap();
        assert!(!answers.failed.is_empty(), "it died in the middle of requests");

        centre.sql("UPDATE payments SET due_at = 1 WHERE due_at IS NOT NULL");
        centre.work();
        for order in booked.lock().unwrap().iter() {
            let page = centre.json(&format!("mypage {order}"));
            assert_eq!(page["mypages"][0]["status"], "requested", "{page}");
        }
        let requested = centre.sql("SELECT COUNT(*) FROM orders WHERE status = 'requested'");
        assert_eq!(requested, [[(centre.kept() / 50_000).to_string()]], "whoever was charged has a reservation");
        centre.json("doctor");
    }
}
