//! A fresh database on one of the engines, and how a case is run on both.

use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

use healthcenter::store::engine::Engine;
use healthcenter::store::sql::Sql;
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::support::postgres::postgres_url;

/// How long the tests' connections wait for each other.
pub const WAIT: Duration = Duration::from_secs(30);

/// Where a database is, or will be.
pub struct Place {
    pub url: DatabaseUrl,
    pub folder: TempDir,
}

impl Place {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("h.db"));
        Self { url, folder }
    }

    pub fn postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Postgres(postgres_url());
        Self { url, folder }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn open(&self) -> Store {
        self.open_with(Options {
            wait: WAIT,
            connections: 8,
        })
        .unwrap()
    }

    pub fn open_with(&self, options: Options) -> Result<Store, StoreError> {
        Store::open(self.url.clone(), options)
    }

    /// A connection of the test's own to the migrated database.
    pub fn engine(&self) -> Engine {
        drop(self.open());
        Engine::open(&self.url, WAIT).unwrap()
    }
}

/// Runs `work` in a transaction of its own and commits it.
pub fn write<T>(engine: &mut Engine, work: impl FnOnce(&mut dyn Sql) -> T) -> T {
    engine.begin(true).unwrap();
    let answer = work(engine.sql());
    engine.commit().unwrap();
    answer
}

/// Ends a future on a runtime of several threads, as the program has it.
pub fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// A number of seconds after an instant in 2026.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

/// `on_both! { fn a_case(place: &Place) { … } }`: the case as a test on each engine.
macro_rules! on_both {
    ($($(#[$doc:meta])* fn $name:ident($place:ident: &Place) $body:block)+) => {
        mod cases {
            use super::*;
            $($(#[$doc])* pub fn $name($place: &Place) $body)+
        }
        mod sqlite {
            use super::*;
            $(#[test] fn $name() { cases::$name(&Place::sqlite()); })+
        }
        mod postgres {
            use super::*;
            $(#[test] fn $name() { cases::$name(&Place::postgres()); })+
        }
    };
}
pub(crate) use on_both;
