//! How long a text is for a Korean SMS gateway, and whether it can be sent at all.
//!
//! Gateways count EUC-KR bytes over KS X 1001, which holds 2,350 of the 11,172 Hangul syllables:
//! 펲 and 햔 are missing. What browsers call EUC-KR is the larger code page 949; its extra
//! syllables have a byte below 0xA1 and arrive as garbage on a phone, so they are refused here.

use encoding_rs::{EUC_KR, Encoder, EncoderResult};

/// The number of EUC-KR bytes (1 for ASCII, 2 for the rest), or the first character outside KS X 1001.
pub fn byte_len(text: &str) -> Result<usize, char> {
    let mut encoder = EUC_KR.new_encoder();
    let mut bytes = 0;
    for c in text.chars() {
        bytes += width(&mut encoder, c).ok_or(c)?;
    }
    Ok(bytes)
}

/// The first character that KS X 1001 does not have.
pub fn first_unencodable(text: &str) -> Option<char> {
    byte_len(text).err()
}

/// The longest beginning of the text that takes at most `limit` bytes. A character that cannot be
/// encoded ends it.
pub fn cut(text: &str, limit: usize) -> &str {
    let mut encoder = EUC_KR.new_encoder();
    let mut bytes = 0;
    for (index, c) in text.char_indices() {
        match width(&mut encoder, c) {
            Some(width) if bytes + width <= limit => bytes += width,
            Some(_) | None => return text.get(..index).unwrap_or_default(),
        }
    }
    text
}

/// The bytes of one character; the encoder keeps no state between two characters of EUC-KR.
fn width(encoder: &mut Encoder, c: char) -> Option<usize> {
    if c.is_ascii() {
        return Some(1);
    }
    let mut utf8 = [0; 4];
    let mut bytes = [0; 8];
    let (result, _, written) =
        encoder.encode_from_utf8_without_replacement(c.encode_utf8(&mut utf8), &mut bytes, false);
    let encoded = bytes.get(..written)?;
    let whole = result == EncoderResult::InputEmpty && written == 2;
    (whole && encoded.iter().all(|byte| *byte >= 0xA1)).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hangul_takes_two_bytes_and_ascii_one() {
        assert_eq!(byte_len(""), Ok(0));
        assert_eq!(byte_len("abc 123\n"), Ok(8));
        assert_eq!(byte_len("홍길동"), Ok(6));
        assert_eq!(byte_len("[한빛검진센터] 12/1(화) 08:30"), Ok(29));
        assert_eq!(byte_len("￦·■→ㄱ洪Ω１"), Ok(16));
    }

    #[test]
    fn what_a_phone_cannot_show_is_named() {
        for c in [
            '뷁', '햏', '똠', '펲', '햔', '₩', '–', '—', '😀', 'é', '\u{200B}', '\u{1112}', '힣',
        ] {
            assert_eq!(byte_len(&format!("가{c}나")), Err(c), "{c}");
            assert_eq!(first_unencodable(&format!("가{c}뷁")), Some(c), "{c}");
        }
        assert_eq!(first_unencodable("가나다"), None);
    }

    #[test]
    fn exactly_2350_syllables_exist() {
        let sendable = ('가'..='힣')
            .filter(|c| byte_len(c.encode_utf8(&mut [0; 4])).is_ok())
            .count();
        assert_eq!(sendable, 2_350);
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(cut("가나다", 5), "가나");
        assert_eq!(cut("가나다", 6), "가나다");
        assert_eq!(cut("a가", 2), "a");
        assert_eq!(cut("가😀나", 40), "가");
        assert_eq!(cut("가", 0), "");
    }

    /// Character by character through the replacing encoder, which writes what it lacks as `&#…;`.
    fn naive(text: &str) -> Result<usize, char> {
        let mut bytes = 0;
        for c in text.chars() {
            let one = c.to_string();
            let (encoded, _, lacking) = EUC_KR.encode(&one);
            let extended = encoded.len() == 2 && (encoded[0] < 0xA1 || encoded[1] < 0xA1);
            if lacking || extended {
                return Err(c);
            }
            bytes += encoded.len();
        }
        Ok(bytes)
    }

    proptest! {
        #[test]
        fn lengths_agree_with_a_naive_count(text in "[가-힣ㄱ-ㅣ一-龥a-z0-9₩–😀 ]{0,40}") {
            prop_assert_eq!(byte_len(&text), naive(&text));
        }

        #[test]
        fn any_text_has_a_length_or_a_culprit(text in any::<String>(), limit in 0usize..60) {
            prop_assert_eq!(byte_len(&text), naive(&text));
            prop_assert!(byte_len(cut(&text, limit)).is_ok_and(|bytes| bytes <= limit));
        }
    }
}
