//! What belongs to the terminal itself.

use healthcenter::domain::lang::Lang;
use healthcenter::tui::Role;
use healthcenter::tui::look::{Glyphs, Theme};
use healthcenter::tui::place::Tab;

use super::{Task, done_with_either_hand};
use crate::tui::stage::Stage;

fn terminal() -> Stage {
    Stage::open(Role::Nobody, Lang::En)
}

#[test]
fn the_terminal_is_set_as_one_likes() {
    done_with_either_hand(
        terminal,
        &[
            Task {
                what: "the language",
                keys: |stage| stage.press("F2"),
                mouse: |stage| stage.command("한국어"),
                done: |stage| stage.shows(&["0 처음", "1 예약"]),
            },
            Task {
                what: "the colours",
                keys: |stage| stage.press("F3"),
                mouse: |stage| stage.command("colours: dark, light, none"),
                done: |stage| assert_eq!(stage.model.scene.look.theme, Theme::Light),
            },
            Task {
                what: "what frames are drawn with",
                keys: |stage| stage.press("F4"),
                mouse: |stage| stage.command("drawing: Unicode, ASCII"),
                done: |stage| assert_eq!(stage.model.scene.look.glyphs, Glyphs::Ascii),
            },
            Task {
                what: "help, and away with it",
                keys: |stage| {
                    stage.press("?");
                    stage.shows(&["any other key closes"]);
                    stage.press("Esc");
                },
                mouse: |stage| {
                    stage.click("? help");
                    stage.shows(&["any other key closes"]);
                    stage.click("any other key closes");
                },
                done: |stage| assert!(stage.model.modals.is_empty()),
            },
            Task {
                what: "a command by its name",
                keys: |stage| {
                    stage.press("C-p");
                    stage.write("figures");
                    stage.press("Enter");
                },
                mouse: |stage| stage.command("figures"),
                done: |stage| assert_eq!(stage.model.tab, Tab::Dashboard),
            },
            Task {
                what: "out of the commands again",
                keys: |stage| stage.press("C-p Esc"),
                mouse: |stage| {
                    stage.click("all commands");
                    stage.click_at(1, 1);
                },
                done: |stage| assert!(stage.model.modals.is_empty()),
            },
            Task {
                what: "the log",
                keys: |stage| stage.press("F12"),
                mouse: |stage| stage.command("log"),
                done: |stage| stage.shows(&["Nothing was logged."]),
            },
            Task {
                what: "another role",
                keys: |stage| stage.press("1 Esc 0 a"),
                mouse: |stage| {
                    stage.click("1 Book");
                    stage.click("0 Start");
                    stage.click("Centre admin");
                },
                done: |stage| assert_eq!(stage.model.scene.role, Role::Admin),
            },
            Task {
                what: "quit",
                keys: |stage| stage.press("q y"),
                mouse: |stage| {
                    stage.command("quit");
                    stage.click("[ Yes ]");
                },
                done: |stage| assert!(stage.quit),
            },
        ],
    );
}
