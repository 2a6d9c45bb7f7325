//! `simulate`: a flag for every switch of the practice gateways. Values are checked while the
//! command line is read, so that a mistake is a usage error that names its flag, and the gateways
//! never start half wrong.

use std::net::{Ipv4Addr, SocketAddr};

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args};

use crate::gateway::practice::behaviour::BusyStatus;
use crate::gateway::practice::fault::{CancelFault, ChargeFault, LookupFault, TextFault};
use crate::gateway::practice::script::Script;
use crate::gateway::practice::{Behaviour, Delay, PaymentBehaviour, Rate, SmsBehaviour};

const PAYMENT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9101);
const SMS_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9102);

/// Flags of `simulate`.
#[derive(Debug, Clone, Args)]
pub struct SimulateArgs {
    /// Seed of all draws; the same seed and the same calls give the same faults
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Seconds in the Retry-After of a busy answer
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub retry_after: u64,
    /// Whether calls and texts are kept for /control (on or off); totals are in any case
    #[arg(long, value_name = "ON|OFF", default_value = "on", action = ArgAction::Set,
          value_parser = BoolishValueParser::new())]
    pub record: bool,
    /// The payment gateway's flags.
    #[command(flatten)]
    pub payment: SimulatePaymentArgs,
    /// The SMS gateway's flags.
    #[command(flatten)]
    pub sms: SimulateSmsArgs,
}

/// Flags of the practice payment gateway.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Payment gateway")]
pub struct SimulatePaymentArgs {
    /// Loopback address of the payment gateway
    #[arg(long, value_name = "A", default_value_t = PAYMENT_LISTEN, value_parser = loopback)]
    pub payment_listen: SocketAddr,
    /// Bearer secret that calls must carry, else 401
    #[arg(long, value_name = "SECRET")]
    pub payment_secret: Option<String>,
    /// Milliseconds before a charge is made and answered
    #[arg(long, value_name = "MIN..MAX", default_value_t = Delay::default())]
    pub payment_delay_ms: Delay,
    /// Share of charges answered 500, nothing charged
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_fail_rate: Rate,
    /// Share of charges answered busy with Retry-After, nothing charged
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_busy_rate: Rate,
    /// Status of a busy answer
    #[arg(long, value_name = "503|429", default_value = "503", value_parser = busy_status)]
    pub payment_busy_status: BusyStatus,
    /// Share of charges declined with 402, remembered with the key
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_decline_rate: Rate,
    /// Share of charges made and never answered
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_hang_rate: Rate,
    /// Share of calls whose connection is reset before the charge
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_reset_before_rate: Rate,
    /// Share of calls whose connection is reset after the charge
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_reset_after_rate: Rate,
    /// Share of charges made and answered 500
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_fail_after_rate: Rate,
    /// Share of charges answered with another price
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_wrong_amount_rate: Rate,
    /// Share of charges answered with another order
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_wrong_order_rate: Rate,
    /// Share of charges answered 200 with a body that is no JSON
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_garbage_rate: Rate,
    /// Share of charges answered 200 with a body that never ends
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_endless_rate: Rate,
    /// Share of look-ups answered 500
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_lookup_fail_rate: Rate,
    /// Share of cancel calls answered 500, nothing refunded
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_cancel_fail_rate: Rate,
    /// Share of refunds made and never answered
    #[arg(long, value_name = "F", default_value = "0")]
    pub payment_cancel_hang_rate: Rate,
    /// Milliseconds before a refund is made and answered
    #[arg(long, value_name = "MIN..MAX", default_value_t = Delay::default())]
    pub payment_cancel_delay_ms: Delay,
    /// What the next charges do, whatever the rates, as in hang:2,none,failAfter
    #[arg(long, value_name = "FAULT[:N],…")]
    pub payment_next_charges: Option<Script<ChargeFault>>,
    /// What the next look-ups do, whatever the rates
    #[arg(long, value_name = "FAULT[:N],…")]
    pub payment_next_lookups: Option<Script<LookupFault>>,
    /// What the next cancel calls do, whatever the rates
    #[arg(long, value_name = "FAULT[:N],…")]
    pub payment_next_cancels: Option<Script<CancelFault>>,
}

/// Flags of the practice SMS gateway.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "SMS gateway")]
pub struct SimulateSmsArgs {
    /// Loopback address of the SMS gateway
    #[arg(long, value_name = "A", default_value_t = SMS_LISTEN, value_parser = loopback)]
    pub sms_listen: SocketAddr,
    /// Bearer secret that calls must carry, else 401
    #[arg(long, value_name = "SECRET")]
    pub sms_secret: Option<String>,
    /// Milliseconds before a text is accepted and answered
    #[arg(long, value_name = "MIN..MAX", default_value_t = Delay::default())]
    pub sms_delay_ms: Delay,
    /// Share of texts answered 500, not accepted
    #[arg(long, value_name = "F", default_value = "0")]
    pub sms_fail_rate: Rate,
    /// Share of texts answered 429 with Retry-After, not accepted
    #[arg(long, value_name = "F", default_value = "0")]
    pub sms_busy_rate: Rate,
    /// Share of texts answered 400, not accepted
    #[arg(long, value_name = "F", default_value = "0")]
    pub sms_reject_rate: Rate,
    /// Recipients whose texts are always answered 400
    #[arg(long, value_name = "PHONE,…", value_delimiter = ',')]
    pub sms_rejects: Vec<String>,
    /// Share of calls whose connection is reset before the text is accepted
    #[arg(long, value_name = "F", default_value = "0")]
    pub sms_reset_rate: Rate,
    /// Share of calls whose connection is reset after the text is accepted
    #[arg(long, value_name = "F", default_value = "0")]
    pub sms_reset_after_rate: Rate,
    /// Share of texts accepted and never answered
    #[arg(long, value_name = "F", default_value = "0")]
    pub sms_hang_rate: Rate,
    /// Share of texts accepted and answered 200 with a body that is no JSON
    #[arg(long, value_name = "F", default_value = "0")]
    pub sms_garbage_rate: Rate,
    /// What the next texts do, whatever the rates, as in reset:2,none,busy
    #[arg(long, value_name = "FAULT[:N],…")]
    pub sms_next: Option<Script<TextFault>>,
}

impl SimulateArgs {
    /// The behaviour these flags describe.
    ///
    /// # Errors
    /// When both gateways are to listen on one address.
    pub fn behaviour(&self) -> Result<Behaviour, String> {
        let (payment, sms) = (self.payment.payment_listen, self.sms.sms_listen);
        if payment == sms && payment.port() != 0 {
            return Err(format!(
                "--payment-listen and --sms-listen are both {payment}: two addresses are needed"
            ));
        }
        Ok(Behaviour {
            payment: self.payment.behaviour(self),
            sms: self.sms.behaviour(self),
        })
    }
}

impl SimulatePaymentArgs {
    fn behaviour(&self, both: &SimulateArgs) -> PaymentBehaviour {
        PaymentBehaviour {
            seed: both.seed,
            record: both.record,
            require_secret: self.payment_secret.clone(),
            delay_ms: self.payment_delay_ms,
            reset_before_rate: self.payment_reset_before_rate,
            busy_rate: self.payment_busy_rate,
            busy_status: self.payment_busy_status,
            retry_after: both.retry_after,
            fail_rate: self.payment_fail_rate,
            decline_rate: self.payment_decline_rate,
            wrong_amount_rate: self.payment_wrong_amount_rate,
            wrong_order_rate: self.payment_wrong_order_rate,
            garbage_rate: self.payment_garbage_rate,
            endless_rate: self.payment_endless_rate,
            hang_rate: self.payment_hang_rate,
            reset_after_rate: self.payment_reset_after_rate,
            fail_after_rate: self.payment_fail_after_rate,
            lookup_fail_rate: self.payment_lookup_fail_rate,
            cancel_fail_rate: self.payment_cancel_fail_rate,
            cancel_hang_rate: self.payment_cancel_hang_rate,
            cancel_delay_ms: self.payment_cancel_delay_ms,
            next_charges: self.payment_next_charges.clone().unwrap_or_default(),
            next_lookups: self.payment_next_lookups.clone().unwrap_or_default(),
            next_cancels: self.payment_next_cancels.clone().unwrap_or_default(),
        }
    }
}

impl SimulateSmsArgs {
    fn behaviour(&self, both: &SimulateArgs) -> SmsBehaviour {
        SmsBehaviour {
            seed: both.seed,
            record: both.record,
            require_secret: self.sms_secret.clone(),
            delay_ms: self.sms_delay_ms,
            reset_rate: self.sms_reset_rate,
            busy_rate: self.sms_busy_rate,
            retry_after: both.retry_after,
            fail_rate: self.sms_fail_rate,
            reject_rate: self.sms_reject_rate,
            rejects: self.sms_rejects.iter().cloned().collect(),
            garbage_rate: self.sms_garbage_rate,
            hang_rate: self.sms_hang_rate,
            reset_after_rate: self.sms_reset_after_rate,
            next_texts: self.sms_next.clone().unwrap_or_default(),
        }
    }
}

/// An address of this machine only.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "an address is expected as 127.0.0.1:PORT".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("practice gateways listen on loopback addresses only".into())
    }
}

fn busy_status(text: &str) -> Result<BusyStatus, String> {
    let status: u16 = text.parse().map_err(|_| "503 or 429 is expected".to_owned())?;
    BusyStatus::try_from(status)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        simulate: SimulateArgs,
    }

    fn parse(flags: &[&str]) -> Result<SimulateArgs, String> {
        Line::try_parse_from([&["simulate"], flags].concat())
            .map(|line| line.simulate)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn without_flags_both_behave_and_listen_on_this_machine() {
        let args = parse(&[]).unwrap();
        assert_eq!(args.behaviour(), Ok(Behaviour::default()));
        assert_eq!(args.payment.payment_listen.to_string(), "127.0.0.1:9101");
        assert_eq!(args.sms.sms_listen.to_string(), "127.0.0.1:9102");
    }

    /// Each flag turns exactly its own switch: the documents differ from the default in one field.
    #[test]
    fn every_flag_turns_its_own_switch() {
        let document = |flags: &[&str]| serde_json::to_value(parse(flags).unwrap().behaviour().unwrap()).unwrap();
        let plain = document(&[]);
        for (flag, value, switches) in [
            ("--seed", "7", "payment.seed sms.seed"),
            ("--retry-after", "7", "payment.retryAfter sms.retryAfter"),
            ("--record", "off", "payment.record sms.record"),
            ("--payment-secret", "s", "payment.requireSecret"),
            ("--payment-delay-ms", "400..620", "payment.delayMs"),
            ("--payment-fail-rate", "0.5", "payment.failRate"),
            ("--payment-busy-rate", "0.5", "payment.busyRate"),
            ("--payment-busy-status", "429", "payment.busyStatus"),
            ("--payment-decline-rate", "0.5", "payment.declineRate"),
            ("--payment-hang-rate", "0.5", "payment.hangRate"),
            ("--payment-reset-before-rate", "1", "payment.resetBeforeRate"),
            ("--payment-reset-after-rate", "1", "payment.resetAfterRate"),
            ("--payment-fail-after-rate", "1", "payment.failAfterRate"),
            ("--payment-wrong-amount-rate", "1", "payment.wrongAmountRate"),
            ("--payment-wrong-order-rate", "1", "payment.wrongOrderRate"),
            ("--payment-garbage-rate", "1", "payment.garbageRate"),
            ("--payment-endless-rate", "1", "payment.endlessRate"),
            ("--payment-lookup-fail-rate", "1", "payment.lookupFailRate"),
            ("--payment-cancel-fail-rate", "1", "payment.cancelFailRate"),
            ("--payment-cancel-hang-rate", "1", "payment.cancelHangRate"),
            ("--payment-cancel-delay-ms", "5", "payment.cancelDelayMs"),
            ("--payment-next-charges", "hang:2", "payment.nextCharges"),
            ("--payment-next-lookups", "fail", "payment.nextLookups"),
            ("--payment-next-cancels", "busy", "payment.nextCancels"),
            ("--sms-secret", "s", "sms.requireSecret"),
            ("--sms-delay-ms", "5", "sms.delayMs"),
            ("--sms-fail-rate", "1", "sms.failRate"),
            ("--sms-busy-rate", "1", "sms.busyRate"),
            ("--sms-reject-rate", "1", "sms.rejectRate"),
            ("--sms-rejects", "01011112222,0101", "sms.rejects"),
            ("--sms-reset-rate", "1", "sms.resetRate"),
            ("--sms-reset-after-rate", "1", "sms.resetAfterRate"),
            ("--sms-hang-rate", "1", "sms.hangRate"),
            ("--sms-garbage-rate", "1", "sms.garbageRate"),
            ("--sms-next", "reset", "sms.nextTexts"),
        ] {
            let turned = document(&[flag, value]);
            let mut differ = Vec::new();
            for server in ["payment", "sms"] {
                for (field, before) in plain[server].as_object().unwrap() {
                    if turned[server][field] != *before {
                        differ.push(format!("{server}.{field}"));
                    }
                }
            }
            assert_eq!(differ.join(" "), switches, "{flag}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        let refusal = |flags: &[&str]| parse(flags).unwrap_err();
        let text = refusal(&["--payment-delay-ms", "620..400"]);
        assert!(text.contains("--payment-delay-ms") && text.contains("smaller number comes first"));
        let text = refusal(&["--sms-busy-rate", "12"]);
        assert!(text.contains("--sms-busy-rate") && text.contains("12 is not a rate between 0 and 1"));
        let text = refusal(&["--payment-listen", "0.0.0.0:9101"]);
        assert!(text.contains("loopback addresses only"), "{text}");
        let text = refusal(&["--payment-busy-status", "418"]);
        assert!(text.contains("503 or 429"), "{text}");
        let text = refusal(&["--sms-next", "decline"]);
        assert!(text.contains("unknown variant `decline`"), "{text}");
        let one = ["--payment-listen", "127.0.0.1:9", "--sms-listen", "127.0.0.1:9"];
        let text = parse(&one).unwrap().behaviour().unwrap_err();
        assert!(text.contains("--sms-listen"), "{text}");
    }
}
