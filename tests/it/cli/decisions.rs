//! The centre's side: confirming, rejecting, and two admins on one request.

use super::centre::{Centre, booking, customer};
use super::days::text;

on_both! {
    fn two_admins_meet_on_one_request(centre) {
        let order = centre.book("");
        centre.work();
        let line = format!("confirm {} --json", order["id"]);
        let both = [centre.spawn(&format!("{line} --by 김간호")), centre.spawn(&format!("{line} --by 박과장"))];
        let ended = both.map(|admin| admin.finish());
        let (won, lost): (Vec<_>, Vec<_>) = ended.iter().partition(|output| output.code == 0);
        assert_eq!((won.len(), lost.len()), (1, 1), "{ended:#?}");
        let winner = if won[0].command.contains("김간호") { "김간호" } else { "박과장" };
        assert_eq!(lost[0].code, 4);
        let (code, said) = lost[0].error();
        assert_eq!(code, "wrong_status");
        assert!(said.contains(winner), "who: {said}");
        let minute = said.rsplit_once(':').and_then(|(_, rest)| rest.get(..2)).and_then(|n| n.parse::<u8>().ok());
        assert!(minute.is_some(), "when: {said}");
        assert_eq!(centre.events(&order).iter().filter(|event| *event == "ReservationConfirmed").count(), 1);
        let said = centre.refused(&format!("reject {} --reason 사정", order["id"]), 4, "wrong_status");
        assert!(said.contains(winner), "{said}");
    }

    fn many_are_confirmed_at_once(centre) {
        for n in 0..5 {
            centre.book(&customer(n));
        }
        centre.work();
        let some = centre.run("confirm 1 2 77 typo --json");
        assert_eq!((some.code, some.error().0.as_str()), (3, "order_not_found"), "{some:#?}");
        assert!(some.error().1.contains("2 of 4"), "{some:#?}");
        let some = some.json();
        assert_eq!(some["orders"].as_array().unwrap().len(), 2);
        for (n, order) in ["77", "typo"].into_iter().enumerate() {
            let error = &some["errors"][n];
            assert_eq!((&error["order"], &error["error"]["code"]), (&order.into(), &"order_not_found".into()));
        }
        let people = centre.run("confirm 1 3 --quiet");
        assert_eq!((people.code, people.stdout.as_str()), (4, ""), "{people:#?}");
        assert!(people.stderr.starts_with("✘ 1  ") && people.stderr.contains("1 of 2"), "{people:#?}");
        let all = centre.json("confirm --all");
        assert_eq!(all["orders"].as_array().unwrap().len(), 2);
        assert_eq!(centre.json("orders --status confirmed")["orders"].as_array().unwrap().len(), 5);
        assert_eq!(centre.json("confirm --all")["orders"].as_array().unwrap().len(), 0);
    }

    fn a_rejection_gives_all_the_money_back(centre) {
        let order = centre.book("--package prime");
        centre.work();
        let rejected = centre.json(&format!("reject {} --reason 장비점검 --by 박과장", order["id"]))["order"].clone();
        assert_eq!(rejected["status"], "rejected");
        let page = centre.json(&format!("mypage {}", order["id"]))["mypages"][0].clone();
        assert_eq!((&page["refund"], &page["reason"]), (&350_000.into(), &"장비점검".into()));
        assert_eq!(centre.events(&order)[3..], ["ReservationRejected", "PaymentRefunded"]);
        let said = centre.refused(&format!("confirm {}", order["id"]), 4, "wrong_status");
        assert!(said.contains("박과장"), "{said}");
    }
}

#[test]
fn confirming_what_was_cancelled_names_who_did_it() {
    let centre = Centre::sqlite();
    let order = centre.book("");
    centre.work();
    centre.json(&format!("cancel {} --by 이접수", order["id"]));
    let said = centre.refused(&format!("confirm {}", order["id"]), 4, "wrong_status");
    assert!(said.contains("cancelled") && said.contains("이접수"), "{said}");
    let ko = Centre::at(centre.database()).lang("ko");
    let said = ko.refused(&format!("confirm {}", order["id"]), 4, "wrong_status");
    assert!(said.contains("취소됨") && said.contains("이접수님"), "{said}");
}

#[test]
fn a_request_that_is_not_passed_on_yet_says_why() {
    let centre = Centre::sqlite();
    let order = centre.book("");
    let said = centre.refused(&format!("confirm {}", order["id"]), 4, "wrong_status");
    assert!(said.contains("healthcenter worker"), "what to do: {said}");
}

#[test]
fn cancelling_twice_is_done_already() {
    let centre = Centre::sqlite();
    let order = centre.book("");
    let first = centre.json(&format!("cancel {}", order["id"]));
    let second = centre.json(&format!("cancel {} --reason 또", text(&order["code"])));
    assert_eq!(first, second);
    assert_eq!(
        centre.sql("SELECT COUNT(*) FROM payments WHERE direction = 'refund'"),
        [["1"]]
    );
    let said = centre.text(&format!("cancel {}", order["id"]));
    assert!(said.contains("Cancelled"), "{said}");
}

#[test]
fn what_goes_back_follows_the_tiers_and_is_shown_before() {
    let centre = Centre::sqlite().set("booking.refund_tiers", "300:100,0:30");
    let order = centre.book("");
    let said = centre.text(&format!("cancel {} --dry-run", order["id"]));
    assert!(
        said.contains("15,000 won") && said.contains("nothing is saved"),
        "{said}"
    );
    centre.json(&format!("cancel {}", order["id"]));
    let page = centre.json(&format!("mypage {}", order["id"]))["mypages"][0].clone();
    assert_eq!(page["refund"], 15_000);
    let held = centre.book(&format!("{} --hold-only", customer(1)));
    let rehearsed = centre.json(&format!("cancel {} --dry-run", held["id"]));
    assert_eq!(rehearsed["refund"], 0, "nothing was paid: {rehearsed}");
    assert_eq!(centre.run(&booking("--quiet")).code, 0);
}
