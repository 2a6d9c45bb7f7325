//! The centre under simulation: the real use cases and workers on real SQLite, with its clock, its ids, its
//! transactions and its lines to the gateways in the simulation's hands.

use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use healthcenter::app::ports::{Clock, IdSource, PaymentGateway};
use healthcenter::app::{self, App, Recorder, Rules};
use healthcenter::assets;
use healthcenter::domain::calendar::OpeningHours;
use healthcenter::domain::cancellation::{RefundTier, RefundTiers};
use healthcenter::domain::lang::Lang;
use healthcenter::pulse::Pulse;
use healthcenter::store::{DatabaseUrl, Hands, Options, Store};
use healthcenter::worker::Worker;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::liars::Liar;
use super::line::Line;
use super::mutants::{Mutant, Port};

/// Monday 2026-11-30, 09:00 in Seoul.
const START: i64 = 1_795_996_800_000;

/// How far the machines' clocks are from each other, in milliseconds.
const APART: [i64; 3] = [0, 1_500, -1_500];

/// A machine's clock: the one that the simulation moves, and how far this one is from it.
struct Hand {
    time: Arc<AtomicI64>,
    apart: i64,
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.time.load(Ordering::Relaxed) + self.apart).unwrap()
    }
}

struct Counting {
    next: AtomicU64,
    repeats: bool,
}

impl IdSource for Counting {
    fn key(&self) -> String {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        format!("k{:06}", if self.repeats { n / 2 } else { n })
    }

    fn random(&self) -> u64 {
        super::dice::Dice::new(self.next.fetch_add(1, Ordering::Relaxed)).next()
    }
}

/// A centre and the simulation's own eyes on its tables.
pub struct House {
    /// One a machine, the first with the right time.
    pub workers: Vec<Worker>,
    pub line: Arc<Line>,
    pub hands: Hands,
    pub eyes: Connection,
    time: Arc<AtomicI64>,
    stands_still: bool,
    _folder: tempfile::TempDir,
}

impl House {
    /// An empty centre with two places a half-hour.
    pub fn open(mutant: Option<&Mutant>) -> Self {
        let folder = folder();
        let path = folder.path().join("h.db");
        std::fs::write(&path, empty()).unwrap();
        let (store, hands) = Store::by_hand(DatabaseUrl::Sqlite(path.clone()), Options::default()).unwrap();
        let eyes = Connection::open(&path).unwrap();
        eyes.set_prepared_statement_cache_capacity(64);
        eyes.execute_batch("PRAGMA synchronous=OFF").unwrap();
        eyes.execute_batch(super::touched::TRIGGERS).unwrap();
        let port = mutant.and_then(Mutant::port);
        if let Some(sql) = mutant.and_then(Mutant::sql) {
            eyes.execute_batch(sql).unwrap();
        }
        let (line, time) = (Arc::new(Line::default()), Arc::new(AtomicI64::new(START)));
        let gateway: Arc<dyn PaymentGateway> = match port {
            Some(fault) => Arc::new(Liar {
                fault,
                line: Arc::clone(&line),
                calls: AtomicU64::new(0),
            }),
            None => line.clone(),
        };
        let ids = Counting {
            next: AtomicU64::new(1),
            repeats: port == Some(Port::RepeatingIds),
        };
        let ids: Arc<dyn IdSource> = Arc::new(ids);
        let machine = |apart| Worker {
            app: App {
                store: store.clone(),
                clock: Arc::new(Hand {
                    time: Arc::clone(&time),
                    apart,
                }),
                recorder: Recorder {
                    links: app::Links::default(),
                    rules: rules(),
                    texts: Arc::new(app::Texts::new()),
                    ids: Arc::clone(&ids),
                },
                gateway: Some(Arc::clone(&gateway)),
            },
            sms: Some(line.clone()),
            max_attempts: 3,
            stale_after: SignedDuration::from_hours(24),
            pulse: Pulse::default(),
        };
        Self {
            workers: APART.map(machine).into(),
            line,
            hands,
            eyes,
            time,
            stands_still: port == Some(Port::StandingClock),
            _folder: folder,
        }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.time.load(Ordering::Relaxed)).unwrap()
    }

    /// Moves the clock, backwards too.
    pub fn pass(&self, milliseconds: i64) {
        if !self.stands_still {
            self.time.fetch_add(milliseconds, Ordering::Relaxed);
        }
    }
}

fn rules() -> Arc<Rules> {
    static RULES: OnceLock<Arc<Rules>> = OnceLock::new();
    let tier = |days, percent| RefundTier { days, percent };
    let make = || {
        Arc::new(Rules {
            centre_name: "한빛검진센터".into(),
            centre_phone: "0212345678".into(),
            timezone: TimeZone::get("Asia/Seoul").unwrap(),
            text_lang: Lang::Ko,
            opening: OpeningHours::default(),
            holidays: assets::holidays(),
            catalogue: assets::catalogue(),
            usual_capacity: 2,
            hold: SignedDuration::from_mins(10),
            max_orders_per_phone: 5,
            horizon_days: 90,
            refund_tiers: RefundTiers::new(vec![tier(2, 100), tier(1, 50)]).unwrap(),
        })
    };
    Arc::clone(RULES.get_or_init(make))
}

/// In memory where the machine has a folder there.
fn folder() -> tempfile::TempDir {
    let shm = Path::new("/dev/shm");
    if shm.is_dir() {
        return tempfile::tempdir_in(shm).unwrap();
    }
    tempfile::tempdir().unwrap()
}

/// A database that has been migrated and not used, made once.
fn empty() -> &'static [u8] {
    static EMPTY: OnceLock<Vec<u8>> = OnceLock::new();
    let make = || {
        let folder = folder();
        let path = folder.path().join("empty.db");
        drop(Store::by_hand(DatabaseUrl::Sqlite(path.clone()), Options::default()).unwrap());
        std::fs::read(path).unwrap()
    };
    EMPTY.get_or_init(make)
}
