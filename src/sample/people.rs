//! People who might come: the names, ages and numbers of a Korean centre, none of them anybody's. Numbers
//! beginning 010-1 are given to nobody.

use jiff::civil::{Date, date};
use rand::{Rng, RngExt};

use crate::domain::birth::BirthDate;
use crate::domain::customer::Customer;
use crate::domain::name::PersonName;
use crate::domain::phone::Phone;
use crate::domain::sex::Sex;

/// The frequent ones stand there more than once.
const FAMILY: [&str; 30] = [
    "김", "김", "김", "김", "김", "이", "이", "이", "이", "박", "박", "최", "정", "강", "조", "윤", "장", "임", "한",
    "오", "서", "신", "권", "황", "안", "송", "전", "홍", "류", "남궁",
];
const MEN: [&str; 24] = [
    "민수", "영호", "성진", "재현", "동욱", "준호", "상훈", "지훈", "현우", "태영", "병철", "광수", "정호", "승민",
    "도윤", "경식", "종길", "우진", "길동", "시우", "명수", "철", "건우", "용식",
];
const WOMEN: [&str; 24] = [
    "영희", "미경", "지은", "수진", "은정", "혜진", "유진", "서연", "민지", "경숙", "순자", "보람", "하은", "다혜",
    "정아", "현주", "소영", "명희", "지아", "수아", "옥분", "은", "나래", "춘자",
];
const FROM_ABROAD: [(&str, Sex); 8] = [
    ("Nguyen Thi Lan", Sex::Female),
    ("John Miller", Sex::Male),
    ("Wang Wei", Sex::Male),
    ("Maria Santos", Sex::Female),
    ("Tanaka Yuki", Sex::Female),
    ("Oleg Tsoi", Sex::Male),
    ("Emma Clark", Sex::Female),
    ("Batbayar Dorj", Sex::Male),
];

/// Somebody; none only if a name here could not be sent in a text.
pub fn somebody(dice: &mut impl Rng, this_year: i16) -> Option<Customer> {
    let (name, sex) = if dice.random_bool(0.05) {
        let (name, sex) = FROM_ABROAD[dice.random_range(0..FROM_ABROAD.len())];
        (name.to_owned(), sex)
    } else {
        let (given, sex) = if dice.random_bool(0.5) {
            (&MEN, Sex::Male)
        } else {
            (&WOMEN, Sex::Female)
        };
        let family = FAMILY[dice.random_range(0..FAMILY.len())];
        (format!("{family}{}", given[dice.random_range(0..given.len())]), sex)
    };
    let number = format!("0101{:07}", dice.random_range(0..10_000_000));
    Some(Customer {
        name: PersonName::parse(&name).ok()?,
        phone: Some(Phone::parse(&number).ok()?),
        birth: Some(BirthDate::from_date(birthday(dice, this_year))),
        sex: Some(sex),
    })
}

/// Two draws make the middle ages the most frequent: 22 to 78.
fn birthday(dice: &mut impl Rng, this_year: i16) -> Date {
    let age = 22 + dice.random_range(0..=28) + dice.random_range(0..=28);
    let (month, day) = (dice.random_range(1..=12), dice.random_range(1..=28));
    date(this_year - age, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;

    #[test]
    fn every_name_is_one() {
        for name in FAMILY
            .iter()
            .flat_map(|family| MEN.iter().chain(&WOMEN).map(move |given| format!("{family}{given}")))
        {
            assert!(PersonName::parse(&name).is_ok(), "{name}");
        }
        for (name, _) in FROM_ABROAD {
            assert!(PersonName::parse(name).is_ok(), "{name}");
        }
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(1);
        assert!((0..1_000).all(|_| somebody(&mut dice, 2026).is_some()));
    }
}
