//! A refund that does not work at once stands as `refund_pending`, visibly, until it does.

use healthcenter::gateway::practice::fault::CancelFault;

use super::centre::Centre;
use super::days::text;

on_both! {
    fn a_refund_that_fails_is_finished_by_the_worker(centre) {
        let centre = centre.with_cards().set("payment.timeout_ms", 1500);
        let faults = [
            (CancelFault::Fail, 0),
            (CancelFault::Busy, 0),
            (CancelFault::ResetAfter, 1),
            (CancelFault::FailAfter, 1),
            (CancelFault::Hang, 1),
        ];
        let mut repeats = 0;
        for (n, (fault, repeat)) in faults.into_iter().enumerate() {
            let order = centre.book("");
            centre.cards().change(|now| now.next_cancels.push(fault, 1));
            let (pending, error) = centre.unsettled(&format!("cancel {}", order["id"]), 6, "refund_pending");
            assert_eq!(text(&pending["status"]), "refund_pending", "{fault:?}");
            assert!(error["retryAt"].is_string(), "its next try is visible: {error}");
            assert_eq!(centre.status(&order), "refund_pending");
            let listed = centre.json("orders --status refund_pending");
            assert_eq!(listed["orders"].as_array().unwrap().len(), 1);
            centre.work();
            assert_eq!(centre.status(&order), "cancelled", "{fault:?}");
            assert_eq!((centre.kept(), centre.money().refunds.len()), (0, n + 1), "{fault:?}");
            repeats += repeat;
            assert_eq!(centre.money().totals.repeats, repeats, "the same key again: {fault:?}");
        }
    }

    fn a_rejection_whose_refund_fails_ends_rejected(centre) {
        let centre = centre.with_cards();
        let order = centre.book("");
        centre.work();
        centre.cards().change(|now| now.next_cancels.push(CancelFault::FailAfter, 1));
        centre.unsettled(&format!("reject {} --reason 장비점검", order["id"]), 6, "refund_pending");
        centre.work();
        assert_eq!((centre.status(&order), centre.kept()), ("rejected".into(), 0));
    }
}

#[test]
fn cancelling_again_tries_again() {
    let centre = Centre::sqlite().with_cards();
    let order = centre.book("");
    centre.cards().change(|now| now.next_cancels.push(CancelFault::Fail, 1));
    centre.unsettled(&format!("cancel {}", order["id"]), 6, "refund_pending");
    let again = centre.json(&format!("cancel {}", order["id"]));
    assert_eq!((&again["order"]["status"], centre.kept()), (&"cancelled".into(), 0));
}

#[test]
fn a_rehearsal_of_a_cancellation_calls_nobody() {
    let centre = Centre::sqlite().with_cards();
    let order = centre.book("");
    let calls = centre.money().totals.calls;
    centre.json(&format!("cancel {} --dry-run", order["id"]));
    assert_eq!(
        (centre.money().totals.calls, centre.status(&order)),
        (calls, "paid".into())
    );
    centre.cards().change(|now| now.next_cancels.push(CancelFault::Fail, 1));
    centre.unsettled(&format!("cancel {}", order["id"]), 6, "refund_pending");
    let calls = centre.money().totals.calls;
    let rehearsed = centre.json(&format!("cancel {} --dry-run", order["id"]));
    assert_eq!(
        (&rehearsed["dryRun"], &rehearsed["refund"]),
        (&true.into(), &50_000.into())
    );
    assert_eq!(
        (centre.money().totals.calls, centre.status(&order)),
        (calls, "refund_pending".into())
    );
}

#[test]
fn part_of_the_price_goes_back_where_the_centre_says_so() {
    let centre = Centre::sqlite()
        .with_cards()
        .set("booking.refund_tiers", "300:100,0:50");
    let order = centre.book("--package prime");
    let cancelled = centre.json(&format!("cancel {}", order["id"]));
    assert_eq!(
        (&cancelled["order"]["status"], centre.kept()),
        (&"cancelled".into(), 175_000)
    );
}

/// "0 won are refunded, your card shows it in a few days" is no news to anybody.
#[test]
fn nothing_given_back_is_not_texted() {
    let centre = Centre::sqlite();
    let order = centre.book("--package nhis");
    let cancelled = centre.json(&format!("cancel {}", order["id"]));
    assert_eq!(cancelled["order"]["status"], "cancelled");
    let messages = centre.json("messages")["messages"].as_array().unwrap().clone();
    let last = messages.last().unwrap();
    assert_eq!(
        (text(&last["event"]), text(&last["status"])),
        ("PaymentRefunded".into(), "suppressed".into())
    );
    let page = centre.json("mypage 1");
    let told = page["mypages"][0]["messages"].as_array().unwrap().last().unwrap();
    assert!(told["sentAt"].is_null(), "{told}");
    assert!(centre.lang("ko").text("messages").contains("환불 금액 없음"));
}
