//! `demo`: a centre to try everything on. A database that goes away again, seven lived weeks in it,
//! practice gateways that fail now and then, and a worker.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use clap::Parser;
use secrecy::SecretString;
use serde_json::json;

use super::compose::Composition;
use super::screen::{self, Beginning};
use super::work::signalled;
use crate::app::ports::{Clock, IdSource};
use crate::app::{App, Invalid};
use crate::cli::args::Cli;
use crate::cli::demo_args::Demo;
use crate::cli::{Desk, Failure, Output};
use crate::clock::{RandomIds, SystemClock};
use crate::gateway::practice::{Behaviour, Delay, PaymentBehaviour, Practice, Rate, SmsBehaviour, Switchboard};
use crate::sample;
use crate::store::{DatabaseUrl, Store};
use crate::worker;

/// Places in a half-hour: few enough that the calendar shows full ones.
const CAPACITY: i64 = 4;

/// What leaves the kiosk when nothing else is set; the README names it.
const KIOSK_PIN: &str = "0000";

/// A centre that is open to be tried.
struct Tried {
    composition: Composition,
    app: App,
    bookings: usize,
    practice: Practice,
    folder: Folder,
}

/// Opens the centre, shows the screens in it, and closes it when they are left.
///
/// # Errors
/// A folder that can't be made or is not empty, or a fault of the store.
pub async fn demo(composition: &Composition, args: &Demo, out: &Output, beginning: Beginning) -> Result<(), Failure> {
    let screens = !args.no_screen && screen::is_terminal();
    if !out.json && !out.quiet {
        eprintln!("{}", out.words.get("say", "demo_filling"));
    }
    let tried = Tried::begin(composition, args, out).await?;
    let ended = if screens {
        screen::open(&tried.composition, tried.app.clone(), &args.screen, beginning).await
    } else if args.no_screen {
        tried.work(args, out).await
    } else {
        tried.once(out, beginning.by).await
    };
    tried.end(out).await;
    ended
}

impl Tried {
    /// Makes the folder, starts the gateways and lives the weeks.
    ///
    /// # Errors
    /// A folder that can't be made or is not empty, or a fault of the store.
    async fn begin(composition: &Composition, args: &Demo, out: &Output) -> Result<Self, Failure> {
        let folder = Folder::make(args.keep.as_deref())?;
        let file = folder.path.join("healthcenter.db");
        if file.exists() {
            let file = file.display().to_string();
            let said = out.words.say("say", "demo_exists", &[("database", &file)]);
            return Err(Invalid::Usage(said).into());
        }
        let free: SocketAddr = ([127, 0, 0, 1], 0).into();
        let practice = Practice::start(Some(free), Some(free), quiet(args.seed))
            .await
            .map_err(|e| Failure::Io(e.to_string()))?;
        let (payment, sms) = (practice.payment_url(), practice.sms_url());
        let (payment, sms) = (payment.unwrap_or_default(), sms.unwrap_or_default());
        let mut composition = composition.over(DatabaseUrl::Sqlite(file), payment, sms);
        composition.settings.slot_capacity = CAPACITY;
        composition
            .settings
            .screen
            .kiosk_pin
            .get_or_insert_with(|| SecretString::from(KIOSK_PIN));
        let app = composition.app(Store::open)?;
        let worker = composition.worker(app.clone())?;
        let bookings = sample::live(&worker, practice.behaviour(), args.seed, SystemClock.now()).await?;
        enliven(practice.behaviour());
        Ok(Self {
            composition,
            app,
            bookings,
            practice,
            folder,
        })
    }

    /// Says where it is and works until a signal.
    ///
    /// # Errors
    /// Only if stdout can't be written.
    async fn work(&self, args: &Demo, out: &Output) -> Result<(), Failure> {
        let stop = signalled()?;
        let database = self.composition.database.to_string();
        let bookings = self.bookings.to_string();
        let document = json!({ "demo": {
            "database": database,
            "bookings": self.bookings,
            "seed": args.seed,
            "payment": self.practice.payment_url(),
            "sms": self.practice.sms_url(),
        }});
        out.show(&document, || {
            let values = [("database", database.as_str()), ("bookings", bookings.as_str())];
            out.words.say("say", "demo", &values)
        })?;
        worker::run(self.composition.worker(self.app.clone())?, stop).await;
        Ok(())
    }

    /// Where there is no terminal: the main job once, a booking and the customer's view of it.
    ///
    /// # Errors
    /// A fault of the store, or stdout can't be written.
    async fn once(&self, out: &Output, by: String) -> Result<(), Failure> {
        let desk = |quiet: bool| Desk {
            app: self.app.clone(),
            out: Output {
                json: out.json && !quiet,
                quiet,
                ..out.clone()
            },
            by: by.clone(),
        };
        carry_out(&desk(out.json || out.quiet), &BOOK).await?;
        worker::until_idle(&self.composition.worker(self.app.clone())?, signalled()?).await?;
        carry_out(&desk(out.quiet), &MYPAGE).await
    }

    /// Stops the gateways and removes what is not to be kept.
    async fn end(self, out: &Output) {
        self.practice.stop().await;
        if self.folder.keep && !out.json && !out.quiet {
            let database = self.composition.database.to_string();
            eprintln!("{}", out.words.say("say", "demo_kept", &[("database", &database)]));
        }
    }
}

/// What is typed where nobody can type.
const BOOK: [&str; 14] = [
    "healthcenter",
    "book",
    "--name",
    "홍길동",
    "--phone",
    PHONE,
    "--birth",
    "1980-01-31",
    "--sex",
    "m",
    "--package",
    "basic",
    "--pay",
    "cash",
];
const MYPAGE: [&str; 4] = ["healthcenter", "mypage", "--phone", PHONE];
/// Of a customer whom the sample does not know.
const PHONE: &str = "010-0000-1234";

async fn carry_out(desk: &Desk, words: &[&str]) -> Result<(), Failure> {
    let typed = Cli::try_parse_from(words).map_err(|e| Failure::Io(e.to_string()))?;
    match typed.command {
        Some(command) => desk.carry_out(&command).await.unwrap_or(Ok(())),
        None => Ok(()),
    }
}

/// Gateways that do as they are asked, while the weeks are lived.
fn quiet(seed: u64) -> Behaviour {
    Behaviour {
        payment: PaymentBehaviour {
            seed,
            record: false,
            ..PaymentBehaviour::default()
        },
        sms: SmsBehaviour {
            seed,
            record: false,
            ..SmsBehaviour::default()
        },
    }
}

/// Gateways as they are on a working day.
fn enliven(gateways: &Switchboard) {
    let rate = |rate| Rate::try_from(rate).unwrap_or_default();
    gateways.payment.change(|payment| {
        payment.delay_ms = Delay::fixed(180);
        payment.decline_rate = rate(0.06);
        payment.busy_rate = rate(0.03);
        payment.fail_after_rate = rate(0.03);
    });
    gateways.sms.change(|sms| {
        sms.delay_ms = Delay::fixed(40);
        sms.fail_rate = rate(0.05);
    });
}

/// The folder of the database, for its owner alone. It goes away with this value unless it is kept.
struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    fn make(keep: Option<&Path>) -> Result<Self, Failure> {
        let path = match keep {
            Some(path) => path.to_owned(),
            None => std::env::temp_dir().join(format!("healthcenter-demo-{}", RandomIds.key())),
        };
        let made = std::fs::DirBuilder::new()
            .mode(0o700)
            .recursive(keep.is_some())
            .create(&path);
        made.map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?;
        let keep = keep.is_some();
        Ok(Self { path, keep })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep
            && let Err(e) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(folder = %self.path.display(), error = %e, "the demo's folder stays");
        }
    }
}
