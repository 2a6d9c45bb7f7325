//! Search by 초성, the initial consonants: ㅎㄱㄷ finds 홍길동.
//!
//! Two habits of input methods decide the details: typing ㄱ and ㅅ in a row yields the single
//! character ㄳ, which is therefore taken apart again, and some systems send conjoining jamo
//! (U+1112) where others send compatibility jamo (U+314E).

use unicode_normalization::UnicodeNormalization;

const INITIALS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];
/// Syllables that share one initial: 21 vowels by 28 endings.
const PER_INITIAL: u32 = 588;

/// The initial of every Hangul syllable, other characters lower-cased, blanks dropped:
/// `홍 길동 Kim` is `ㅎㄱㄷkim`.
pub fn initials(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc().filter(|c| !c.is_whitespace()) {
        if let Some(initial) = initial_of(c) {
            out.push(initial);
        } else if let Some((first, second)) = cluster(c) {
            out.extend([first, second]);
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// Whether the text is nothing but initial consonants (and blanks), and so a search by 초성.
pub fn is_initials(text: &str) -> bool {
    let mut found = false;
    for c in text.nfc().filter(|c| !c.is_whitespace()) {
        let consonant = INITIALS.contains(&c) || ('\u{1100}'..='\u{1112}').contains(&c) || cluster(c).is_some();
        if !consonant {
            return false;
        }
        found = true;
    }
    found
}

fn initial_of(c: char) -> Option<char> {
    let code = u32::from(c);
    let index = match c {
        '가'..='힣' => (code - u32::from('가')) / PER_INITIAL,
        '\u{1100}'..='\u{1112}' => code - 0x1100,
        _ => return None,
    };
    INITIALS.get(usize::try_from(index).ok()?).copied()
}

/// The two initials an input method has drawn together.
fn cluster(c: char) -> Option<(char, char)> {
    Some(match c {
        'ㄳ' => ('ㄱ', 'ㅅ'),
        'ㄵ' => ('ㄴ', 'ㅈ'),
        'ㄶ' => ('ㄴ', 'ㅎ'),
        'ㄺ' => ('ㄹ', 'ㄱ'),
        'ㄻ' => ('ㄹ', 'ㅁ'),
        'ㄼ' => ('ㄹ', 'ㅂ'),
        'ㄽ' => ('ㄹ', 'ㅅ'),
        'ㄾ' => ('ㄹ', 'ㅌ'),
        'ㄿ' => ('ㄹ', 'ㅍ'),
        'ㅀ' => ('ㄹ', 'ㅎ'),
        'ㅄ' => ('ㅂ', 'ㅅ'),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn syllables_become_their_initials() {
        assert_eq!(initials("홍길동"), "ㅎㄱㄷ");
        assert_eq!(initials("꽃빛나라 떡쌀짱힣"), "ㄲㅂㄴㄹㄸㅆㅉㅎ");
        assert_eq!(initials("Kim 철수"), "kimㅊㅅ");
        assert_eq!(initials("O'Brien-2"), "o'brien-2");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_decomposed_name_has_the_same_initials() {
        let decomposed: String = "홍길동".nfd().collect();
        assert_eq!(initials(&decomposed), "ㅎㄱㄷ");
        assert_eq!(initials("\u{1112}\u{1100}\u{1103}"), "ㅎㄱㄷ");
    }

    #[test]
    fn clusters_of_the_input_method_are_taken_apart() {
        assert_eq!(initials("ㄳㅎ"), initials("김서현"));
        assert_eq!(initials("ㅄㅈ"), initials("박성준"));
    }

    #[test]
    fn a_search_by_initials_is_recognised() {
        for text in ["ㅎ", "ㅎㄱㄷ", "ㅎ ㄱㄷ", "ㄳ", "ㄲㅂ", "\u{1112}\u{1100}"] {
            assert!(is_initials(text), "{text}");
        }
        for text in ["", " ", "홍", "ㅎㄱ동", "ㅏ", "h", "1234", "ㅎ1"] {
            assert!(!is_initials(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn initials_of_hangul_are_initials(name in "[가-힣]{1,10}") {
            let found = initials(&name);
            prop_assert!(is_initials(&found));
            prop_assert_eq!(found.chars().count(), name.chars().count());
            prop_assert_eq!(initials(&found), found);
        }

        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            let _ = is_initials(&text);
            prop_assert!(!initials(&text).contains(' '));
        }
    }
}
