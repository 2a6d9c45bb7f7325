//! Seeds, twisted: a few cuts, doublings, bytes and awkward words put in, parts of another seed. Chance that
//! knows no branches finds its way into a parser only from what the parser already understands.

use proptest::prelude::*;
use proptest::sample::Index;

/// What parsers, terminals, phones and people have stumbled over.
const WORDS: [&str; 56] = [
    "\n",
    "\n\n",
    "\0",
    "\t",
    "\r\n",
    " ",
    "\u{3000}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{200B}",
    "\u{3164}",
    "\u{FE0F}",
    "\u{2028}",
    "\x1b[2J",
    "\x1b]0;x\x07",
    "홍길동",
    "펲",
    "햔",
    "\u{1112}\u{1161}\u{11AB}",
    "e\u{301}",
    "\u{301}",
    "❤\u{FE0F}",
    "👨\u{200D}👩\u{200D}👧",
    "👍🏽",
    "🇰🇷",
    "﷽",
    "\u{644}\u{627}",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "<script>",
    "{name}",
    "{known}",
    "|",
    ",",
    ":",
    "=1+1",
    "@",
    "-",
    "+82",
    "０１０",
    "9223372036854775807",
    "-1",
    "1e400",
    "null",
    "..",
    "%00",
    "%2e",
    "900101-1234567",
    "4111111111111111",
    "2026-02-30",
    "24:00",
    "ㅎㄱㄷ",
];

/// One change of the bytes.
#[derive(Debug, Clone)]
enum Twist {
    Word(Index, Index),
    Byte(Index, u8),
    Cut(Index, u8),
    Double(Index, u8),
    Other(Index, Index),
}

fn twist() -> impl Strategy<Value = Twist> {
    prop_oneof![
        4 => any::<(Index, Index)>().prop_map(|(at, word)| Twist::Word(at, word)),
        2 => any::<(Index, u8)>().prop_map(|(at, byte)| Twist::Byte(at, byte)),
        2 => any::<(Index, u8)>().prop_map(|(at, length)| Twist::Cut(at, length % 16)),
        1 => any::<(Index, u8)>().prop_map(|(at, length)| Twist::Double(at, length)),
        1 => any::<(Index, Index)>().prop_map(|(at, seed)| Twist::Other(at, seed)),
    ]
}

/// The bytes of a seed after up to six twists.
pub fn seeds(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), prop::collection::vec(twist(), 0..=6)).prop_map(move |(seed, twists)| {
        let mut data = seed.get(&seeds).clone();
        twists.into_iter().for_each(|twist| apply(&mut data, twist, &seeds));
        data
    })
}

fn apply(data: &mut Vec<u8>, twist: Twist, seeds: &[Vec<u8>]) {
    let place = |at: Index, data: &[u8]| at.index(data.len() + 1);
    let span = |at: usize, length: u8, data: &[u8]| at..data.len().min(at + usize::from(length));
    match twist {
        Twist::Word(at, word) => {
            let at = place(at, data);
            data.splice(at..at, word.get(&WORDS).bytes());
        }
        Twist::Byte(at, byte) => {
            let at = place(at, data);
            data.splice(span(at, 1, data), [byte]);
        }
        Twist::Cut(at, length) => {
            let at = place(at, data);
            data.drain(span(at, length, data));
        }
        Twist::Double(at, length) => {
            let at = place(at, data);
            data.extend_from_within(span(at, length, data));
        }
        Twist::Other(at, seed) => {
            let at = place(at, data);
            data.truncate(at);
            let seed = seed.get(seeds);
            data.extend_from_slice(&seed[seed.len().min(at)..]);
        }
    }
}
