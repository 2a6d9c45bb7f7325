//! Hangul composed key by key, as a 2-set keyboard does it: for a screen that is typed on with a finger
//! and has no input method.

/// Initials, vowels and finals in the order in which Unicode counts them.
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const VOWELS: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
/// What two keys in a row make of each other.
const PAIRS: &[(char, char, char)] = &[
    ('ㅗ', 'ㅏ', 'ㅘ'),
    ('ㅗ', 'ㅐ', 'ㅙ'),
    ('ㅗ', 'ㅣ', 'ㅚ'),
    ('ㅜ', 'ㅓ', 'ㅝ'),
    ('ㅜ', 'ㅔ', 'ㅞ'),
    ('ㅜ', 'ㅣ', 'ㅟ'),
    ('ㅡ', 'ㅣ', 'ㅢ'),
    ('ㄱ', 'ㅅ', 'ㄳ'),
    ('ㄴ', 'ㅈ', 'ㄵ'),
    ('ㄴ', 'ㅎ', 'ㄶ'),
    ('ㄹ', 'ㄱ', 'ㄺ'),
    ('ㄹ', 'ㅁ', 'ㄻ'),
    ('ㄹ', 'ㅂ', 'ㄼ'),
    ('ㄹ', 'ㅅ', 'ㄽ'),
    ('ㄹ', 'ㅌ', 'ㄾ'),
    ('ㄹ', 'ㅍ', 'ㄿ'),
    ('ㄹ', 'ㅎ', 'ㅀ'),
    ('ㅂ', 'ㅅ', 'ㅄ'),
];

/// A text with one more key at its end.
pub fn press(text: &str, jamo: char) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let Some(last) = letters.pop() else {
        return jamo.to_string();
    };
    letters.extend(join(last, jamo));
    letters.into_iter().collect()
}

/// What the last letter and a key become: one letter, or two.
fn join(last: char, jamo: char) -> Vec<char> {
    let vowel = index(VOWELS, jamo).is_some();
    match taken_apart(last) {
        Some((initial, middle, None)) if vowel => match pair(middle, jamo) {
            Some(both) => vec![syllable(initial, both, None)],
            None => vec![last, jamo],
        },
        Some((initial, middle, None)) if index(FINALS, jamo).is_some() => {
            vec![syllable(initial, middle, Some(jamo))]
        }
        // The final belongs to the syllable that a vowel begins: 김 and ㅣ are 기미.
        Some((initial, middle, Some(end))) if vowel => match PAIRS.iter().find(|(_, _, both)| *both == end) {
            Some((first, second, _)) => vec![syllable(initial, middle, Some(*first)), syllable(*second, jamo, None)],
            None => vec![syllable(initial, middle, None), syllable(end, jamo, None)],
        },
        Some((initial, middle, Some(end))) => match pair(end, jamo) {
            Some(both) => vec![syllable(initial, middle, Some(both))],
            None => vec![last, jamo],
        },
        None if vowel && index(INITIALS, last).is_some() => vec![syllable(last, jamo, None)],
        _ => vec![last, jamo],
    }
}

fn pair(first: char, second: char) -> Option<char> {
    let pair = PAIRS.iter().find(|(a, b, _)| (*a, *b) == (first, second));
    pair.map(|(_, _, both)| *both)
}

fn index(letters: &str, letter: char) -> Option<u32> {
    let at = letters.chars().position(|other| other == letter)?;
    u32::try_from(at).ok()
}

fn syllable(initial: char, middle: char, end: Option<char>) -> char {
    let code = || {
        let end = match end {
            Some(end) => index(FINALS, end)? + 1,
            None => 0,
        };
        char::from_u32(u32::from('가') + (index(INITIALS, initial)? * 21 + index(VOWELS, middle)?) * 28 + end)
    };
    code().unwrap_or(middle)
}

fn taken_apart(letter: char) -> Option<(char, char, Option<char>)> {
    let code = match letter {
        '가'..='힣' => u32::from(letter) - u32::from('가'),
        _ => return None,
    };
    let at = |letters: &str, n: u32| letters.chars().nth(usize::try_from(n).ok()?);
    let end = (code % 28).checked_sub(1).and_then(|n| at(FINALS, n));
    Some((at(INITIALS, code / 588)?, at(VOWELS, code / 28 % 21)?, end))
}

#[cfg(test)]
mod tests {
    use super::press;

    #[test]
    fn keys_become_syllables() {
        for (keys, text) in [
            ("ㅎㅗㅇㄱㅣㄹㄷㅗㅇ", "홍길동"),
            ("ㄱㅣㅁㅇㅗㅏㄴ", "김완"),
            ("ㄱㅣㅁㅣ", "기미"),
            ("ㅈㅓㅇㅇㅡㅣ", "정의"),
            ("ㄱㅏㅂㅅㅏ", "갑사"),
            ("ㄲㅏㄸㅏ", "까따"),
            ("ㄷㅏㄹㄱ", "닭"),
            ("ㅏㅏ", "ㅏㅏ"),
        ] {
            let typed = keys.chars().fold(String::new(), |text, key| press(&text, key));
            assert_eq!(typed, text, "{keys}");
        }
    }
}
