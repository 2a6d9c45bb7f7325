//! What the centre's admin does on a Monday morning, and when something is stuck.

use healthcenter::domain::lang::Lang;
use healthcenter::tui::Role;

use super::{Task, done_with_either_hand, orders};
use crate::doctor::world::World;
use crate::tui::delivery::stuck;
use crate::tui::stage::Stage;

/// Three requests, a closed day, a text that failed, a charge in doubt, a refund that is due.
fn admin() -> Stage {
    let mut stage = Stage::prepared(Role::Admin, Lang::En, (80, 24));
    stage.six_people();
    stage.run(async |world: &World| {
        stuck(world).await;
        world.app.close(jiff::civil::date(2026, 12, 10), None).await.unwrap();
    });
    stage.begin();
    stage
}

#[test]
fn requests_are_decided() {
    done_with_either_hand(
        admin,
        &[
            Task {
                what: "confirm one",
                keys: |stage| stage.press("4 j c"),
                mouse: |stage| {
                    stage.click("4 Requests");
                    stage.click("김철수");
                    stage.click("c confirm");
                },
                done: |stage| assert_eq!(orders(stage, "name = '김철수' AND status = 'confirmed'"), 1),
            },
            Task {
                what: "reject one",
                keys: |stage| {
                    stage.press("4 j x");
                    stage.write("The doctor is away");
                    stage.press("Enter");
                },
                mouse: |stage| {
                    stage.click("4 Requests");
                    stage.click("김철수");
                    stage.click("x reject");
                    stage.write("The doctor is away");
                    stage.click("[ Enter OK ]");
                },
                done: |stage| assert_eq!(orders(stage, "name = '김철수' AND status = 'rejected'"), 1),
            },
            Task {
                what: "confirm all",
                keys: |stage| stage.press("4 a c y Enter"),
                mouse: |stage| {
                    stage.click("4 Requests");
                    stage.click("a mark all");
                    stage.click("c confirm");
                    stage.click("[ Yes ]");
                    stage.click("Esc close");
                },
                done: |stage| {
                    assert_eq!(orders(stage, "status = 'requested'"), 0);
                    stage.shows(&["No request waits for the centre."]);
                },
            },
            Task {
                what: "mark two and reject them",
                keys: |stage| {
                    stage.press("4 Space Space x");
                    stage.write("The doctor is away");
                    stage.press("Enter Esc");
                },
                mouse: |stage| {
                    stage.click("4 Requests");
                    // The mark stands before the day.
                    stage.click("  Tue 1 Dec 08:30");
                    stage.click("  Tue 1 Dec 09:00");
                    stage.click("x reject");
                    stage.write("The doctor is away");
                    stage.click("[ Enter OK ]");
                    stage.click("Esc close");
                },
                done: |stage| assert_eq!(orders(stage, "status = 'rejected'"), 2),
            },
        ],
    );
}

#[test]
fn the_centre_is_set_up() {
    done_with_either_hand(
        admin,
        &[
            Task {
                what: "set a capacity",
                keys: |stage| {
                    stage.press("5 n");
                    stage.write("6");
                    stage.press("Enter");
                },
                mouse: |stage| {
                    stage.click("5 Centre");
                    stage.click("n set a capacity");
                    stage.write("6");
                    stage.click("[ set ]");
                },
                done: |stage| stage.shows(&["0/6"]),
            },
            Task {
                what: "close a day",
                keys: |stage| {
                    stage.press("5 Tab n");
                    stage.write("12/24");
                    stage.press("Enter");
                    stage.write("staff outing");
                    stage.press("Enter");
                },
                mouse: |stage| {
                    stage.click("5 Centre");
                    stage.click("  Closures  ");
                    stage.click("n close a day");
                    stage.write("12/24");
                    stage.click("[ Enter OK ]");
                    stage.write("staff outing");
                    stage.click("[ Enter OK ]");
                },
                done: |stage| stage.shows(&["Thu 24 Dec staff outing"]),
            },
            Task {
                what: "open a closed day again",
                keys: |stage| stage.press("5 Tab x y"),
                mouse: |stage| {
                    stage.click("5 Centre");
                    stage.click("  Closures  ");
                    stage.click("closed by the centre");
                    stage.click("x open again");
                    stage.click("[ Yes ]");
                },
                done: |stage| stage.shows_no("closed by the centre"),
            },
            Task {
                what: "change a price",
                keys: |stage| {
                    stage.press("5 S-Tab e");
                    stage.rewrite("60000");
                    stage.press("Enter");
                },
                mouse: |stage| {
                    stage.click("5 Centre");
                    stage.click("  Packages  ");
                    stage.click("Basic checkup");
                    stage.click("e change the price");
                    stage.rewrite("60000");
                    stage.click("[ Enter OK ]");
                },
                done: |stage| stage.shows(&["Basic checkup: 60,000 won, on sale"]),
            },
            Task {
                what: "take a package off the list",
                keys: |stage| stage.press("5 S-Tab o y"),
                mouse: |stage| {
                    stage.click("5 Centre");
                    stage.click("  Packages  ");
                    stage.click("o on sale or not");
                    stage.click("[ Yes ]");
                },
                done: |stage| stage.shows(&["Basic checkup: 50,000 won, not on sale"]),
            },
        ],
    );
}

#[test]
fn what_is_stuck_is_seen_and_sent_again() {
    done_with_either_hand(
        admin,
        &[
            Task {
                what: "read a text and why it failed",
                keys: |stage| stage.press("6 l l"),
                mouse: |stage| {
                    stage.click("6 Texts");
                    stage.click(" failed 1 ");
                    stage.click("│11/30");
                },
                done: |stage| stage.shows(&["number out of service", "of 90 bytes", "failed · 1 tries"]),
            },
            Task {
                what: "send one again",
                keys: |stage| stage.press("6 l l r"),
                mouse: |stage| {
                    stage.click("6 Texts");
                    stage.click(" failed 1 ");
                    stage.click("r send again");
                },
                done: |stage| assert_eq!(stage.number("SELECT count(*) FROM outbox WHERE status = 'buried'"), 0),
            },
            Task {
                what: "send all that failed again",
                keys: |stage| stage.press("6 R y"),
                mouse: |stage| {
                    stage.click("6 Texts");
                    stage.click("R all failed again");
                    stage.click("[ Yes ]");
                },
                done: |stage| assert_eq!(stage.number("SELECT count(*) FROM outbox WHERE status = 'buried'"), 0),
            },
            Task {
                what: "find the texts of somebody",
                keys: |stage| {
                    stage.press("6 l /");
                    stage.write("김철수");
                },
                mouse: |stage| {
                    stage.click("6 Texts");
                    stage.click(" sent ");
                    stage.click("name, initials");
                    stage.write("김철수");
                },
                done: |stage| {
                    stage.shows(&["to 010-9999-8888"]);
                    stage.shows_no("010-1234-5678");
                },
            },
            Task {
                what: "see what is in doubt and open its booking",
                keys: |stage| {
                    stage.press("6 Tab");
                    stage.shows(&["1 in doubt · 1 refunds due", "next try in"]);
                    stage.press("Enter");
                },
                mouse: |stage| {
                    stage.click("6 Texts");
                    stage.click("  Payments  ");
                    stage.shows(&["1 in doubt · 1 refunds due", "next try in"]);
                    stage.click("in doubt  ");
                },
                done: |stage| stage.shows(&["My page", "payment being checked"]),
            },
            Task {
                what: "see how the centre does",
                keys: |stage| stage.press("7"),
                mouse: |stage| stage.click("7 Figures"),
                done: |stage| stage.shows(&["28 days"]),
            },
        ],
    );
}
