//! Settings, store, gateways and clock, put together.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use crate::app::ports::{PaymentGateway, SmsGateway};
use crate::app::{App, Links, Recorder, Rules, Texts};
use crate::assets;
use crate::cli::Failure;
use crate::cli::args::Global;
use crate::clock::{RandomIds, SystemClock};
use crate::config::{Effective, Layers, PaymentKind, Settings, SmsKind, Source, Why};
use crate::domain::package::Catalogue;
use crate::gateway::{self, HttpPayment, HttpSms, Wire};
use crate::pulse::Pulse;
use crate::store::{DatabaseUrl, Options, Store, StoreError};
use crate::worker::Worker;

/// What the program is made of, before anything is opened.
pub struct Composition {
    pub settings: Settings,
    pub database: DatabaseUrl,
    pub catalogue: Arc<LazyLock<Catalogue>>,
    layers: Layers,
    database_source: Source,
}

impl Composition {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`Failure::Config`], naming the key and where it stands.
    pub fn read(global: &Global) -> Result<Self, Failure> {
        let places = directories::ProjectDirs::from("", "", "healthcenter");
        let file = match &global.config {
            Some(path) => Some(path.clone()),
            None => places
                .as_ref()
                .map(|places| places.config_dir().join("config.toml"))
                .filter(|path| path.exists()),
        };
        let environment = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        let layers = Layers::read(file.as_deref(), environment)?;
        let settings = Settings::new(&layers)?;
        let (text, database_source) = match &global.database {
            Some(text) if std::env::var("HEALTHCENTER_DATABASE").as_ref() == Ok(text) => {
                (text.clone(), Source::Environment("HEALTHCENTER_DATABASE".into()))
            }
            Some(text) => (text.clone(), Source::Flag("--database".into())),
            None => {
                let folder = places.map_or_else(|| PathBuf::from("."), |places| places.data_dir().to_owned());
                (folder.join("healthcenter.db").display().to_string(), Source::Default)
            }
        };
        let database = DatabaseUrl::parse(&text).map_err(|begins| crate::config::Fault::Value {
            key: "database".into(),
            origin: database_source.clone(),
            why: Why::new("database", [("text", &begins)]),
        })?;
        Ok(Self {
            settings,
            database,
            catalogue: assets::catalogue(),
            layers,
            database_source,
        })
    }

    /// The same centre over another database, with practice gateways whatever is set: the `demo`.
    pub fn over(&self, database: DatabaseUrl, payment: &str, sms: &str) -> Self {
        let mut settings = self.settings.clone();
        (settings.payment_kind, settings.sms_kind) = (PaymentKind::Http, SmsKind::Http);
        payment.clone_into(&mut settings.payment_base_url);
        sms.clone_into(&mut settings.sms_base_url);
        // A real gateway's secrets are nothing for a practice one.
        (settings.payment_secret, settings.sms_api_secret) = (None, None);
        Self {
            settings,
            database,
            catalogue: self.catalogue.clone(),
            layers: self.layers.clone(),
            database_source: Source::Flag("demo".into()),
        }
    }

    /// Every setting in effect, the database among them.
    pub fn effective(&self) -> impl Iterator<Item = Effective> + '_ {
        let database = Effective {
            key: "database".into(),
            value: self.database.to_string(),
            source: self.database_source.clone(),
        };
        std::iter::once(database).chain(self.layers.effective())
    }

    /// The use cases over a store that is opened so: by [`Store::open`], or by [`Store::on_the_spot`].
    ///
    /// # Errors
    /// Whatever keeps the store or the gateway from being opened.
    pub fn app(&self, open: fn(DatabaseUrl, Options) -> Result<Store, StoreError>) -> Result<App, Failure> {
        let options = Options {
            wait: self.settings.store_wait,
            connections: self.settings.store_connections,
        };
        Ok(App {
            store: open(self.database.clone(), options)?,
            clock: Arc::new(SystemClock),
            recorder: Recorder {
                rules: Arc::new(self.rules()),
                texts: Arc::new(Texts::new()),
                ids: Arc::new(RandomIds),
                links: Links::to(&self.settings.public_url),
            },
            gateway: self.payment_gateway()?,
        })
    }

    /// The centre's decisions.
    pub fn rules(&self) -> Rules {
        let settings = &self.settings;
        Rules {
            centre_name: settings.centre_name.clone(),
            centre_phone: settings.centre_phone.clone(),
            timezone: settings.timezone.clone(),
            text_lang: settings.text_lang,
            opening: settings.opening.clone(),
            holidays: assets::holidays(),
            catalogue: self.catalogue.clone(),
            usual_capacity: settings.slot_capacity,
            hold: settings.hold,
            max_orders_per_phone: settings.max_reservation_per_person,
            horizon_days: settings.horizon_days,
            refund_tiers: settings.refund_tiers.clone(),
        }
    }

    /// The payment gateway, when one is configured.
    ///
    /// # Errors
    /// [`Failure::Gateway`] for an address that is none.
    pub fn payment_gateway(&self) -> Result<Option<Arc<dyn PaymentGateway>>, Failure> {
        let settings = &self.settings;
        if settings.payment_kind == PaymentKind::Desk {
            return Ok(None);
        }
        let wire = Wire::new(
            &settings.payment_base_url,
            "payment.base_url",
            settings.payment_secret.clone(),
            settings.payment_timeout,
        )?;
        Ok(Some(Arc::new(HttpPayment(wire))))
    }

    /// The SMS gateway, when one is configured.
    ///
    /// # Errors
    /// [`Failure::Gateway`] for an address that is none.
    pub fn sms_gateway(&self) -> Result<Option<Arc<dyn SmsGateway>>, Failure> {
        let settings = &self.settings;
        if settings.sms_kind == SmsKind::None {
            return Ok(None);
        }
        let wire = self.sms_wire()?;
        Ok(Some(Arc::new(HttpSms {
            wire,
            sender: settings.sms_sender.clone(),
        })))
    }

    /// The line to the SMS gateway.
    ///
    /// # Errors
    /// [`Failure::Gateway`] for an address that is none.
    pub fn sms_wire(&self) -> Result<Wire, Failure> {
        let settings = &self.settings;
        Ok(Wire::new(
            &settings.sms_base_url,
            "sms.base_url",
            settings.sms_api_secret.clone(),
            settings.sms_timeout,
        )?)
    }

    /// A worker over the use cases.
    ///
    /// # Errors
    /// As [`Composition::sms_gateway`].
    pub fn worker(&self, app: App) -> Result<Worker, Failure> {
        Ok(Worker {
            app,
            sms: self.sms_gateway()?,
            max_attempts: self.settings.sms_max_attempts,
            stale_after: self.settings.stale_after,
            pulse: Pulse::default(),
        })
    }
}

/// A gateway's faults become words here, where gateways are put together; the commands know none of them.
impl From<gateway::Fault> for Failure {
    fn from(fault: gateway::Fault) -> Self {
        Self::Gateway(fault.to_string())
    }
}
