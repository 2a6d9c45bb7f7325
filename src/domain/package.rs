//! What the centre sells: packages, the exams in them, and how to prepare for each exam.
//!
//! Preparation belongs to the exam, because exams are what stomachs and blood thinners interfere
//! with. Several exams of a package ask for the same fast, so its lines are shown once.

use std::{collections::BTreeSet, fmt};

use thiserror::Error;

use super::{
    ksx1001,
    lang::{Lang, Words},
    money::Won,
    sex::Sex,
    text::{self, TextFault},
};

/// The code of a package: 1 to 24 of `a-z`, `0-9` and hyphens, beginning with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageCode(String);

/// The code of an exam, of the same shape as a package's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExamCode(String);

/// Why a package, an exam or their catalogue was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CatalogueFault {
    #[error("'{0}' is not a code: 1 to 24 small letters, digits and hyphens")]
    Code(String),
    #[error("the exam '{0}' stands there twice")]
    ExamTwice(ExamCode),
    #[error("the package '{0}' stands there twice")]
    PackageTwice(PackageCode),
    #[error("the package '{package}' names the unknown exam '{exam}'")]
    UnknownExam { package: PackageCode, exam: ExamCode },
    #[error("the name of '{code}' {fault}")]
    Name { code: String, fault: TextFault },
}

impl PackageCode {
    /// Reads a code exactly as stored; upper case is refused.
    pub fn parse(text: &str) -> Result<PackageCode, CatalogueFault> {
        code(text).map(PackageCode)
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ExamCode {
    /// Reads a code exactly as stored; upper case is refused.
    pub fn parse(text: &str) -> Result<ExamCode, CatalogueFault> {
        code(text).map(ExamCode)
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for ExamCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn code(text: &str) -> Result<String, CatalogueFault> {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if (1..=24).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-') {
        Ok(text.to_owned())
    } else {
        // A code that long is a mistake of another kind; its beginning says enough.
        Err(CatalogueFault::Code(text.chars().take(40).collect()))
    }
}

/// One examination; each line of `preparation` is one instruction, none when it is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exam {
    pub code: ExamCode,
    pub name: Words,
    pub preparation: Words,
}

/// One product: its price, for whom it is (`None`: for everyone), how many minutes it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub code: PackageCode,
    pub name: Words,
    pub price: Won,
    pub sex: Option<Sex>,
    pub minutes: u16,
    pub exams: Vec<ExamCode>,
}

impl Package {
    /// The longest name in EUC-KR bytes, so that it fits on a line of a text.
    pub const NAME_LIMIT: usize = 40;
}

/// All packages and exams, in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    packages: Vec<Package>,
    exams: Vec<Exam>,
}

impl Catalogue {
    /// Checks that codes are unique, that every exam of a package exists, and that every name has at
    /// most 40 EUC-KR bytes.
    pub fn new(packages: Vec<Package>, exams: Vec<Exam>) -> Result<Catalogue, CatalogueFault> {
        let mut known = BTreeSet::new();
        for exam in &exams {
            check_name(exam.code.as_str(), &exam.name)?;
            if !known.insert(&exam.code) {
                return Err(CatalogueFault::ExamTwice(exam.code.clone()));
            }
        }
        let mut seen = BTreeSet::new();
        for package in &packages {
            check_name(package.code.as_str(), &package.name)?;
            if !seen.insert(&package.code) {
                return Err(CatalogueFault::PackageTwice(package.code.clone()));
            }
            if let Some(exam) = package.exams.iter().find(|exam| !known.contains(exam)) {
                return Err(CatalogueFault::UnknownExam {
                    package: package.code.clone(),
                    exam: exam.clone(),
                });
            }
        }
        Ok(Catalogue { packages, exams })
    }

    /// All packages.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// All exams, also those in no package.
    pub fn exams(&self) -> &[Exam] {
        &self.exams
    }

    /// The package with that code.
    pub fn package(&self, code: &PackageCode) -> Option<&Package> {
        self.packages.iter().find(|package| package.code == *code)
    }

    /// The exam with that code.
    pub fn exam(&self, code: &ExamCode) -> Option<&Exam> {
        self.exams.iter().find(|exam| exam.code == *code)
    }

    /// What to do before the examination, an instruction each, in the order of the exams, none twice.
    pub fn preparation(&self, package: &Package, lang: Lang) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        package
            .exams
            .iter()
            .filter_map(|code| self.exam(code))
            .flat_map(|exam| exam.preparation.get(lang).lines())
            .map(str::trim)
            .filter(|line| !line.is_empty() && seen.insert(*line))
            .collect()
    }
}

fn check_name(code: &str, name: &Words) -> Result<(), CatalogueFault> {
    let limit = Package::NAME_LIMIT;
    for name in [&name.ko, &name.en] {
        let fault = match (text::check(name, limit), ksx1001::byte_len(name)) {
            (Err(fault), _) => fault,
            (Ok(()), Err(c)) => TextFault::Unencodable(c),
            (Ok(()), Ok(bytes)) if bytes > limit => TextFault::TooLong { limit },
            (Ok(()), Ok(_)) => continue,
        };
        let code = code.to_owned();
        return Err(CatalogueFault::Name { code, fault });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exam(code: &str, ko: &str) -> Exam {
        Exam {
            code: ExamCode::parse(code).unwrap(),
            name: Words::new("검사", "Exam"),
            preparation: Words::new(ko, ko.replace('가', "fast")),
        }
    }

    fn package(code: &str, exams: &[&str]) -> Package {
        Package {
            code: PackageCode::parse(code).unwrap(),
            name: Words::new("기본 종합검진", "Basic checkup"),
            price: Won::new(50_000).unwrap(),
            sex: None,
            minutes: 60,
            exams: exams.iter().map(|e| ExamCode::parse(e).unwrap()).collect(),
        }
    }

    #[test]
    fn codes_have_one_shape() {
        for text in ["basic", "prime", "chest-xray", "ct2", "2030", &"a".repeat(24)] {
            assert_eq!(PackageCode::parse(text).unwrap().as_str(), text);
            assert_eq!(ExamCode::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "Basic", "-a", "a b", "기본", "a_b", "a\n", &"a".repeat(25)] {
            let fault = CatalogueFault::Code(text.to_owned());
            assert_eq!(PackageCode::parse(text), Err(fault.clone()), "{text}");
            assert_eq!(ExamCode::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_package_is_found_by_its_code() {
        let catalogue = Catalogue::new(vec![package("basic", &["blood"])], vec![exam("blood", "")]).unwrap();
        let code = PackageCode::parse("basic").unwrap();
        assert_eq!(catalogue.package(&code).unwrap().price.get(), 50_000);
        let code = PackageCode::parse("prime").unwrap();
        assert_eq!(catalogue.package(&code), None);
    }

    #[test]
    fn an_instruction_is_given_once_in_order() {
        let exams = vec![
            exam("scope", "가1\n나"),
            exam("blood", "가1"),
            exam("urine", ""),
            exam("ct", "다\n가1\n"),
        ];
        let all = package("all", &["blood", "urine", "scope", "ct"]);
        let catalogue = Catalogue::new(vec![all], exams).unwrap();
        let all = &catalogue.packages()[0];
        assert_eq!(catalogue.preparation(all, Lang::Ko), ["가1", "나", "다"]);
        assert_eq!(catalogue.preparation(all, Lang::En), ["fast1", "나", "다"]);
    }

    #[test]
    fn a_catalogue_that_contradicts_itself_is_refused() {
        let refused = |packages, exams| Catalogue::new(packages, exams).unwrap_err().to_string();
        assert_eq!(
            refused(vec![], vec![exam("a", ""), exam("a", "")]),
            "the exam 'a' stands there twice"
        );
        assert_eq!(
            refused(vec![package("p", &[]), package("p", &[])], vec![]),
            "the package 'p' stands there twice"
        );
        assert_eq!(
            refused(vec![package("p", &["b"])], vec![exam("a", "")]),
            "the package 'p' names the unknown exam 'b'"
        );
        let mut odd = package("p", &[]);
        odd.name.ko = "가".repeat(21);
        assert_eq!(
            refused(vec![odd.clone()], vec![]),
            "the name of 'p' is too long, the limit is 40"
        );
        odd.name.ko = "펲".to_owned();
        assert_eq!(
            refused(vec![odd], vec![]),
            "the name of 'p' contains '펲', which an SMS cannot carry"
        );
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = PackageCode::parse(&text);
        }
    }
}
