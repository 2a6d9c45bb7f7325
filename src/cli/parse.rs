//! Words of the command line into values.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Desk;
use crate::app::{Invalid, Tender, When, date, tender, when};
use crate::cli::args::PayWith;
use crate::domain::package::{Package, PackageCode};
use crate::domain::refusal::Refusal;
use crate::store::orders::OrderRef;

use super::Failure;

impl Desk {
    /// A date: `YYYY-MM-DD`, `today`/`오늘`, `tomorrow`/`내일`.
    pub fn date(&self, text: &str) -> Result<Date, Invalid> {
        let today = self.app.recorder.rules.today(self.app.clock.now());
        match text.trim() {
            "today" | "오늘" => Ok(today),
            "tomorrow" | "내일" => Ok(today.saturating_add(1.day())),
            text => date(text),
        }
    }

    /// When a customer wants to come, by `--date`, `--time` and neither.
    pub fn when(&self, day: Option<&str>, clock: Option<&str>) -> Result<When, Invalid> {
        let day = day
            .map(|text| self.date(text))
            .transpose()?
            .map(|date| date.to_string());
        when(day.as_deref(), clock)
    }

    /// A package that exists.
    pub fn package(&self, code: &str) -> Result<&Package, Failure> {
        let not_found = || Failure::App(Refusal::PackageNotFound(code.to_owned()).into());
        let code = PackageCode::parse(code.trim()).map_err(|_| not_found())?;
        self.app.recorder.rules.catalogue.package(&code).ok_or_else(not_found)
    }
}

/// An order's number or code.
pub fn order(text: &str) -> Result<OrderRef, Failure> {
    OrderRef::parse(text).ok_or_else(|| Failure::App(Refusal::OrderNotFound(text.to_owned()).into()))
}

/// A way to pay; a token of `-` is read from stdin, where no other user of the machine sees it.
pub fn pay_with(args: &PayWith) -> Result<Tender, Failure> {
    let token = match args.card_token.as_deref() {
        Some("-") => {
            let mut line = String::new();
            std::io::stdin()
                .read_line(&mut line)
                .map_err(|e| Failure::Io(e.to_string()))?;
            Some(line.trim().to_owned())
        }
        other => other.map(str::to_owned),
    };
    Ok(tender(args.pay.as_deref(), token, args.approval_no.clone())?)
}
