//! A booking's life by commands, from `book` to the money back, and what each command prints.

use serde_json::Value;

use super::centre::{Centre, booking, customer};
use super::days::text;

on_both! {
    fn a_booking_lives_by_commands_alone(centre) {
        let order = centre.book("");
        assert_eq!(order["status"], "paid");
        let (id, code) = (&order["id"], text(&order["code"]));
        let (date, time) = (text(&order["date"]), text(&order["time"]));

        let page = centre.json(&format!("mypage {code}"));
        let view = &page["mypages"][0];
        assert_eq!(view["status"], "paid", "complete at once, with no worker: {page}");
        assert_eq!(centre.events(&order), ["OrderPlaced", "PaymentApproved"]);
        assert_eq!(view["payMethod"], "cash");
        let free = centre.free(&date, &time);

        assert_eq!(centre.json("requests")["requests"].as_array().unwrap().len(), 0);
        centre.work();
        let requests = centre.json("requests");
        assert_eq!(requests["requests"][0]["code"], code.as_str());
        assert_eq!(requests["requests"][0]["status"], "requested");

        let confirmed = centre.json(&format!("confirm {id}"))["order"].clone();
        assert_eq!(confirmed["status"], "confirmed");
        assert!(confirmed["reservationId"].is_i64(), "{confirmed}");
        assert_eq!(centre.json("requests")["requests"].as_array().unwrap().len(), 0);

        let cancelled = centre.json(&format!("cancel {code} --reason 일정변경"))["order"].clone();
        assert_eq!(cancelled["status"], "cancelled");
        assert_eq!(cancelled["id"], *id);
        assert_eq!(centre.free(&date, &time), free + 1);
        assert_eq!(
            centre.events(&order),
            [
                "OrderPlaced", "PaymentApproved", "ReservationRequested", "ReservationConfirmed",
                "OrderCancelled", "ReservationCancelled", "PaymentRefunded",
            ]
        );
        let page = centre.json(&format!("mypage {code}"))["mypages"][0].clone();
        assert_eq!((page["refund"].as_i64(), text(&page["reason"])), (Some(50_000), "일정변경".into()));
        let kept = centre.json("orders --status cancelled");
        assert_eq!(kept["orders"][0]["code"], code.as_str(), "marked, never erased");
    }

    fn a_visit_can_be_moved_and_ends_at_the_desk(centre) {
        let days = centre.open_days();
        let order = centre.book(&format!("--date {} --time 09:00", days[0]));
        let (id, paid) = (&order["id"], &order["paymentId"]);
        let moved = centre.json(&format!("reschedule {id} --date {} --time 10:00", days[1]))["order"].clone();
        assert_eq!((text(&moved["date"]), text(&moved["time"])), (days[1].clone(), "10:00".into()));
        assert_eq!((&moved["paymentId"], text(&moved["status"])), (paid, "paid".into()), "the payment stays");
        assert_eq!((centre.free(&days[0], "09:00"), centre.free(&days[1], "10:00")), (4, 3));
        centre.refused(&format!("reschedule {id} --date {} --time 10:00", days[1]), 4, "same_slot");

        centre.refused(&format!("check-in {id}"), 4, "wrong_status");
        centre.work();
        centre.json(&format!("confirm {id}"));
        let said = centre.refused(&format!("check-in {id}"), 4, "too_early");
        assert!(said.contains("move the visit to today first"), "{said}");
        centre.has_come(&order);
        assert_eq!(centre.json(&format!("check-in {id}"))["order"]["status"], "completed");
        centre.refused(&format!("cancel {id}"), 4, "wrong_status");
        assert_eq!(centre.events(&order).last().unwrap(), "CheckedIn");

        let other = centre.book(&customer(1));
        centre.work();
        centre.json(&format!("confirm {}", other["id"]));
        let said = centre.refused(&format!("no-show {}", other["id"]), 4, "too_early");
        assert!(said.contains("still to come"), "{said}");
        centre.has_come(&other);
        assert_eq!(centre.json(&format!("no-show {}", other["id"]))["order"]["status"], "no_show");
        assert_eq!(centre.events(&other).last().unwrap(), "NoShow");
    }

    fn a_rehearsal_saves_nothing(centre) {
        let order = centre.book("");
        let rows = |centre: &Centre| {
            let count = "SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM events),
                (SELECT COUNT(*) FROM payments), (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM idempotency)";
            centre.sql(count)
        };
        let (before, slots) = (rows(&centre), centre.slots());
        let rehearsed = centre.json(&booking(&format!("{} --dry-run", customer(1))));
        assert_eq!((&rehearsed["dryRun"], text(&rehearsed["order"]["status"])), (&Value::Bool(true), "paid".into()));
        let rehearsed = centre.json(&format!("cancel {} --dry-run", order["id"]));
        assert_eq!((&rehearsed["dryRun"], &rehearsed["refund"]), (&Value::Bool(true), &50_000.into()));
        centre.refused(&booking("--package nothing --dry-run"), 3, "package_not_found");
        assert_eq!((rows(&centre), centre.slots()), (before, slots));
        assert_eq!(centre.status(&order), "paid");
    }
}

#[test]
fn an_order_in_json_has_the_fields_scripts_rely_on() {
    let centre = Centre::sqlite();
    let order = centre.book("--hold-only");
    let number = |name: &str| order[name].as_i64().unwrap_or_else(|| panic!("{name}: {order}"));
    assert_eq!((number("id"), number("price")), (1, 50_000));
    assert_eq!(
        (text(&order["status"]), text(&order["package"])),
        ("held".into(), "basic".into())
    );
    assert_eq!(
        (text(&order["name"]), text(&order["phone"])),
        ("홍길동".into(), "01012345678".into())
    );
    assert_eq!(
        (&order["paymentId"], &order["reservationId"]),
        (&Value::Null, &Value::Null)
    );
    let instant = |name: &str| -> jiff::Timestamp {
        assert!(text(&order[name]).ends_with('Z'), "RFC 3339 UTC: {order}");
        text(&order[name]).parse().unwrap()
    };
    let held = instant("holdExpiresAt").duration_since(instant("createdAt"));
    assert_eq!(held, jiff::SignedDuration::from_mins(10));
    let day: jiff::civil::Date = text(&order["date"]).parse().unwrap();
    assert_eq!(day.to_string(), text(&order["date"]));
    assert_eq!(text(&order["time"]).len(), 5);
    let code = text(&order["code"]);
    assert_eq!((code.len(), code.matches('-').count()), (11, 2), "{code}");
    let view = centre.json("mypage 1")["mypages"][0].clone();
    for name in [
        "id",
        "code",
        "status",
        "package",
        "date",
        "time",
        "price",
        "name",
        "phone",
        "createdAt",
        "holdExpiresAt",
    ] {
        assert_eq!(view[name], order[name], "{name}");
    }
    let steps = view["timeline"].as_array().unwrap();
    assert_eq!(steps.len(), 1);
    assert!(steps[0]["at"].is_string() && steps[0]["event"] == "OrderPlaced" && steps[0]["status"] == "held");
    assert!(view["messages"].is_array());
}

#[test]
fn people_read_their_own_language_and_no_json() {
    for (lang, words) in [
        (
            "ko",
            [
                "예약되었습니다",
                "기본 종합검진",
                "50,000원",
                "결제 완료",
                "센터에 전달",
            ],
        ),
        (
            "en",
            [
                "Booked",
                "Basic checkup",
                "50,000 won",
                "paid",
                "passed on to the centre",
            ],
        ),
    ] {
        let centre = Centre::sqlite().lang(lang);
        let said = centre.text(&booking(""));
        let order = centre.json("mypage 1")["mypages"][0].clone();
        let code = text(&order["code"]);
        for word in words
            .into_iter()
            .chain(["홍길동", "010-1234-5678", "#1", code.as_str()])
        {
            assert!(said.contains(word), "{word} is missing:\n{said}");
        }
        assert!(!said.contains('{') && !said.contains('"'), "{said}");
        let page = centre.text("mypage 1");
        assert!(page.contains(&code) && !page.contains('{'), "{page}");
        for line in [
            "orders",
            "requests",
            "slots",
            "packages",
            "messages",
            "config",
            "worker --until-idle",
        ] {
            let said = centre.text(line);
            assert!(!said.is_empty() && !said.contains("{\""), "{line}: {said}");
        }
    }
}

#[test]
fn the_locale_chooses_the_language() {
    let said = |name: &str, locale: &str| Centre::sqlite().env(name, locale).text("requests");
    assert!(said("LANG", "ko_KR.UTF-8").contains("확인할 신청이 없습니다"));
    assert!(said("LC_ALL", "ko_KR.UTF-8").contains("없습니다"));
    assert!(said("LANG", "fr_FR.UTF-8").contains("No requests wait"));
}

#[test]
fn quiet_says_nothing_and_does_it_all_the_same() {
    let centre = Centre::sqlite();
    let output = centre.run(&booking("--quiet"));
    assert_eq!(
        (output.code, output.stdout.as_str(), output.stderr.as_str()),
        (0, "", "")
    );
    assert_eq!(centre.json("orders")["orders"][0]["status"], "paid");
    let refused = centre.run("cancel 99 --quiet");
    assert_eq!((refused.code, refused.stdout.as_str()), (3, ""));
    assert!(refused.stderr.contains("99"), "a failure is never quiet: {refused:#?}");
}
