//! Why something got no further, for whoever reads it: what the program has found is said in the reader's language,
//! what a gateway has said stands as it came and is named as its words.

use super::Words;
use crate::app::too_late;
use crate::domain::lang::Lang;
use crate::domain::order::OrderStatus;
use crate::domain::why::Why;

impl Words {
    /// Why a payment or a text got no further: our own reasons in words, a gateway's words marked as its.
    pub fn why(self, stored: &str) -> String {
        match Why::read(stored) {
            Some((why, what)) => self.say("why", why.code(), &[("what", what)]),
            None if stored.is_empty() => String::new(),
            None => self.say("why", "their_words", &[("words", stored)]),
        }
    }

    /// Why an order ended, as its page keeps it: a gateway's reason, one of ours, or what somebody has written.
    pub fn ended(self, status: &str, reason: &str) -> String {
        if status == OrderStatus::Declined.code() {
            return self.why(reason);
        }
        match [Lang::Ko, Lang::En].map(too_late).contains(&reason) {
            true => too_late(self.lang).to_owned(),
            false => reason.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_reasons_are_said_in_the_readers_language_and_a_gateways_stay_its_words() {
        let (ko, en) = (Words::new(Lang::Ko), Words::new(Lang::En));
        let lost = Why::NoAnswer.of("operation timed out");
        assert_eq!(ko.why(&lost), "정해진 시간 안에 응답이 없음");
        assert_eq!(en.why(&lost), "no answer in time");
        assert_eq!(ko.why("insufficient funds"), "대행사: 'insufficient funds'");
        assert_eq!(en.why("한도 초과"), "gateway: '한도 초과'");
        assert_eq!(ko.why(""), "");
    }

    #[test]
    fn what_somebody_has_written_is_neither_translated_nor_taken_for_a_gateways() {
        let (ko, en) = (Words::new(Lang::Ko), Words::new(Lang::En));
        assert_eq!(ko.ended("cancelled", "declined"), "declined");
        assert_eq!(ko.ended("declined", "declined"), "결제 거절");
        for written in [Lang::Ko, Lang::En].map(too_late) {
            assert_eq!(ko.ended("cancelled", written), too_late(Lang::Ko));
            assert_eq!(en.ended("refund_pending", written), too_late(Lang::En));
        }
    }
}
