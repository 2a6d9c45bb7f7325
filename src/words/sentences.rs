//! One clear sentence for every refusal, and where there is one, the next thing to do.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::Words;
use crate::app::{AppError, Invalid, OrderView, Outcome};
use crate::domain::birth::BirthFault;
use crate::domain::calendar::{DayClosed, SlotTime};
use crate::domain::lang::Lang;
use crate::domain::money::Won;
use crate::domain::order::OrderStatus;
use crate::domain::phone::PhoneFault;
use crate::domain::refusal::{Action, ClosedBecause, MethodFault, Refusal};
use crate::domain::sms::{date_words, slot_words, time_words, won_words};
use crate::domain::text::{TextFault, excerpt, shown};
use crate::store::StoreError;
use crate::store::backup::BackupError;

impl Words {
    /// A day, as people say it here.
    pub fn date(self, date: Date) -> String {
        match self.lang {
            Lang::Ko => format!("{}년 {}", date.year(), date_words(date, self.lang)),
            Lang::En => format!("{} {}", date_words(date, self.lang), date.year()),
        }
    }

    /// A day without its year, as people say it here.
    pub fn day(self, date: Date) -> String {
        date_words(date, self.lang)
    }

    /// A slot, as people say it here.
    pub fn slot(self, slot: SlotTime) -> String {
        slot_words(slot, self.lang)
    }

    /// An instant on the centre's clock.
    pub fn instant(self, at: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(at);
        format!("{} {}", date_words(local.date(), self.lang), time_words(local.time()))
    }

    /// An amount of won, as people say it here.
    pub fn won(self, amount: i64) -> String {
        Won::new(amount).map_or_else(|_| amount.to_string(), |won| won_words(won, self.lang))
    }

    fn slots(self, slots: &[SlotTime]) -> String {
        slots.iter().map(|slot| self.slot(*slot)).collect::<Vec<_>>().join(", ")
    }

    /// Why a use case did not happen.
    pub fn app_error(self, error: &AppError, zone: &TimeZone) -> String {
        match error {
            AppError::Refused(refusal) => self.refusal(refusal, zone),
            AppError::Store(fault) => self.store_error(fault),
            AppError::Bug(why) => self.say("error", "internal", &[("why", why)]),
            AppError::Rehearsed(_) => self.get("say", "rehearsed"),
        }
    }

    /// Why a rule says no, and what to do next.
    pub fn refusal(self, refusal: &Refusal, zone: &TimeZone) -> String {
        let error = |key: &str, values: &[(&str, &str)]| self.say("error", key, values);
        let slot = |slot: &SlotTime| self.slot(*slot);
        match refusal {
            Refusal::SlotFull { slot: full, nearest } => {
                let first = error("slot_full", &[("slot", &slot(full))]);
                self.with_nearest(first, nearest)
            }
            Refusal::NothingFree { until } => {
                let first = error("nothing_free", &[("until", &self.date(*until))]);
                join(first, &error("nothing_free_next", &[]))
            }
            Refusal::ClosedDay {
                date,
                because,
                next_open,
            } => {
                let why = self.because(because);
                let first = error("closed_day", &[("date", &self.date(*date)), ("why", &why)]);
                match next_open {
                    Some(next) => join(first, &error("closed_day_next", &[("date", &self.date(*next))])),
                    None => first,
                }
            }
            Refusal::OutsideHours { slot: outside, nearest } => {
                let first = error("outside_hours", &[("slot", &slot(outside))]);
                self.with_nearest(first, nearest)
            }
            // Nobody is received at midnight: it stands for the whole day.
            Refusal::PastDate { slot: past } if past.time == Time::midnight() => {
                error("past_date", &[("slot", &self.date(past.date))])
            }
            Refusal::PastDate { slot: past } => error("past_date", &[("slot", &slot(past))]),
            Refusal::TooFarAhead { date, last } => error(
                "too_far_ahead",
                &[("date", &self.date(*date)), ("last", &self.date(*last))],
            ),
            Refusal::LimitReached { limit } => error("limit_reached", &[("limit", &limit.to_string())]),
            Refusal::PackageNotForSex => error("package_not_for_sex", &[]),
            Refusal::PackageNotFound(name) => error("package_not_found", &[("name", &excerpt(name))]),
            Refusal::PackageNotOnSale(code) => error("package_not_on_sale", &[("name", code.as_str())]),
            Refusal::PriceChanged { price } => error("price_changed", &[("price", &won_words(*price, self.lang))]),
            Refusal::OrderNotFound(name) => error("order_not_found", &[("name", &excerpt(name))]),
            Refusal::MessageNotFound(name) => error("message_not_found", &[("name", &excerpt(name))]),
            Refusal::MessageSettled { id, status } => {
                let status = self.get("message", status.code());
                error("message_settled", &[("id", id), ("status", &status)])
            }
            Refusal::TokenNotFound(id) => error("token_not_found", &[("name", &id.to_string())]),
            Refusal::WrongStatus {
                action: decision,
                status,
                last,
            } => {
                let decides = matches!(decision, Action::Confirm | Action::Reject);
                let status_words = self.get("status", status.code());
                let action = self.get("action", decision.code());
                let first = error("wrong_status", &[("status", &status_words), ("action", &action)]);
                match last {
                    // It is as it was wanted: who was faster comes first.
                    Some((by, at)) if (Action::Confirm, OrderStatus::Confirmed) == (*decision, *status) => {
                        error("already_confirmed", &[("by", by), ("at", &self.instant(*at, zone))])
                    }
                    Some((by, at)) => {
                        let at = self.instant(*at, zone);
                        join(first, &error("wrong_status_last", &[("by", by), ("at", &at)]))
                    }
                    None if *status == OrderStatus::Paid && decides => join(first, &error("wrong_status_paid", &[])),
                    None => first,
                }
            }
            Refusal::HoldRanOut { at } => error("hold_expired", &[("at", &self.instant(*at, zone))]),
            Refusal::Changed => error("changed", &[]),
            Refusal::OfferChanged { by, at } => error("offer_changed", &[("by", by), ("at", &self.instant(*at, zone))]),
            Refusal::IdempotencyConflict => error("idempotency_conflict", &[]),
            Refusal::SameSlot { slot: same } => error("same_slot", &[("slot", &slot(same))]),
            Refusal::TooEarly { action, slot: ahead } => {
                let key = match action {
                    Action::NoShow => "too_early_no_show",
                    _ => "too_early",
                };
                error(key, &[("slot", &slot(ahead))])
            }
            Refusal::MethodNotAccepted { because, .. } => {
                let key = match because {
                    MethodFault::NoGateway => "method_no_gateway",
                    MethodFault::TokenNotForMethod => "method_token",
                    MethodFault::ApprovalNumberMissing => "method_approval_missing",
                    MethodFault::ApprovalNumberNotForMethod => "method_approval",
                };
                error(key, &[])
            }
        }
    }

    fn with_nearest(self, first: String, nearest: &[SlotTime]) -> String {
        if nearest.is_empty() {
            return first;
        }
        let nearest = self.slots(nearest);
        join(first, &self.say("error", "slot_full_nearest", &[("nearest", &nearest)]))
    }

    /// Why a day is closed.
    pub fn because(self, because: &ClosedBecause) -> String {
        match because {
            ClosedBecause::Calendar(DayClosed::Weekday) => self.get("error", "closed_weekday"),
            ClosedBecause::Calendar(DayClosed::Holiday(name)) => name.get(self.lang).to_owned(),
            ClosedBecause::Calendar(DayClosed::OutOfData) => self.get("error", "closed_unknown"),
            ClosedBecause::Closure(reason) if reason.is_empty() => self.get("error", "closed_unnamed"),
            ClosedBecause::Closure(reason) => reason.clone(),
        }
    }

    /// Why the store can't.
    pub fn store_error(self, fault: &StoreError) -> String {
        let error = |key: &str, values: &[(&str, &str)]| self.say("error", key, values);
        match fault {
            StoreError::Busy | StoreError::Conflict => error("store_busy", &[]),
            StoreError::Unavailable(why) => error("store_unavailable", &[("why", why)]),
            StoreError::Unwritable { path, why } => error("store_unwritable", &[("path", path), ("why", why)]),
            StoreError::NetworkDisk { path, name } => error("store_network", &[("path", path), ("name", name)]),
            StoreError::Full => error("store_full", &[]),
            StoreError::TooNew { found, known } => error(
                "store_too_new",
                &[("found", &found.to_string()), ("known", &known.to_string())],
            ),
            StoreError::NotADatabase(path) => error("store_not_ours", &[("path", path)]),
            StoreError::CommitUnknown(why) => error("store_unknown", &[("why", why)]),
            StoreError::Corrupt(why) => error("store_corrupt", &[("why", why)]),
            StoreError::Constraint(why) | StoreError::Bug(why) => error("internal", &[("why", why)]),
        }
    }

    /// Why there is no backup, or nothing was restored.
    pub fn backup_error(self, fault: &BackupError) -> String {
        let error = |key: &str, file: &Path, why: &str| {
            let file = file.display().to_string();
            self.say("error", key, &[("file", &file), ("why", why)])
        };
        match fault {
            BackupError::Store(fault) => self.store_error(fault),
            BackupError::File { file, why } => error("backup_file", file, why),
            BackupError::NotABackup { file } => error("backup_not_ours", file, ""),
            BackupError::Damaged { file, why } => error("backup_damaged", file, why),
            BackupError::TheDatabase { file } => error("backup_is_database", file, ""),
            BackupError::UnderWay { file } => error("backup_under_way", file, ""),
        }
    }

    /// How the money of an order stands, when it is not settled. None when it is.
    pub fn outcome(self, outcome: &Outcome, order: &OrderView, zone: &TimeZone) -> Option<String> {
        let error = |key: &str, values: &[(&str, &str)]| self.say("error", key, values);
        Some(match outcome {
            Outcome::Done => return None,
            Outcome::Declined { reason } if reason.is_empty() => error("payment_declined", &[]),
            Outcome::Declined { reason } => format!("{} ({})", error("payment_declined", &[]), self.why(reason)),
            Outcome::PaymentUnavailable { retry_at } => {
                let when = match retry_at {
                    // To the second, and never before it: the place waits longer than that.
                    Some(at) => {
                        let local = zone.to_datetime(*at + jiff::SignedDuration::from_millis(999));
                        let at = format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second());
                        error("payment_unavailable_when", &[("at", &at)])
                    }
                    None => error("payment_unavailable_soon", &[]),
                };
                let until = self.hold_until(order, zone);
                error(
                    "payment_unavailable",
                    &[("until", &until), ("when", &when), ("order", &order.code)],
                )
            }
            Outcome::PaymentUnknown => error("payment_unknown", &[("order", &order.code)]),
            Outcome::SecretRefused => error("payment_secret", &[]),
            Outcome::RefundPending { .. } => error("refund_pending", &[]),
        })
    }

    /// Until when an order's place is held, on the centre's clock.
    pub fn hold_until(self, order: &OrderView, zone: &TimeZone) -> String {
        let at: Option<Timestamp> = order.hold_expires_at.as_deref().and_then(|text| text.parse().ok());
        at.map_or_else(String::new, |at| time_words(zone.to_datetime(at).time()))
    }

    /// Why a value can't be accepted.
    pub fn invalid(self, invalid: &Invalid) -> String {
        let say = |key: &str, values: &[(&str, &str)]| self.say("invalid", key, values);
        match invalid {
            Invalid::Name(TextFault::Empty) => say("name_empty", &[]),
            Invalid::Name(TextFault::TooLong { .. }) => say("name_too_long", &[]),
            Invalid::Name(fault) => say("name", &[("fault", &self.text_fault(fault))]),
            Invalid::Reason(TextFault::Empty) => say("reason_empty", &[]),
            Invalid::Reason(TextFault::TooLong { limit }) => say("reason_too_long", &[("limit", &limit.to_string())]),
            Invalid::Reason(fault) => say("reason", &[("fault", &self.text_fault(fault))]),
            Invalid::Phone(PhoneFault::Empty) => say("phone_empty", &[]),
            Invalid::Phone(PhoneFault::NotMobile) => say("phone_not_mobile", &[]),
            Invalid::Phone(PhoneFault::Length) => say("phone_length", &[]),
            Invalid::Phone(PhoneFault::Letter(letter)) => say("phone_letter", &[("letter", &shown(*letter))]),
            Invalid::Birth(BirthFault::Shape) => say("birth_shape", &[]),
            Invalid::Birth(BirthFault::NoSuchDay) => say("birth_no_such_day", &[]),
            Invalid::Birth(BirthFault::Future) => say("birth_future", &[]),
            Invalid::Birth(BirthFault::TooLongAgo) => say("birth_too_long_ago", &[]),
            Invalid::Birth(BirthFault::ResidentNumber) => say("birth_resident_number", &[]),
            Invalid::Sex(_) => say("sex", &[]),
            Invalid::Method(text) => say("method", &[("text", &excerpt(text))]),
            Invalid::ApprovalNumber => say("approval_no", &[]),
            Invalid::TokenName => say("token_name", &[]),
            Invalid::Range => say("range", &[]),
            Invalid::CardNumber(_) => say("card_field", &[]),
            Invalid::Date(text) => say("date", &[("text", &excerpt(text))]),
            Invalid::Time(text) => say("time", &[("text", &excerpt(text))]),
            Invalid::Status { text, known } => say("status", &[("text", &excerpt(text)), ("known", known)]),
            Invalid::Usage(text) => text.clone(),
        }
    }

    fn text_fault(self, fault: &TextFault) -> String {
        let say = |key: &str, values: &[(&str, &str)]| self.say("invalid", key, values);
        match fault {
            // These two have sentences of their own for each field.
            TextFault::Empty | TextFault::TooLong { .. } => String::new(),
            TextFault::Control => say("control", &[]),
            TextFault::Hidden => say("hidden", &[]),
            TextFault::ResidentNumber => say("resident_number", &[]),
            TextFault::CardNumber => say("card_number", &[]),
            TextFault::Unencodable(letter) => say("unencodable", &[("letter", &shown(*letter))]),
            TextFault::Letter(letter) => say("letter", &[("letter", &shown(*letter))]),
        }
    }
}

fn join(first: String, second: &str) -> String {
    format!("{first} {second}")
}
