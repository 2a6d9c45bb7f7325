//! Names as long, as wide and as strange as the rules let through, and what the rules do not let through:
//! no column moves, and nothing that steers a terminal is ever drawn.

use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::store::orders::OrderRef;
use healthcenter::tui::Role;
use unicode_width::UnicodeWidthStr;

use super::people::{Person, at};
use super::stage::Stage;

/// What moves a cursor or turns the writing around.
const STEERING: &str = "\u{1b}[31m\u{7}\u{9b}\u{202e}\u{2066}\u{200f}\u{200b}\u{3164}\u{feff}";

/// Every screen that shows names, and the keys that lead there from any tab.
const SCREENS: [(&str, &str, &str); 9] = [
    ("booking search", "1 /", "5678"),
    ("list", "2", ""),
    ("day", "3", ""),
    ("requests", "4", ""),
    ("closures", "5 Tab", ""),
    ("texts", "6", ""),
    ("payments", "6 Tab", ""),
    ("figures", "7", ""),
    ("my page", "2 Enter", ""),
];

/// Somebody of this name who comes today, one who waits for the centre, one who has not paid; another
/// name beside each, and a day that is closed over one of them.
fn filled(name: &str, by: &str, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Desk, Lang::Ko, size);
    let mut phone = 5678;
    for (slot, method) in [
        (at(0, 9, 30), Some("cash")),
        (at(2, 9, 0), Some("cash")),
        (at(3, 9, 30), None),
    ] {
        for who in [name, "김하늘"] {
            let order = stage.book(&Person {
                phone: &format!("0101234{phone}"),
                slot,
                method,
                ..Person::named(who)
            });
            if slot == at(0, 9, 30) {
                stage.run(async |world| world.drain().await);
                let id = OrderRef::Id(OrderId(order.order.id));
                stage
                    .run(async |world| world.app.confirm(id, by.to_owned()).await)
                    .unwrap();
            }
            phone += 1;
        }
    }
    stage.run(async |world| {
        world.drain().await;
        drop(world.app.close(at(2, 9, 0).date, None).await.unwrap());
    });
    stage.begin();
    stage
}

/// Where the frames stand, and in which column the telephone numbers of the list begin. Beside a list they may
/// be wrapped into another line.
fn shape(screen: &str) -> (Vec<(usize, usize)>, Option<usize>) {
    let mut frames = Vec::new();
    let mut phones = Vec::new();
    for (row, line) in screen.lines().enumerate() {
        let column = |at: usize| UnicodeWidthStr::width(&line[..at]);
        frames.extend(
            line.match_indices(['│', '╭', '╮', '╰', '╯'])
                .map(|(at, _)| (row, column(at))),
        );
        phones.extend(line.match_indices("010-1234-").map(|(at, _)| column(at)));
    }
    (frames, phones.into_iter().min())
}

fn draws_nothing_that_steers(stage: &Stage, where_at: &str) {
    let screen = stage.screen();
    let steers = |c: &char| c.is_control() && *c != '\n' || STEERING.contains(*c) && !c.is_ascii();
    let found: Vec<char> = screen.chars().filter(steers).collect();
    assert!(found.is_empty(), "{where_at}: {found:?}\n{screen}");
}

#[test]
fn a_name_of_any_width_moves_no_column_on_any_screen() {
    let long = ["W".repeat(40), "가".repeat(20), "やまだ".repeat(6)];
    let decomposed = "\u{1112}\u{1169}\u{11bc}\u{1100}\u{1175}\u{11af}\u{1103}\u{1169}\u{11bc}";
    let names = long.iter().map(String::as_str).chain([decomposed, "O'Brien-Kim (2)/3"]);
    let names: Vec<&str> = names.collect();
    for size in [(80, 24), (120, 40)] {
        let mut usual = filled("홍길동", "admin", size);
        let mut strange: Vec<Stage> = names.iter().map(|name| filled(name, STEERING, size)).collect();
        for (screen, keys, typed) in SCREENS {
            for stage in strange.iter_mut().chain([&mut usual]) {
                stage.press("Esc Esc Esc");
                stage.press(keys);
                stage.write(typed);
            }
            let expected = shape(&usual.screen());
            for (stage, name) in strange.iter().zip(&names) {
                draws_nothing_that_steers(stage, screen);
                let seen = stage.screen();
                assert_eq!(shape(&seen), expected, "{screen} of {name}:\n{seen}");
            }
        }
    }
}

#[test]
fn what_steers_a_terminal_is_taken_out_of_what_is_typed_or_refused() {
    let mut stage = Stage::open(Role::Desk, Lang::En);
    stage.press("/ Tab");
    stage.paste(&format!("Kim{STEERING}Min"));
    draws_nothing_that_steers(&stage, "the form");
    stage.press("Enter");
    stage.paste(&format!("010{STEERING}12345678"));
    stage.press("Enter");
    stage.paste("1990-01-01");
    stage.press("Enter m Enter Enter Enter");
    draws_nothing_that_steers(&stage, "the answer");
    assert_eq!(
        stage.number("SELECT count(*) FROM orders WHERE name LIKE '%' || char(27) || '%'"),
        0
    );
    let mut kiosk = Stage::open(Role::Customer, Lang::En);
    kiosk.press("Enter Enter Tab Enter");
    kiosk.paste(&format!("{STEERING}Kim"));
    draws_nothing_that_steers(&kiosk, "the kiosk");
}

#[test]
fn a_name_that_somebody_put_into_the_database_is_told_as_damage_and_not_drawn() {
    for (screen, keys) in [("list", "2"), ("day", "3"), ("requests", "4"), ("texts", "6")] {
        let mut stage = filled("홍길동", "admin", (80, 24));
        stage.sql("UPDATE orders SET name = 'x' || char(27) || '[31m' || char(8238) || 'y' WHERE name = '홍길동'");
        stage.sql("UPDATE outbox SET text = 'x' || char(27) || '[31m' || char(8238) || 'y'");
        stage.press("Esc Esc");
        stage.press(keys);
        draws_nothing_that_steers(&stage, screen);
    }
}
