//! The centre's own settings: places in a half-hour, and days it is closed.

use super::centre::{Centre, booking, customer};
use super::days::text;

on_both! {
    fn capacity_never_goes_below_what_is_booked(centre) {
        let day = centre.open_days()[1].clone();
        let at = format!("--date {day} --time 09:00");
        for n in 0..3 {
            centre.book(&format!("{} {at}", customer(n)));
        }
        let set = centre.json(&format!("capacity set 1 --from {day} --to {day}"));
        let kept = &set["capacity"]["kept"];
        assert_eq!(kept.as_array().unwrap().len(), 1, "{set}");
        assert_eq!((text(&kept[0]["time"]), &kept[0]["capacity"]), ("09:00".into(), &3.into()));
        assert_eq!((centre.free(&day, "09:00"), centre.free(&day, "09:30")), (0, 1));
        centre.refused(&booking(&at), 4, "slot_full");
        centre.json(&format!("capacity set 5 --from {day} --to {day} --time 09:00"));
        assert_eq!(centre.free(&day, "09:00"), 2);
    }

    fn a_closure_shows_the_bookings_it_hits(centre) {
        let days = centre.open_days();
        let order = centre.book(&format!("--date {}", days[1]));
        centre.book(&format!("{} --date {}", customer(1), days[2]));
        let closed = centre.json(&format!("closure add {} --reason 정전점검", days[1]));
        let hit = closed["closure"]["orders"].as_array().unwrap().clone();
        assert_eq!((hit.len(), &hit[0]["code"]), (1, &order["code"]));
        assert_eq!(centre.status(&order), "paid", "it stays until somebody moves it");
        centre.json(&format!("reschedule {} --date {}", order["id"], days[2]));
        assert_eq!(centre.json(&format!("closure remove {}", days[1]))["closure"]["removed"], true);
        assert_eq!(centre.json(&format!("closure remove {}", days[1]))["closure"]["removed"], false);
    }

    fn the_last_place_goes_to_one_of_many_desks(centre) {
        let centre = centre.set("booking.slot_capacity", 1);
        let day = centre.open_days()[1].clone();
        let desks: Vec<_> = (0..5)
            .map(|n| centre.spawn(&booking(&format!("{} --date {day} --time 09:00 --json", customer(n)))))
            .collect();
        let ended: Vec<_> = desks.into_iter().map(|desk| desk.finish()).collect();
        let won = ended.iter().filter(|output| output.code == 0).count();
        let full = ended.iter().filter(|output| output.code == 4 && output.error().0 == "slot_full").count();
        assert_eq!((won, full), (1, 4), "{ended:#?}");
        assert_eq!(centre.free(&day, "09:00"), 0);
    }
}

#[test]
fn the_sentences_of_the_settings() {
    let centre = Centre::sqlite().lang("ko");
    let day = centre.open_days()[1].clone();
    let order = centre.book(&format!("--date {day} --time 09:00"));
    let said = centre.text(&format!("capacity set 0 --from {day} --to {day}"));
    assert!(
        said.contains("정원을 0명으로") && said.contains("1명으로 남겼습니다"),
        "{said}"
    );
    let said = centre.text(&format!("closure add {day}"));
    assert!(
        said.contains("휴무로 정했습니다") && said.contains(&text(&order["code"])),
        "{said}"
    );
    let said = centre.text(&format!("closure remove {day}"));
    assert!(said.contains("휴무를 취소했습니다"), "{said}");
    let said = centre.refused(&format!("capacity set 1 --from {day} --to 2020-01-01"), 2, "usage");
    assert!(said.contains("--from"), "{said}");
    assert!(said.contains("뒤") || said.contains("앞"), "in Korean too: {said}");
}
