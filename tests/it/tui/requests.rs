//! The queue of requests: one by one, two hundred at once, and with another admin at work.

use healthcenter::app::When;
use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::payment::Method;
use healthcenter::store::orders::OrderRef;
use healthcenter::tui::Role;
use jiff::civil::{date, time};
use ratatui::style::Color;

use super::people::Person;
use super::stage::Stage;
use crate::doctor::world::{Booking, World, id};

/// Six people who have paid, each at a time of their own.
async fn six(world: &World) {
    let people = [
        ("홍길동", "01012345678", "basic"),
        ("김서연", "01023456789", "prime"),
        ("Alice Kim", "01034567890", "heart"),
        ("박지호", "01045678901", "nhis"),
        ("최유나", "01056789012", "women"),
        ("남궁하늘", "01067890123", "basic"),
    ];
    for (n, (name, phone, package)) in (1i8..).zip(people) {
        let booking = Booking {
            name,
            phone,
            package,
            sex: if package == "women" { "f" } else { "m" },
            when: at(n, 8),
            method: if package == "nhis" {
                Method::NoCharge
            } else {
                Method::Cash
            },
        };
        world.book_for(booking).await;
    }
    world.drain().await;
}

fn at(day: i8, hour: i8) -> When {
    let day = if day < 6 { day } else { day + 1 };
    When::At(SlotTime::new(date(2026, 12, day), time(hour, 30, 0, 0)))
}

fn with_six(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Admin, lang, size);
    stage.run(six);
    stage.begin();
    stage
}

#[test]
fn the_queue_is_whole_at_both_sizes_in_both_languages() {
    for (lang, size, name) in [
        (Lang::Ko, (80, 24), "requests_80_ko"),
        (Lang::En, (80, 24), "requests_80_en"),
        (Lang::Ko, (120, 40), "requests_120_ko"),
        (Lang::En, (120, 40), "requests_120_en"),
    ] {
        let stage = with_six(lang, size);
        insta::assert_snapshot!(name, stage.screen());
    }
}

#[test]
fn one_is_confirmed_with_one_key_and_leaves_the_list() {
    let mut stage = with_six(Lang::Ko, (80, 24));
    stage.shows(&["예약 요청 6건", "홍길동", "정원 2명 중 1명 예약"]);
    stage.press("c");
    stage.shows(&["홍길동: 확정했습니다", "예약 요청 5건"]);
    stage.press("Esc ㅓ ㅊ");
    stage.shows(&["Alice Kim: 확정했습니다", "예약 요청 4건"]);
    stage.run(async |world| world.is_well("two confirmed").await);
}

#[test]
fn a_rejection_asks_why_and_gives_the_money_back() {
    let mut stage = with_six(Lang::Ko, (80, 24));
    stage.press("j x");
    stage.run(async |world| drop(world.confirm(OrderId(1)).await.unwrap()));
    stage.changed();
    stage.press("Enter");
    stage.shows(&["사유가 비어 있습니다.", "김서연님의 예약 요청을 거절하는 사유"]);
    stage.paste("내시경실 점검");
    stage.press("Enter");
    stage.shows(&[
        "김서연: 거절했습니다. 현금 350,000원을",
        "돌려드리세요.",
        "예약 요청 4건",
    ]);
    stage.press("x Esc");
    stage.shows(&["예약 요청 4건"]);
    stage.run(async |world| world.is_well("a rejection").await);
}

#[test]
fn a_rejection_says_what_is_left_to_be_done_for_the_money_to_go_back() {
    for (package, method, said) in [
        ("basic", "card", "홍길동: 거절하고 환불했습니다."),
        ("basic", "company", "홍길동: 거절했습니다. 회사 청구에서 50,000원을"),
        ("nhis", "none", "홍길동: 거절했습니다."),
    ] {
        let mut stage = Stage::prepared(Role::Admin, Lang::Ko, (80, 24));
        stage.book(&Person {
            package,
            method: Some(method),
            ..Person::named("홍길동")
        });
        stage.run(async |world| world.drain().await);
        stage.begin();
        stage.press("x");
        stage.write("정전");
        stage.press("Enter");
        stage.shows(&[said]);
    }
}

#[test]
fn two_hundred_are_confirmed_in_three_keys_with_a_result_each() {
    let mut stage = Stage::prepared(Role::Admin, Lang::Ko, (80, 24));
    let taken = stage.run(async |world: &World| {
        let mut ids = Vec::new();
        for _ in 0..200 {
            ids.push(id(&world.book(When::Earliest(None), Some(Method::Cash)).await.unwrap()));
        }
        world.drain().await;
        ids[3]
    });
    stage.begin();
    stage.shows(&["예약 요청 200건"]);
    stage.press("a");
    stage.shows(&["200건 표시"]);
    // Meanwhile another admin decides one of them, and this screen has not looked again yet.
    stage.run(async |world| drop(world.app.confirm(OrderRef::Id(taken), "박관리".into()).await.unwrap()));
    let before = stage.keys;
    stage.press("c");
    stage.shows(&["예약 요청 200건을 확정할까요?"]);
    stage.press("y");
    assert_eq!(stage.keys - before, 2, "with the mark, three keys");
    stage.shows(&["모두 200건", "✔ 199건 확정", "✘ 1건 처리 못 함", "끝났습니다."]);
    stage.shows(&["박관리님이 11/30(월) 09:00에 이미 확정했습니다."]);
    insta::assert_snapshot!("requests_results_ko", stage.screen());
    assert_ne!(
        stage.style_of("✘ 1건"),
        stage.style_of("✔ 199건"),
        "what was refused stands out"
    );
    stage.press("Esc");
    stage.shows(&["확인할 예약 요청이 없습니다."]);
    stage.run(async |world| world.is_well("two hundred confirmed").await);
}

#[test]
fn what_another_admin_decides_goes_away_and_the_rest_stays_as_it_was() {
    let mut stage = with_six(Lang::Ko, (80, 24));
    stage.press("j j Space");
    stage.shows(&["◆ 12/3", "1건 표시"]);
    let gone = stage.run(async |world: &World| world.confirm(OrderId(1)).await.unwrap().name);
    stage.changed();
    stage.shows_no(&gone);
    stage.shows(&["예약 요청 5건", "◆ 12/3", "1건 표시", "박지호  남"]);
    stage.run(async |world| drop(world.confirm(OrderId(3)).await.unwrap()));
    stage.press("c");
    stage.shows(&["Alice Kim: admin님이", "에 이미"]);
}

#[test]
fn the_list_is_narrowed_and_esc_takes_one_thing_away_at_a_time() {
    let mut stage = with_six(Lang::Ko, (80, 24));
    stage.press("/");
    stage.write("ㅎㄱ");
    stage.shows(&["예약 요청 1건", "홍길동"]);
    stage.press("Enter a Esc");
    stage.shows(&["예약 요청 6건", "1건 표시"]);
    stage.press("Esc");
    stage.shows_no("1건 표시");
    stage.press("p 2");
    stage.shows(&["예약 요청 2건", "p 기본 종합검진", "남궁하늘"]);
    stage.press("d 5");
    stage.write("12/2~12/5");
    stage.press("Enter");
    stage.shows(&["조건에 맞는 예약 요청이 없습니다.", "12/2~12/5"]);
    stage.press("Esc d 5");
    stage.write("어제쯤");
    stage.press("Enter");
    stage.shows(&["'어제쯤'은(는) 날짜가 아닙니다."]);
    stage.press("Esc s");
    stage.shows(&["s 최신순"]);
}

#[test]
fn the_mouse_alone_marks_and_confirms() {
    let mut stage = with_six(Lang::En, (80, 24));
    stage.click("Wed 2 Dec");
    stage.click("Alice Kim");
    stage.shows(&["Heart and brain vessel checkup"]);
    stage.click("mark all");
    stage.shows(&["6 marked"]);
    stage.click("confirm");
    stage.click("[ Yes ]");
    stage.shows(&["6 confirmed", "Finished."]);
    stage.click("close");
    stage.shows(&["No request waits for the centre."]);
}

#[test]
fn a_long_name_stays_in_its_column_in_ascii_and_without_colour_too() {
    let mut stage = Stage::prepared(Role::Admin, Lang::Ko, (80, 24));
    stage.run(async |world: &World| {
        let booking = Booking {
            name: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            phone: "01012345678",
            package: "basic",
            sex: "m",
            when: at(1, 8),
            method: Method::Cash,
        };
        world.book_for(booking).await;
        world.drain().await;
    });
    stage.begin();
    stage.press("Space F3 F3 F4");
    stage.shows(&[
        "* 12/1(화) 08:30  AAAAAAAAA~ 기본 종합검진",
        "+ 예약 요청 1건 - 1건 표시 ---",
    ]);
    let style = stage.style_of("기본 종합검진");
    assert_eq!(
        (style.fg, style.bg),
        (Some(Color::Reset), Some(Color::Reset)),
        "no colours"
    );
}
