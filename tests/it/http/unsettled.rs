//! Money that is declined, busy or in doubt, as a client of the port sees it.

use healthcenter::gateway::practice::fault::ChargeFault;
use serde_json::json;

use super::port::Port;
use crate::cli::centre::Centre;
use crate::cli::on_both;
use crate::cli::worker::until;

on_both! {
    fn a_declined_card_leaves_nothing_behind(centre) {
        let centre = centre.with_cards();
        let port = Port::of(&centre, "--no-auth --no-worker");
        let declined = port.post("/orders", json!({ "orderType": "basic", "cardToken": "tok_declined" }));
        declined.problem(402, "payment_declined");
        let id = declined.json()["orderId"].as_i64().unwrap();
        assert_eq!(port.get(&format!("/orders/{id}")).json()["state"], "declined");
    }

    fn a_busy_gateway_keeps_the_place_and_says_when(centre) {
        let centre = centre.with_cards();
        let port = Port::of(&centre, "--no-auth --no-worker");
        centre.cards().change(|now| now.next_charges.push(ChargeFault::Busy, 2));
        let held = port.post("/orders", json!({ "orderType": "basic", "cardToken": "tok_1" }));
        assert_eq!(held.is(202)["state"], "held");
        assert_eq!(held.header("location"), format!("{}/orders/1", port.url));
        assert!(held.header("retry-after").parse::<u32>().unwrap() >= 1);
        let busy = port.post("/paymentHistories", json!({ "orderId": 1, "cardToken": "tok_1" }));
        busy.problem(503, "payment_unavailable");
        assert!(busy.header("retry-after").parse::<u32>().unwrap() >= 1);
        let paid = port.post("/paymentHistories", json!({ "orderId": 1, "price": 50000, "cardToken": "tok_1" }));
        assert_eq!(paid.is(201)["status"], "approved");
        assert_eq!(centre.kept(), 50_000);
    }

    fn a_charge_in_doubt_is_settled_by_itself(centre) {
        let centre = centre.with_cards();
        let port = Port::of(&centre, "--no-auth");
        centre.cards().change(|now| now.next_charges.push(ChargeFault::ResetAfter, 1));
        let open = port.post("/orders", json!({ "orderType": "basic", "cardToken": "tok_1" }));
        assert_eq!((open.status, open.header("retry-after")), (202, "5"), "{open:#?}");
        until(|| port.get("/orders/1").json()["status"] == "Reservation Complete");
        assert_eq!(centre.kept(), 50_000);
    }
}
