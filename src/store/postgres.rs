//! The PostgreSQL driver, for centres whose desks are more than one machine.
//!
//! A connection has a small runtime of its own and panics on an async task, so only the store's own threads
//! touch it. Statements are prepared once per connection. What nobody waits for goes out with what somebody does:
//! a booking is some twenty statements in thirteen round trips.
//!
//! A server can hold a connection and be silent: its machine acknowledges what its processes never read. To
//! connect and to begin takes no lock and no work, so both have a deadline; a statement may take its time.

use std::collections::HashMap;
use std::error::Error as _;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryStreamExt};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, WrongType, to_sql_checked};
use tokio_postgres::{Client, Connection, Socket, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::StoreError;
use super::sql::{Dialect, Row, Sql, Value};

/// One open connection with its prepared statements.
pub struct Postgres {
    runtime: Runtime,
    /// None once it is being closed.
    client: Option<Arc<Client>>,
    /// Statements that are on their way, the oldest first, and were waited for by nobody yet.
    told: Vec<BoxFuture<'static, Result<u64, tokio_postgres::Error>>>,
    /// What carries its words to the server and back, whenever somebody waits for one.
    carrier: JoinHandle<()>,
    prepared: HashMap<String, Statement>,
}

/// A connection on which so long nothing was acknowledged, or nothing said where a word was due, is given up.
pub const UNANSWERED: Duration = Duration::from_secs(10);

/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// How many statements may be on their way: a restore tells a million.
const TOLD: usize = 64;

/// Where stores tell each other that they have committed something.
pub const CHANNEL: &str = "healthcenter_changes";

/// Connects. TLS is used when the URL asks for it (`sslmode=require`), with the certificate checked.
///
/// # Errors
/// [`StoreError::Unavailable`] with the server's reason; the password is never part of it.
pub fn open(url: &str) -> Result<Postgres, StoreError> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| StoreError::Unavailable(e.to_string()))?;
    let (client, connection) = runtime.block_on(connect(url))?;
    let carrier = runtime.spawn(async {
        if let Err(e) = connection.await {
            tracing::debug!(error = %e, "a connection ended");
        }
    });
    Ok(Postgres {
        runtime,
        client: Some(Arc::new(client)),
        told: Vec::new(),
        carrier,
        prepared: HashMap::new(),
    })
}

/// The two halves of a connection.
pub type Halves = (
    Client,
    Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>,
);

/// Connects, on an async task.
///
/// # Errors
/// As [`open`].
pub async fn connect(url: &str) -> Result<Halves, StoreError> {
    let (config, tls) = (config(url)?, tls()?);
    answered(config.connect(tls)).await
}

/// An answer that comes in time.
///
/// # Errors
/// [`StoreError::Unavailable`] when it does not, or its own fault.
pub async fn answered<T>(answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
    match tokio::time::timeout(UNANSWERED, answer).await {
        Ok(answer) => answer.map_err(|e| error(&e)),
        Err(_) => Err(StoreError::Unavailable("the server does not answer".into())),
    }
}

fn config(url: &str) -> Result<tokio_postgres::Config, StoreError> {
    let mut config: tokio_postgres::Config = url
        .parse()
        .map_err(|e: tokio_postgres::Error| StoreError::Unavailable(format!("the database URL is not valid: {e}")))?;
    config.application_name("healthcenter");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(UNANSWERED / 2);
    }
    // A cable that is pulled says nothing: without these the kernel waits a quarter of an hour for an answer.
    config
        .keepalives_idle(UNANSWERED / 2)
        .keepalives_interval(UNANSWERED / 4)
        .keepalives_retries(2);
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNANSWERED);
    }
    Ok(config)
}

fn tls() -> Result<MakeRustlsConnect, StoreError> {
    let roots = rustls::RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| StoreError::Unavailable(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

impl Postgres {
    /// Whether the connection is gone for good.
    pub fn is_closed(&self) -> bool {
        self.client.as_ref().is_none_or(|client| client.is_closed())
    }

    /// Begins a transaction, or finds out in time that the server does not answer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub fn begin(&mut self, sql: &str) -> Result<(), StoreError> {
        self.told.clear();
        let client = self.client()?;
        self.runtime.block_on(answered(client.batch_execute(sql)))
    }

    fn client(&self) -> Result<Arc<Client>, StoreError> {
        let closed = || StoreError::Unavailable("the connection is closed".into());
        self.client.clone().ok_or_else(closed)
    }

    /// What a statement is answered with, which goes out behind all that was told. Where something told before went
    /// wrong, that is what went wrong with this one.
    fn answer<T>(&mut self, statement: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let told = std::mem::take(&mut self.told);
        self.runtime.block_on(async {
            let mut statement = pin!(statement);
            let first = poll_once(statement.as_mut()).await;
            for told in told {
                told.await.map_err(|e| error(&e))?;
            }
            match first {
                Poll::Ready(answer) => answer,
                Poll::Pending => statement.await,
            }
        })
    }

    fn prepare(&mut self, sql: &str, params: usize) -> Result<Statement, StoreError> {
        let statement = match self.prepared.get(sql) {
            Some(statement) => statement.clone(),
            None => {
                let (client, text) = (self.client()?, sql.replace('?', "$"));
                let statement = self.answer(async { client.prepare(&text).await.map_err(|e| error(&e)) })?;
                self.prepared.insert(sql.to_owned(), statement.clone());
                statement
            }
        };
        if statement.params().len() == params {
            Ok(statement)
        } else {
            let wanted = statement.params().len();
            Err(StoreError::Bug(format!(
                "{params} parameters for {wanted} placeholders"
            )))
        }
    }
}

impl Drop for Postgres {
    /// Says goodbye, so that the server has nothing to complain of.
    fn drop(&mut self) {
        self.told.clear();
        drop(self.client.take());
        let carrier = &mut self.carrier;
        let gone = self
            .runtime
            .block_on(async { tokio::time::timeout(GOODBYE, carrier).await });
        if gone.is_err() {
            tracing::debug!("a connection was not closed in time");
        }
    }
}

impl Sql for Postgres {
    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepare(sql, params.len())?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        let client = self.client()?;
        self.answer(async { client.execute(&statement, &params).await.map_err(|e| error(&e)) })
    }

    fn tell(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), StoreError> {
        if self.told.len() >= TOLD {
            self.answer(ready(Ok(())))?;
        }
        let (statement, client) = (self.prepare(sql, params.len())?, self.client()?);
        let params: Vec<Value<'static>> = params.iter().cloned().map(Value::into_owned).collect();
        let mut telling = async move {
            let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
            client.execute(&statement, &params).await
        }
        .boxed();
        match self.runtime.block_on(poll_once(telling.as_mut())) {
            Poll::Ready(told) => told.map(drop).map_err(|e| error(&e)),
            Poll::Pending => {
                self.told.push(telling);
                Ok(())
            }
        }
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepare(sql, params.len())?;
        let types: Vec<Type> = statement.columns().iter().map(|c| c.type_().clone()).collect();
        let params = params.iter().map(|v| v as &(dyn ToSql + Sync));
        let client = self.client()?;
        self.answer(async {
            let mut rows = pin!(client.query_raw(&statement, params).await.map_err(|e| error(&e))?);
            while let Some(row) = rows.try_next().await.map_err(|e| error(&e))? {
                let mut values = Vec::with_capacity(types.len());
                for (column, kind) in types.iter().enumerate() {
                    values.push(if *kind == Type::TEXT {
                        Value::from(row.try_get::<_, Option<String>>(column).map_err(|e| error(&e))?)
                    } else if *kind == Type::INT4 {
                        let n = row.try_get::<_, Option<i32>>(column).map_err(|e| error(&e))?;
                        Value::from(n.map(i64::from))
                    } else {
                        Value::from(row.try_get::<_, Option<i64>>(column).map_err(|e| error(&e))?)
                    });
                }
                each(Row(values))?;
            }
            Ok(())
        })
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        let client = self.client()?;
        self.answer(async { client.batch_execute(sql).await.map_err(|e| error(&e)) })
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }
}

/// Gives a statement its first push, which is what sends it.
async fn poll_once<F: Future + ?Sized>(mut statement: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(statement.as_mut().poll(context))).await
}

/// A value that the column or the placeholder can't take.
#[derive(Debug, thiserror::Error)]
#[error("a value of the wrong type")]
struct Mistyped;

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) if *kind == Type::INT8 => n.to_sql(kind, out),
            Self::Int(n) if *kind == Type::INT4 => i32::try_from(*n).map_err(|_| Mistyped)?.to_sql(kind, out),
            Self::Text(text) if *kind == Type::TEXT => text.as_ref().to_sql(kind, out),
            // The wire has bytes only: eight letters would arrive as a number.
            Self::Int(_) | Self::Text(_) => Err(Mistyped.into()),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::TEXT | Type::INT8 | Type::INT4)
    }

    to_sql_checked!();
}

/// The driver's fault in the store's terms.
pub fn error(e: &tokio_postgres::Error) -> StoreError {
    let Some(db) = e.as_db_error() else {
        let cause = e.source();
        let text = cause.map_or_else(|| e.to_string(), |cause| format!("{e}: {cause}"));
        return if cause.is_some_and(|cause| cause.is::<Mistyped>() || cause.is::<WrongType>()) {
            StoreError::Bug(text)
        } else {
            StoreError::Unavailable(text)
        };
    };
    let code = db.code();
    let text = db.message().to_owned();
    match *code {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => StoreError::Conflict,
        SqlState::LOCK_NOT_AVAILABLE | SqlState::TOO_MANY_CONNECTIONS => StoreError::Busy,
        SqlState::DISK_FULL => StoreError::Full,
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => StoreError::Corrupt(text),
        _ if code.code().starts_with("23") => StoreError::Constraint(text),
        // Connection, authorisation, missing database or schema, rights, resources, operator's shutdown, I/O.
        _ if ["08", "28", "3D", "3F", "42501", "53", "57", "58", "25"]
            .iter()
            .any(|class| code.code().starts_with(class)) =>
        {
            StoreError::Unavailable(text)
        }
        _ => StoreError::Bug(format!("{} {text}", code.code())),
    }
}
