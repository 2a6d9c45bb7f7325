//! Doctor, backup and restore.

use std::path::Path;

use serde_json::{Value, json};

use super::compose::Composition;
use crate::app::App;
use crate::app::ports::LookUpAnswer;
use crate::cli::{Failure, Output};
use crate::config::{PaymentKind, SmsKind};
use crate::doctor;
use crate::domain::ids::OrderId;
use crate::domain::money::Won;
use crate::store::backup::{self, Summary};
use crate::store::{DatabaseUrl, StoreError};

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
    let mut findings = vec![Finding::new("settings", Ok(format!("{settings} in effect")))];
    match composition.app(1) {
        Ok(app) => {
            findings.push(Finding::new("database", database(&app).await));
            findings.extend(rules(&app).await);
            findings.push(Finding::new("payment-gateway", payment(composition, &app).await));
        }
        Err(failure) => findings.push(Finding::new("database", Err(super::errors::sentence_of(&failure, out)))),
    }
    findings.push(Finding::new("sms-gateway", sms(composition).await));
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

async fn database(app: &App) -> Result<String, String> {
    let url = app.store.url().clone();
    if let DatabaseUrl::Sqlite(path) = &url {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(|e| e.to_string())?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(format!("{url} is readable by others (mode {mode:o}): chmod 600 it"));
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
        .map_err(|e| e.to_string())?;
    Ok(format!("{url}, schema {version}"))
}

async fn rules(app: &App) -> Vec<Finding> {
    let now = app.clock.now();
    match app.store.read(move |sql| doctor::rules(sql, now)).await {
        Ok(checks) => checks
            .into_iter()
            .map(|check| Finding {
                name: check.name.to_owned(),
                ok: check.ok,
                detail: check.detail,
            })
            .collect(),
        Err(e) => vec![Finding::new("rules", Err(e.to_string()))],
    }
}

/// A gateway that is asked for a charge nobody made must say so.
async fn payment(composition: &Composition, app: &App) -> Result<String, String> {
    let url = &composition.settings.payment_base_url;
    match (composition.settings.payment_kind, &app.gateway) {
        (PaymentKind::Desk, _) | (_, None) => Ok("payments are settled at the desk".into()),
        (PaymentKind::Http, Some(gateway)) => {
            let key = app.recorder.ids.key();
            match gateway.look_up(key, OrderId(0), Won::ZERO).await {
                LookUpAnswer::NeverCharged => Ok(format!("{url} answers")),
                LookUpAnswer::Unknown { reason } => Err(format!("{url}: {reason}")),
                other => Err(format!("{url} knows a charge that nobody made: {other:?}")),
            }
        }
    }
}

async fn sms(composition: &Composition) -> Result<String, String> {
    let settings = &composition.settings;
    if settings.sms_kind == SmsKind::None {
        return Ok("no gateway: texts wait".into());
    }
    if settings.sms_sender.is_empty() {
        return Err("sms.sender is empty: a gateway sends from a registered number only".into());
    }
    let wire = composition.sms_wire().map_err(|e| e.to_string())?;
    let url = &settings.sms_base_url;
    match wire.reach().await {
        Ok(()) => Ok(format!("{url} answers")),
        Err(why) => Err(format!("{url}: {why}")),
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
