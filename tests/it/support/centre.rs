//! The use cases over a database, without a gateway: what the screens ask, asked directly.

use std::sync::Arc;

use healthcenter::app::{App, Recorder, Rules, Texts};
use healthcenter::assets;
use healthcenter::clock::{RandomIds, SystemClock};
use healthcenter::domain::calendar::OpeningHours;
use healthcenter::domain::cancellation::RefundTiers;
use healthcenter::domain::lang::Lang;
use healthcenter::store::Store;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// The centre's decisions as they are without a setting.
pub fn rules() -> Rules {
    Rules {
        centre_name: "한빛검진센터".into(),
        centre_phone: "0212345678".into(),
        timezone: TimeZone::get("Asia/Seoul").expect("Seoul"),
        text_lang: Lang::Ko,
        opening: OpeningHours::default(),
        holidays: assets::holidays(),
        catalogue: assets::catalogue(),
        usual_capacity: 4,
        hold: SignedDuration::from_mins(10),
        max_orders_per_phone: 10,
        horizon_days: 90,
        refund_tiers: RefundTiers::default(),
    }
}

/// The use cases, by the machine's own clock.
pub fn app(store: Store) -> App {
    App {
        store,
        clock: Arc::new(SystemClock),
        recorder: Recorder {
            links: Default::default(),
            rules: Arc::new(rules()),
            texts: Arc::new(Texts::new()),
            ids: Arc::new(RandomIds),
        },
        gateway: None,
    }
}
