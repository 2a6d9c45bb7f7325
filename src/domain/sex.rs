//! The sex of a customer: some exams exist for one sex only.

/// Male or female, as on the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    /// Reads `m` or `f` in either case, or `남` or `여`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Sex> {
        match text.trim() {
            "m" | "M" | "남" => Some(Sex::Male),
            "f" | "F" | "여" => Some(Sex::Female),
            _ => None,
        }
    }

    /// The stored code, `m` or `f`.
    pub fn code(self) -> &'static str {
        match self {
            Sex::Male => "m",
            Sex::Female => "f",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for sex in [Sex::Male, Sex::Female] {
            assert_eq!(Sex::parse(sex.code()), Some(sex));
        }
        assert_eq!(Sex::parse(" F "), Some(Sex::Female));
        assert_eq!(Sex::parse("남"), Some(Sex::Male));
        for text in ["", "x", "mf", "남여"] {
            assert_eq!(Sex::parse(text), None, "{text}");
        }
    }
}
