//! The catalogue with which a new database begins.
//!
//! Instructions for the preparation stand once in the file and are named by the exams that need
//! them, so two exams can never ask for two different fasts.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::AssetFault;
use crate::domain::{
    lang::Words,
    money::Won,
    package::{Catalogue, Exam, ExamCode, Package, PackageCode},
    sex::Sex,
};

const SOURCE: &str = include_str!("../../assets/catalogue.toml");

/// The packages and exams as shipped.
pub fn catalogue() -> Arc<LazyLock<Catalogue>> {
    // That the shipped file can be read is a test, so there is no fault to hand on here.
    Arc::new(LazyLock::new(|| read(SOURCE).unwrap_or_default()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    instruction: BTreeMap<String, Bilingual>,
    exam: Vec<ExamEntry>,
    package: Vec<PackageEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bilingual {
    ko: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExamEntry {
    code: String,
    name: Bilingual,
    #[serde(default)]
    preparation: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageEntry {
    code: String,
    name: Bilingual,
    price: i64,
    sex: Option<String>,
    minutes: u16,
    exams: Vec<String>,
}

fn read(source: &str) -> Result<Catalogue, AssetFault> {
    let file: File = toml::from_str(source)?;
    let exams = file
        .exam
        .into_iter()
        .map(|entry| exam(entry, &file.instruction))
        .collect::<Result<Vec<_>, _>>()?;
    let packages = file.package.into_iter().map(package).collect::<Result<Vec<_>, _>>()?;
    Ok(Catalogue::new(packages, exams)?)
}

fn exam(entry: ExamEntry, known: &BTreeMap<String, Bilingual>) -> Result<Exam, AssetFault> {
    let (mut ko, mut en) = (Vec::new(), Vec::new());
    for name in &entry.preparation {
        let Some(instruction) = known.get(name) else {
            return Err(AssetFault::Instruction {
                exam: entry.code,
                instruction: name.clone(),
            });
        };
        ko.push(instruction.ko.as_str());
        en.push(instruction.en.as_str());
    }
    Ok(Exam {
        code: ExamCode::parse(&entry.code)?,
        preparation: Words::new(ko.join("\n"), en.join("\n")),
        name: Words::new(entry.name.ko, entry.name.en),
    })
}

fn package(entry: PackageEntry) -> Result<Package, AssetFault> {
    let sex = entry
        .sex
        .map(|text| Sex::parse(&text).ok_or(AssetFault::Sex(text)))
        .transpose()?;
    Ok(Package {
        code: PackageCode::parse(&entry.code)?,
        name: Words::new(entry.name.ko, entry.name.en),
        price: Won::new(entry.price)?,
        sex,
        minutes: entry.minutes,
        exams: entry
            .exams
            .iter()
            .map(|code| ExamCode::parse(code))
            .collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ksx1001, lang::Lang, text};

    #[test]
    fn the_centre_sells_five_packages() {
        let catalogue = read(SOURCE).unwrap();
        let sold: Vec<(&str, i64, Option<Sex>)> = catalogue
            .packages()
            .iter()
            .map(|p| (p.code.as_str(), p.price.get(), p.sex))
            .collect();
        assert_eq!(
            sold,
            [
                ("basic", 50_000, None),
                ("prime", 350_000, None),
                ("nhis", 0, None),
                ("women", 420_000, Some(Sex::Female)),
                ("heart", 680_000, None),
            ]
        );
    }

    #[test]
    fn every_package_has_exams_and_takes_time() {
        let catalogue = read(SOURCE).unwrap();
        for package in catalogue.packages() {
            assert!(package.exams.len() >= 5, "{}", package.code);
            assert!((30..=300).contains(&package.minutes), "{}", package.code);
        }
    }

    #[test]
    fn every_package_begins_with_the_fast_and_says_nothing_twice() {
        let catalogue = read(SOURCE).unwrap();
        for package in catalogue.packages() {
            let ko = catalogue.preparation(package, Lang::Ko);
            let en = catalogue.preparation(package, Lang::En);
            assert_eq!(ko.len(), en.len(), "{}", package.code);
            assert!(ko[0].contains("21:00") && ko[0].contains("8시간"), "{}", ko[0]);
            assert!(en[0].contains("21:00") && en[0].contains("8 hours"), "{}", en[0]);
            assert!(ko.iter().any(|line| line.contains("혈압약") && line.contains("06:00")));
            assert!(ko.iter().any(|line| line.contains("당뇨약")));
        }
    }

    #[test]
    fn endoscopy_asks_about_blood_thinners_and_colonoscopy_for_three_days() {
        let catalogue = read(SOURCE).unwrap();
        let of = |code: &str| {
            let code = ExamCode::parse(code).unwrap();
            catalogue.exam(&code).unwrap().preparation.clone()
        };
        for code in ["gastroscopy", "colonoscopy"] {
            assert!(of(code).ko.contains("항혈전제"), "{code}");
            assert!(of(code).en.contains("doctor"), "{code}");
        }
        assert!(of("colonoscopy").ko.contains("3일 전"));
        assert!(of("colonoscopy").en.contains("3 days"));
        assert!(!of("chest-xray").ko.contains("21:00"));
    }

    #[test]
    fn every_text_can_be_sent() {
        let catalogue = read(SOURCE).unwrap();
        for exam in catalogue.exams() {
            for words in [&exam.preparation.ko, &exam.preparation.en] {
                assert_eq!(ksx1001::first_unencodable(words), None, "{words}");
                for line in words.lines() {
                    assert_eq!(text::clean(line), line);
                }
            }
        }
        assert_eq!(ksx1001::first_unencodable(SOURCE), None);
    }

    #[test]
    fn a_mistake_in_the_file_is_named() {
        let fault = |from: &str, to: &str| {
            assert!(SOURCE.contains(from), "{from}");
            read(&SOURCE.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            fault("price = 50000", "price = -1"),
            "catalogue.toml: an amount cannot be negative: -1 won"
        );
        assert_eq!(
            fault("sex = \"f\"", "sex = \"w\""),
            "catalogue.toml: 'w' is not a sex: m or f"
        );
        assert_eq!(
            fault("[instruction.fast]", "[instruction.past]"),
            "catalogue.toml: the exam 'blood' names the unknown instruction 'fast'"
        );
        assert_eq!(
            fault("code = \"prime\"", "code = \"basic\""),
            "catalogue.toml: the package 'basic' stands there twice"
        );
        assert!(fault("minutes = ", "minuets = ").contains("minuets"));
    }
}
