//! A few people who have booked: what the lists and the sheets are tested with.

use healthcenter::app::{self, Answer, Book, When};
use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::package::PackageCode;
use jiff::SignedDuration;
use jiff::civil::{Date, date, time};

use super::stage::Stage;

/// The day that the stage stands on.
pub const TODAY: Date = date(2026, 11, 30);

/// Somebody, and how the booking is paid; none leaves it held.
pub struct Person<'a> {
    pub name: &'a str,
    pub phone: &'a str,
    pub package: &'a str,
    pub slot: SlotTime,
    pub method: Option<&'a str>,
}

impl Person<'_> {
    /// Who nobody minds: cash, basic, tomorrow at half past eight.
    pub fn named(name: &str) -> Person<'_> {
        Person {
            name,
            phone: "01012345678",
            package: "basic",
            slot: at(1, 8, 30),
            method: Some("cash"),
        }
    }
}

/// A half-hour of December 2026; the day 0 is the stage's own, 30 November.
pub fn at(day: i8, hour: i8, minute: i8) -> SlotTime {
    let day = if day == 0 { TODAY } else { date(2026, 12, day) };
    SlotTime::new(day, time(hour, minute, 0, 0))
}

impl Stage {
    /// Books a person.
    pub fn book(&self, person: &Person<'_>) -> Answer {
        let book = Book {
            customer: app::customer(
                Some(person.name),
                Some(person.phone),
                Some("1980-01-31"),
                Some("m"),
                TODAY,
            )
            .unwrap(),
            package: PackageCode::parse(person.package).unwrap(),
            agreed: None,
            when: When::At(person.slot),
            tender: app::tender(person.method, None, None).unwrap(),
            hold_only: person.method.is_none(),
            rehearse: false,
            key: None,
        };
        self.run(async |world| world.app.book(book).await).unwrap()
    }

    /// The worker does all that is due, and the centre confirms.
    pub fn confirm(&self, order: &Answer) {
        self.run(async |world| world.drain().await);
        self.run(async |world| world.confirm(OrderId(order.order.id)).await)
            .unwrap();
        self.run(async |world| world.drain().await);
    }

    /// Six people: confirmed, requested, held, in doubt, cancelled, and one with a long name.
    pub fn six_people(&self) {
        let minute = SignedDuration::from_mins(1);
        let hong = self.book(&Person::named("홍길동"));
        self.confirm(&hong);
        self.world.pass(minute);
        self.book(&Person {
            phone: "01099998888",
            package: "prime",
            slot: at(1, 9, 0),
            ..Person::named("김철수")
        });
        self.world.pass(minute);
        let gone = self.book(&Person {
            phone: "01055556666",
            slot: at(2, 8, 0),
            ..Person::named("이영희")
        });
        self.run(async |world| world.cancel(OrderId(gone.order.id)).await)
            .unwrap();
        self.world.pass(minute);
        self.book(&Person {
            phone: "01077771234",
            package: "nhis",
            slot: at(3, 8, 0),
            ..Person::named("Alexandra Featherstonehaugh")
        });
        self.run(async |world| world.drain().await);
        self.world.pass(minute);
        self.book(&Person {
            phone: "01044443333",
            package: "heart",
            slot: at(4, 9, 30),
            method: None,
            ..Person::named("한가람")
        });
    }
}
