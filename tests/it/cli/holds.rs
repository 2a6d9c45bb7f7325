//! A place is kept while the customer pays, and for not a second longer. The hold's end is moved into
//! the past by SQL, because a real program can't be told another time.

use healthcenter::gateway::practice::fault::ChargeFault;

use super::centre::{Centre, booking, customer};
use super::days::text;

fn age(centre: &Centre) {
    centre.sql("UPDATE orders SET hold_expires_at = hold_expires_at - 3600000");
}

on_both! {
    fn a_held_place_is_paid_later(centre) {
        let order = centre.book("--hold-only");
        assert_eq!(text(&order["status"]), "held");
        let (date, time) = (text(&order["date"]), text(&order["time"]));
        assert_eq!(centre.free(&date, &time), 3);
        let paid = centre.json(&format!("pay {} --pay transfer", text(&order["code"])))["order"].clone();
        assert_eq!((text(&paid["status"]), &paid["holdExpiresAt"]), ("paid".into(), &serde_json::Value::Null));
        assert_eq!(centre.free(&date, &time), 3);
        let said = centre.refused(&format!("pay {}", order["id"]), 4, "wrong_status");
        assert!(said.contains("paid") && !said.contains("worker"), "{said}");
    }

    fn a_hold_that_ran_out_blocks_nobody_even_without_a_worker(centre) {
        let centre = centre.set("booking.slot_capacity", 1);
        let order = centre.book("--hold-only");
        let (date, time) = (text(&order["date"]), text(&order["time"]));
        let at = format!("--date {date} --time {time}");
        centre.refused(&booking(&format!("{} {at}", customer(1))), 4, "slot_full");
        age(&centre);
        assert_eq!(centre.free(&date, &time), 1, "expiry counts when it is read");
        let other = centre.book(&format!("{} {at}", customer(1)));
        assert_eq!((text(&other["date"]), text(&other["time"])), (date, time));
        assert_eq!(centre.status(&order), "expired");
        assert_eq!(centre.events(&order), ["OrderPlaced", "HoldExpired"]);
    }

    fn a_hold_that_ran_out_can_not_be_paid(centre) {
        let order = centre.book("--hold-only");
        age(&centre);
        let said = centre.refused(&format!("pay {}", order["id"]), 4, "hold_expired");
        assert!(said.contains("book again"), "{said}");
        assert_eq!(centre.status(&order), "expired");
        centre.refused(&format!("pay {}", order["id"]), 4, "wrong_status");
        assert_eq!(centre.sql("SELECT COUNT(*) FROM payments"), [["0"]]);
    }

    fn a_key_whose_hold_ran_out_books_nothing(centre) {
        let centre = centre.with_cards();
        centre.cards().change(|now| now.next_charges.push(ChargeFault::Busy, 1));
        let line = booking("--card-token tok_1 --idempotency-key K-1");
        centre.unsettled(&line, 6, "payment_unavailable");
        age(&centre);
        for _ in 0..2 {
            let said = centre.refused(&line, 4, "hold_expired");
            assert!(said.contains("book again"), "{said}");
            centre.work();
        }
        assert_eq!(centre.kept(), 0);
    }

    fn a_capacity_is_set_below_holds_that_ran_out(centre) {
        for n in 0..3 {
            centre.book(&format!("{} --hold-only", customer(n)));
        }
        age(&centre);
        let set = centre.json("capacity set 2");
        assert_eq!(set["capacity"]["kept"], serde_json::json!([]), "{set}");
    }

    fn the_worker_expires_holds(centre) {
        let (order, kept) = (centre.book("--hold-only"), centre.book(&format!("{} --hold-only", customer(1))));
        centre.sql("UPDATE orders SET hold_expires_at = hold_expires_at - 3600000 WHERE id = 1");
        centre.work();
        assert_eq!((centre.status(&order), centre.status(&kept)), ("expired".into(), "held".into()));
        centre.refused(&format!("cancel {}", order["id"]), 4, "wrong_status");
        assert_eq!(centre.json(&format!("cancel {}", kept["id"]))["order"]["status"], "cancelled");
    }
}

#[test]
fn the_centre_decides_how_long() {
    let centre = Centre::sqlite().set("booking.hold_minutes", 25);
    let order = centre.book("--hold-only");
    let instant = |name: &str| -> jiff::Timestamp { text(&order[name]).parse().unwrap() };
    let held = instant("holdExpiresAt").duration_since(instant("createdAt"));
    assert_eq!(held, jiff::SignedDuration::from_mins(25));
    let said = centre.text(&booking(&format!("{} --hold-only", customer(1))));
    assert!(
        said.contains("The place is held") && said.contains("healthcenter pay"),
        "{said}"
    );
}
