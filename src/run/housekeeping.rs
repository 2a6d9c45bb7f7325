//! Doctor, backup and restore.

use std::path::Path;

use serde_json::{Value, json};

use super::compose::Composition;
use crate::app::App;
use crate::app::ports::LookUpAnswer;
use crate::cli::{Failure, Output};
use crate::config::{PaymentKind, SmsKind};
use crate::doctor::{self, Detail, Said};
use crate::domain::ids::OrderId;
use crate::domain::money::Won;
use crate::store::backup::{self, Summary};
use crate::store::{DatabaseUrl, Store, StoreError};
use crate::words::Words;

/// One line of the doctor's.
struct Finding {
    name: String,
    ok: bool,
    detail: String,
}

impl Finding {
    fn new(name: &str, result: Result<String, String>) -> Self {
        Self {
            name: name.to_owned(),
            ok: result.is_ok(),
            detail: result.unwrap_or_else(|why| why),
        }
    }
}

/// Checks settings, database, gateways and every rule.
///
/// # Errors
/// [`Failure::Unsound`] when a check does not pass; all of them are printed.
pub async fn doctor(composition: &Composition, out: &Output) -> Result<(), Failure> {
    let settings = composition.effective().count();
    let words = out.words;
    let in_effect = words.say("doctor", "settings", &[("0", &settings.to_string())]);
    let mut findings = vec![Finding::new("settings", Ok(in_effect))];
    match composition.app(Store::on_the_spot) {
        Ok(app) => {
            findings.push(Finding::new("database", database(&app, words).await));
            findings.extend(rules(&app, words).await);
            findings.push(Finding::new("payment-gateway", payment(composition, &app, words).await));
        }
        Err(failure) => findings.push(Finding::new(
            "database",
            Err(super::errors::said(&failure, out.words, &out.zone)),
        )),
    }
    findings.push(Finding::new("sms-gateway", sms(composition, out).await));
    let failed = findings.iter().filter(|finding| !finding.ok).count();
    let checks: Vec<Value> = findings
        .iter()
        .map(|finding| json!({ "name": finding.name, "ok": finding.ok, "detail": finding.detail }))
        .collect();
    out.show(&json!({ "checks": checks }), || {
        let rows = findings
            .iter()
            .map(|finding| {
                let mark = if finding.ok { "✔" } else { "✘" };
                vec![mark.to_owned(), finding.name.clone(), finding.detail.clone()]
            })
            .collect();
        let table = out.table(&["result", "check", "detail"], &[], rows);
        match failed {
            0 => format!("{table}\n\n{}", out.words.get("say", "doctor_fine")),
            _ => table,
        }
    })?;
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::Unsound(failed))
    }
}

async fn database(app: &App, words: Words) -> Result<String, String> {
    let url = app.store.url().clone();
    if let DatabaseUrl::Sqlite(path) = &url {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(|e| e.to_string())?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let values = [("0", url.to_string()), ("1", format!("{mode:o}"))];
            let values = values.each_ref().map(|(hole, value)| (*hole, value.as_str()));
            return Err(words.say("doctor", "readable_by_others", &values));
        }
    }
    let version = app
        .store
        .read(|sql| -> Result<i64, StoreError> {
            if sql.dialect() == crate::store::sql::Dialect::Sqlite {
                let intact = sql.row("PRAGMA quick_check(1)", &[])?;
                let word = intact.as_ref().map_or(Ok("no answer"), |row| row.text(0))?;
                if word != "ok" {
                    return Err(StoreError::Corrupt(word.to_owned()));
                }
            }
            crate::store::schema_version(sql)
        })
        .await
        .map_err(|e| unreadable(&e, words))?;
    let values = [("0", url.to_string()), ("1", version.to_string())];
    let values = values.each_ref().map(|(hole, value)| (*hole, value.as_str()));
    Ok(words.say("doctor", "database", &values))
}

/// Why nothing can be said of the tables. It is not the doctor who sends anybody to the doctor.
fn unreadable(fault: &StoreError, words: Words) -> String {
    match fault {
        StoreError::Corrupt(why) => words.say("doctor", "damaged", &[("0", why)]),
        other => words.store_error(other),
    }
}

/// What was counted, or the first few offenders.
fn sentence(detail: &Detail, words: Words) -> String {
    let say = |said: &Said| {
        let holes: Vec<String> = (0..said.values.len()).map(|n| n.to_string()).collect();
        let values = holes
            .iter()
            .map(String::as_str)
            .zip(said.values.iter().map(String::as_str));
        words.say("doctor", said.key, &values.collect::<Vec<_>>())
    };
    let mut named: Vec<String> = detail.named.iter().map(say).collect();
    let more = detail.count - named.len() as u64;
    if more > 0 {
        named.push(words.say("doctor", "and_more", &[("0", &more.to_string())]));
    }
    let named = named.join("; ");
    match detail.all.as_ref().map(say) {
        Some(all) if detail.count == 0 => all,
        Some(all) => {
            let values = [("0", detail.count.to_string()), ("1", all), ("2", named)];
            words.say(
                "doctor",
                "of_all",
                &values.each_ref().map(|(hole, value)| (*hole, value.as_str())),
            )
        }
        None => named,
    }
}

async fn rules(app: &App, words: Words) -> Vec<Finding> {
    let now = app.clock.now();
    match app.store.read(move |sql| doctor::rules(sql, now)).await {
        Ok(checks) => checks
            .into_iter()
            .map(|check| Finding {
                name: check.name.to_owned(),
                ok: check.ok,
                detail: sentence(&check.detail, words),
            })
            .collect(),
        Err(e) => vec![Finding::new("rules", Err(unreadable(&e, words)))],
    }
}

/// A gateway that is asked for a charge nobody made must say so.
async fn payment(composition: &Composition, app: &App, words: Words) -> Result<String, String> {
    let url = &composition.settings.payment_base_url;
    match (composition.settings.payment_kind, &app.gateway) {
        (PaymentKind::Desk, _) | (_, None) => Ok(words.get("doctor", "desk_payments")),
        (PaymentKind::Http, Some(gateway)) => {
            let key = app.recorder.ids.key();
            match gateway.look_up(key, OrderId(0), Won::ZERO).await {
                LookUpAnswer::NeverCharged => Ok(words.say("doctor", "answers", &[("0", url)])),
                LookUpAnswer::Unknown { reason } => Err(format!("{url}: {}", words.why(&reason))),
                other => {
                    let charge = format!("{other:?}");
                    Err(words.say("doctor", "unknown_charge", &[("0", url), ("1", &charge)]))
                }
            }
        }
    }
}

async fn sms(composition: &Composition, out: &Output) -> Result<String, String> {
    let words = out.words;
    let settings = &composition.settings;
    if settings.sms_kind == SmsKind::None {
        return Ok(words.get("doctor", "no_sms_gateway"));
    }
    if settings.sms_sender.is_empty() {
        return Err(words.get("doctor", "no_sender"));
    }
    let wire = composition
        .sms_wire()
        .map_err(|failure| super::errors::said(&failure, words, &out.zone))?;
    let url = &settings.sms_base_url;
    match wire.reach().await {
        Ok(()) => Ok(words.say("doctor", "answers", &[("0", url)])),
        Err(why) => Err(format!("{url}: {}", words.why(&why))),
    }
}

/// Saves everything into one verified file.
///
/// # Errors
/// [`Failure::Backup`]; the file is as it was then.
pub async fn backup(app: &App, file: &Path, out: &Output) -> Result<(), Failure> {
    let summary = backup::backup(&app.store, file, app.clock.now()).await?;
    told(&summary, "backup", file, out)
}

/// Loads a backup. What was there before is kept beside the database, or for a server's in this folder.
///
/// # Errors
/// [`Failure::Backup`]; the database is as it was then.
pub async fn restore(app: &App, file: &Path, out: &Output) -> Result<(), Failure> {
    let summary = backup::restore(&app.store, file, Path::new("."), app.clock.now()).await?;
    told(&summary, "restore", file, out)
}

fn told(summary: &Summary, what: &str, file: &Path, out: &Output) -> Result<(), Failure> {
    let safety = summary.safety.as_ref().map(|path| path.display().to_string());
    let file = file.display().to_string();
    let document = json!({ what: {
        "file": file,
        "tables": summary.tables,
        "rows": summary.rows,
        "orders": summary.orders,
        "safety": safety,
    }});
    out.show(&document, || {
        let (orders, rows) = (summary.orders.to_string(), summary.rows.to_string());
        let values = [("file", file.as_str()), ("orders", &orders), ("rows", &rows)];
        let done = out.words.say("say", &format!("{what}_done"), &values);
        match &safety {
            Some(path) => format!("{done}\n{}", out.words.say("say", "restore_safety", &[("file", path)])),
            None => done,
        }
    })
}
