//! What the doctor says has words, in both languages.

use healthcenter::domain::lang::Lang;
use healthcenter::words::Words;

/// The keys that stand in the doctor's code behind `before`.
fn keys<'a>(code: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_finding_has_a_sentence_in_both_languages() {
    let mut found = 0;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctor");
    for file in std::fs::read_dir(folder).unwrap() {
        let code = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let literals = ["says: \"", "Said::new(\"", "\"overdue_", "=> \"rows_"];
        for (before, whole) in literals.into_iter().zip(["", "", "overdue_", "rows_"]) {
            for key in keys(&code, before) {
                let key = format!("{whole}{key}");
                for lang in Lang::ALL {
                    let said = Words::new(lang).get("doctor", &key);
                    assert!(!said.starts_with("doctor."), "{key} has no words in {lang:?}");
                }
                found += 1;
            }
        }
    }
    assert!(found > 70, "{found} sentences");
}
