//! A centre in a temporary file: the real use cases and the real worker over gateways under script, with
//! a clock that stands still until it is moved and ids that come out the same every time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use healthcenter::app::ports::{Clock, IdSource};
use healthcenter::app::{self, Answer, App, AppError, Book, Cancel, OrderView, Pay, Recorder, Rules, Tender, When};
use healthcenter::assets;
use healthcenter::doctor::{self, Check};
use healthcenter::domain::calendar::{OpeningHours, SlotTime};
use healthcenter::domain::cancellation::{RefundTier, RefundTiers};
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::Method;
use healthcenter::domain::reason::Reason;
use healthcenter::store::orders::OrderRef;
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};
use healthcenter::worker::{Lane, Worker};
use jiff::civil::{date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::scripted::{Payments, Texts};

/// A clock that the test moves.
pub struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// Ids that count, and chance that is the same in every run.
pub struct Counting(AtomicU64);

impl IdSource for Counting {
    fn key(&self) -> String {
        format!("key-{:06}", self.0.fetch_add(1, Ordering::Relaxed))
    }

    fn random(&self) -> u64 {
        // splitmix64: far apart even for neighbouring numbers, so that booking codes do not meet.
        let mut bits = self
            .0
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

/// A centre and everything around it.
pub struct World {
    pub app: App,
    pub worker: Worker,
    pub payments: Arc<Payments>,
    pub texts: Arc<Texts>,
    clock: Arc<Hand>,
}

/// A paid booking of somebody else.
pub struct Booking<'a> {
    pub name: &'a str,
    pub phone: &'a str,
    pub sex: &'a str,
    pub package: &'a str,
    pub when: When,
    pub method: Method,
}

/// The customer of every booking: what no report may repeat.
pub const NAME: &str = "홍길동";
pub const PHONE: &str = "01012345678";

impl World {
    /// An empty centre on Monday 2026-11-30, 09:00 in Seoul, with two places a half-hour. Half of the price
    /// goes back on the last day before a visit.
    pub fn open(url: DatabaseUrl) -> Self {
        let start: Timestamp = "2026-11-30T00:00:00Z".parse().unwrap();
        let clock = Arc::new(Hand(AtomicI64::new(start.as_millisecond())));
        let tier = |days, percent| RefundTier { days, percent };
        let rules = Rules {
            centre_name: "한빛검진센터".into(),
            centre_phone: "0212345678".into(),
            timezone: TimeZone::get("Asia/Seoul").unwrap(),
            text_lang: Lang::Ko,
            opening: OpeningHours::default(),
            holidays: assets::holidays(),
            catalogue: assets::catalogue(),
            usual_capacity: 2,
            hold: SignedDuration::from_mins(10),
            max_orders_per_phone: 1_000,
            horizon_days: 90,
            refund_tiers: RefundTiers::new(vec![tier(2, 100), tier(1, 50)]).unwrap(),
        };
        let (payments, texts) = (Arc::new(Payments::default()), Arc::new(Texts::default()));
        let app = App {
            store: open(url),
            clock: clock.clone(),
            recorder: Recorder {
                links: Default::default(),
                rules: Arc::new(rules),
                texts: Arc::new(app::Texts::new()),
                ids: Arc::new(Counting(AtomicU64::new(1))),
            },
            gateway: Some(payments.clone()),
        };
        let worker = Worker {
            app: app.clone(),
            sms: Some(texts.clone()),
            max_attempts: 3,
            stale_after: SignedDuration::from_hours(24),
            pulse: healthcenter::pulse::Pulse::default(),
        };
        Self {
            app,
            worker,
            payments,
            texts,
            clock,
        }
    }

    /// The time of the clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock.
    pub fn pass(&self, wait: SignedDuration) {
        self.clock
            .0
            .fetch_add(i64::try_from(wait.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Books for anybody.
    pub async fn book_for(&self, booking: Booking<'_>) -> Answer {
        let (birth, today) = (Some("1980-01-01"), date(2026, 11, 30));
        let customer = app::customer(Some(booking.name), Some(booking.phone), birth, Some(booking.sex), today);
        let book = Book {
            customer: customer.unwrap(),
            package: PackageCode::parse(booking.package).unwrap(),
            agreed: None,
            when: booking.when,
            tender: tender(booking.method),
            hold_only: false,
            rehearse: false,
            key: None,
        };
        self.app.book(book).await.unwrap()
    }

    /// Books the basic package.
    pub async fn book(&self, when: When, method: Option<Method>) -> Result<Answer, AppError> {
        self.app
            .book(Book {
                customer: app::customer(
                    Some(NAME),
                    Some(PHONE),
                    Some("1980-01-01"),
                    Some("m"),
                    date(2026, 11, 30),
                )
                .unwrap(),
                package: PackageCode::parse("basic").unwrap(),
                agreed: None,
                when,
                tender: tender(method.unwrap_or(Method::Card)),
                hold_only: method.is_none(),
                rehearse: false,
                key: None,
            })
            .await
    }

    /// Pays a held order.
    pub async fn pay(&self, order: OrderId, method: Method) -> Result<Answer, AppError> {
        let (asked, tender) = (OrderRef::Id(order).into(), tender(method));
        self.app.pay(Pay { asked, tender }).await
    }

    /// Cancels an order.
    pub async fn cancel(&self, order: OrderId) -> Result<Answer, AppError> {
        self.app
            .cancel(Cancel {
                asked: OrderRef::Id(order).into(),
                reason: None,
                by: "desk".into(),
                rehearse: false,
            })
            .await
    }

    /// Rejects a request.
    pub async fn reject(&self, order: OrderId) -> Result<Answer, AppError> {
        let reason = Reason::parse("내시경실 점검").unwrap();
        self.app.reject(OrderRef::Id(order), reason, "admin".into()).await
    }

    /// Confirms a request.
    pub async fn confirm(&self, order: OrderId) -> Result<OrderView, AppError> {
        self.app.confirm(OrderRef::Id(order), "admin".into()).await
    }

    /// One piece of work of a lane.
    pub async fn step(&self, lane: Lane) -> usize {
        self.worker.step(lane).await.unwrap()
    }

    /// Works until no lane finds anything due; the clock stands still.
    pub async fn drain(&self) {
        loop {
            let mut done = 0;
            for lane in Lane::ALL {
                done += self.step(lane).await;
            }
            if done == 0 {
                return;
            }
        }
    }

    /// Every rule, as of the clock.
    pub async fn examine(&self) -> Vec<Check> {
        let now = self.now();
        self.app.store.read(move |sql| doctor::rules(sql, now)).await.unwrap()
    }

    /// Panics with what the doctor says unless every rule holds.
    pub async fn is_well(&self, after: &str) {
        let broken: Vec<Check> = self.examine().await.into_iter().filter(|check| !check.ok).collect();
        assert!(broken.is_empty(), "after {after}: {broken:#?}");
    }

    /// The status of an order.
    pub async fn status(&self, order: OrderId) -> String {
        let found = self
            .app
            .store
            .read(move |sql| -> Result<_, StoreError> { healthcenter::store::orders::find(sql, &OrderRef::Id(order)) })
            .await;
        found.unwrap().unwrap().status.code().to_owned()
    }
}

/// Opens a store. On a thread of its own: PostgreSQL's client can't connect on one that drives tasks.
pub fn open(url: DatabaseUrl) -> Store {
    let opened = std::thread::spawn(move || Store::open(url, Options::default()));
    opened.join().unwrap().unwrap()
}

/// The slot at half past eight of a day in December 2026.
pub fn december(day: i8) -> SlotTime {
    SlotTime::new(date(2026, 12, day), time(8, 30, 0, 0))
}

/// The number of the order that was answered.
pub fn id(answer: &Answer) -> OrderId {
    OrderId(answer.order.id)
}

fn tender(method: Method) -> Tender {
    let approval_no = (method == Method::Terminal).then(|| "12345678".to_owned());
    app::tender(Some(method.code()), None, approval_no).unwrap()
}
