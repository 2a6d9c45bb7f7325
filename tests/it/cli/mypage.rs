//! The customer's view: at once, while it changes, and rebuilt from nothing.

use super::centre::{Centre, customer};
use super::days::text;

on_both! {
    fn a_watched_view_shows_what_another_process_does(centre) {
        let order = centre.book("");
        let mut watching = centre.spawn(&format!("mypage {} --watch --json", order["id"]));
        watching.wait_line(r#""status":"paid""#);
        centre.work();
        watching.wait_line(r#""status":"requested""#);
        centre.json(&format!("confirm {}", order["id"]));
        let line = watching.wait_line(r#""status":"confirmed""#);
        let document: serde_json::Value = serde_json::from_str(&line).expect("a document a change");
        assert_eq!(document["mypages"][0]["timeline"].as_array().unwrap().len(), 4);
    }

    fn a_rebuild_gives_the_same_bytes(centre) {
        let days = centre.open_days();
        let orders: Vec<_> = (0..4).map(|n| centre.book(&customer(n))).collect();
        centre.work();
        centre.json("confirm --all");
        centre.json(&format!("cancel {} --reason 사정", orders[0]["id"]));
        centre.json(&format!("reschedule {} --date {}", orders[1]["id"], days[2]));
        centre.has_come(&orders[2]);
        centre.json(&format!("check-in {}", orders[2]["id"]));
        centre.book(&format!("{} --hold-only", customer(9)));
        centre.work();
        let rows = "SELECT order_id, seq, phone, body FROM mypages ORDER BY order_id";
        let before = centre.sql(rows);
        assert_eq!(before.len(), 5);
        centre.sql("UPDATE mypages SET body = '{}', seq = 99 WHERE order_id = 2");
        centre.sql("DELETE FROM mypages WHERE order_id = 3");
        assert_eq!(centre.json("mypage rebuild")["rebuilt"], 5);
        assert_eq!(centre.sql(rows), before);
    }
}

#[test]
fn a_phone_shows_all_its_bookings() {
    let centre = Centre::sqlite();
    let codes: Vec<_> = (0..3).map(|_| text(&centre.book("")["code"])).collect();
    centre.book(&customer(1));
    for phone in ["010-1234-5678", "01012345678", "+821012345678"] {
        let pages = centre.json(&format!("mypage --phone {phone}"));
        let found: Vec<_> = pages["mypages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|page| text(&page["code"]))
            .collect();
        assert_eq!(found, codes);
    }
    let nobody = centre.json("mypage --phone 010-0000-0000");
    assert_eq!(nobody["mypages"].as_array().unwrap().len(), 0);
    centre.refused("mypage 77", 3, "order_not_found");
    centre.refused("mypage AAAA-BBBB-1", 3, "order_not_found");
    centre.refused("mypage --phone 02-123-4567", 2, "invalid_phone");
}
