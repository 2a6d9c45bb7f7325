//! The day sheet for a spreadsheet and for a printer: a visitor a line, `name|phone|birth|package|status`.
//! What is written reads back as what it was, no cell is a formula, no printed line is wider than its paper.

use std::sync::{Arc, OnceLock};

use healthcenter::app::Rules;
use healthcenter::app::reads::{Roster, RosterSlot};
use healthcenter::assets;
use healthcenter::domain::birth::BirthDate;
use healthcenter::domain::calendar::{OpeningHours, SlotTime};
use healthcenter::domain::cancellation::RefundTiers;
use healthcenter::domain::code::BookingCode;
use healthcenter::domain::customer::Customer;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::money::Won;
use healthcenter::domain::name::PersonName;
use healthcenter::domain::order::{Order, OrderStatus};
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::Method;
use healthcenter::domain::phone::Phone;
use healthcenter::domain::sex::Sex;
use healthcenter::domain::slot::Occupancy;
use healthcenter::store::roster::Visitor;
use healthcenter::tui::log::LogLines;
use healthcenter::tui::look::{Glyphs, Look, Theme};
use healthcenter::tui::screens::day::sheet;
use healthcenter::tui::{Gateways, Role, Scene, text};
use healthcenter::words::Words;
use jiff::civil::{Date, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::said::{assert_shows, lang};

const DAY: Date = date(2026, 12, 1);
const COLUMNS: usize = 8;
/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

pub fn check(data: &[u8]) {
    let lines = String::from_utf8_lossy(data);
    let visitors: Vec<Visitor> = lines.lines().take(16).zip(1..).filter_map(visitor).collect();
    let roster = roster(visitors);
    let scene = scene(lang(data));
    spreadsheet(&roster, &scene);
    for line in sheet::as_text(&roster, &scene).lines() {
        assert_shows(line);
        assert!(text::width(line) <= 80, "{line:?} is wider than the paper");
    }
}

fn spreadsheet(roster: &Roster, scene: &Scene) {
    let written = sheet::as_csv(roster, scene).expect("it is written into memory");
    let mut reader = ::csv::Reader::from_reader(written.trim_start_matches('\u{FEFF}').as_bytes());
    assert_eq!(reader.headers().map(::csv::StringRecord::len).ok(), Some(COLUMNS));
    let rows: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("a table");
    let visitors: Vec<&Visitor> = roster.slots.iter().flat_map(|slot| &slot.visitors).collect();
    assert_eq!(rows.len(), visitors.len(), "{written}");
    for (row, visitor) in rows.iter().zip(visitors) {
        assert_eq!(row.len(), COLUMNS, "{row:?}");
        for cell in row {
            assert_shows(cell);
            assert!(!cell.starts_with(FORMULA), "{cell:?} is a formula");
        }
        let cell = |n: usize| row.get(n).unwrap_or_default();
        let customer = &visitor.order.customer;
        assert_eq!(cell(1), as_a_cell(customer.name.as_str()));
        assert_eq!(
            cell(2),
            customer.phone.as_ref().map(ToString::to_string).unwrap_or_default()
        );
        assert_eq!(BookingCode::parse(cell(7)).as_ref(), Ok(&visitor.order.code));
    }
}

/// What begins like a formula has an apostrophe before it, and everything else is itself.
fn as_a_cell(text: &str) -> String {
    if text.starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn visitor((line, n): (&str, u64)) -> Option<Visitor> {
    let mut cells = line.split('|');
    let mut next = || cells.next().unwrap_or_default();
    let customer = Customer {
        name: PersonName::parse(next()).unwrap_or(PersonName::unknown()),
        phone: Phone::parse(next()).ok(),
        birth: BirthDate::parse(next(), DAY).ok(),
        sex: [None, Some(Sex::Male), Some(Sex::Female)][line.len() % 3],
    };
    let package = PackageCode::parse(next())
        .or_else(|_| PackageCode::parse("basic"))
        .ok()?;
    let order = Order {
        id: OrderId(n.try_into().ok()?),
        code: BookingCode::from_random(n.wrapping_mul(0x9E37_79B9_7F4A_7C15))?,
        seq: 1,
        status: OrderStatus::parse(next()).unwrap_or(OrderStatus::Confirmed),
        package,
        slot: slot(),
        price: Won::MAX,
        customer,
        created_at: Timestamp::UNIX_EPOCH,
        hold_expires_at: Timestamp::UNIX_EPOCH,
        keeps_place: true,
        payment: None,
        reservation: None,
        ending: None,
    };
    Some(Visitor {
        order,
        paid_by: Method::ALL.get(line.len() % 8).copied(),
        is_paid: line.len().is_multiple_of(2),
        confirmed: None,
    })
}

fn slot() -> SlotTime {
    SlotTime::new(DAY, time(8, 30, 0, 0))
}

fn roster(visitors: Vec<Visitor>) -> Roster {
    let place = Occupancy {
        slot: slot(),
        capacity: 16,
        taken: 16,
    };
    Roster {
        date: DAY,
        closed: None,
        slots: vec![RosterSlot { place, visitors }],
    }
}

/// A centre's decisions.
pub fn rules() -> &'static Arc<Rules> {
    static RULES: OnceLock<Arc<Rules>> = OnceLock::new();
    RULES.get_or_init(|| {
        Arc::new(Rules {
            centre_name: "한빛검진센터".into(),
            centre_phone: "0212345678".into(),
            timezone: TimeZone::get("Asia/Seoul").expect("a time zone"),
            text_lang: Lang::Ko,
            opening: OpeningHours::default(),
            holidays: assets::holidays(),
            catalogue: assets::catalogue(),
            usual_capacity: 16,
            hold: SignedDuration::from_mins(10),
            max_orders_per_phone: 5,
            horizon_days: 90,
            refund_tiers: RefundTiers::new(Vec::new()).expect("tiers"),
        })
    })
}

fn scene(lang: Lang) -> Scene {
    Scene {
        now: Timestamp::UNIX_EPOCH,
        words: Words::new(lang),
        first_lang: lang,
        look: Look {
            theme: Theme::Dark,
            glyphs: Glyphs::Unicode,
        },
        rules: Arc::clone(rules()),
        gateways: Gateways {
            payment: false,
            sms: false,
        },
        by: String::new(),
        role: Role::Desk,
        kiosk_pin: None,
        kiosk_idle: SignedDuration::from_secs(60),
        log: LogLines::default(),
        size: (80, 24),
        unread: false,
    }
}
