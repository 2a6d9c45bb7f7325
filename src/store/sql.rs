//! The port that both engines stand behind: one SQL text, values of two types.
//!
//! TEXT and BIGINT are all there is: instants are epoch milliseconds, truth is 0 or 1, structures are
//! JSON text. What both engines read the same way needs no mapping and can't drift apart.
//! Placeholders are `?1`, `?2`, …: rusqlite binds `$n` by first appearance, so `$n` would differ.

use std::borrow::Cow;

use super::StoreError;

/// A value on its way in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
}

impl Value<'_> {
    /// The same value, owning its text.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Int(n) => Value::Int(n),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Int(i64::from(truth))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<jiff::Timestamp> for Value<'_> {
    fn from(at: jiff::Timestamp) -> Self {
        Self::Int(at.as_millisecond())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<Value<'static>>);

impl Row {
    /// Column `n` as a whole number.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the column is missing, null or text.
    pub fn int(&self, n: usize) -> Result<i64, StoreError> {
        self.opt_int(n)?.ok_or_else(|| corrupt(n, "null"))
    }

    /// Column `n` as a whole number or nothing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the column is missing or text.
    pub fn opt_int(&self, n: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(n) {
            Some(Value::Int(value)) => Ok(Some(*value)),
            Some(Value::Null) => Ok(None),
            Some(Value::Text(_)) => Err(corrupt(n, "text instead of a number")),
            None => Err(corrupt(n, "missing")),
        }
    }

    /// Column `n` as text.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the column is missing, null or a number.
    pub fn text(&self, n: usize) -> Result<&str, StoreError> {
        self.opt_text(n)?.ok_or_else(|| corrupt(n, "null"))
    }

    /// Column `n` as text or nothing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the column is missing or a number.
    pub fn opt_text(&self, n: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(n) {
            Some(Value::Text(value)) => Ok(Some(value)),
            Some(Value::Null) => Ok(None),
            Some(Value::Int(_)) => Err(corrupt(n, "a number instead of text")),
            None => Err(corrupt(n, "missing")),
        }
    }

    /// Column `n` as an instant.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is none.
    pub fn at(&self, n: usize) -> Result<jiff::Timestamp, StoreError> {
        self.opt_at(n)?.ok_or_else(|| corrupt(n, "null"))
    }

    /// Column `n` as an instant or nothing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is neither.
    pub fn opt_at(&self, n: usize) -> Result<Option<jiff::Timestamp>, StoreError> {
        self.opt_int(n)?
            .map(|ms| jiff::Timestamp::from_millisecond(ms).map_err(|_| corrupt(n, "no instant")))
            .transpose()
    }

    /// Column `n` through a parser that knows the words it may hold.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the parser does not know the word.
    pub fn word<T>(&self, n: usize, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
        parse(self.text(n)?).ok_or_else(|| corrupt(n, "an unknown word"))
    }
}

/// A row that does not hold what it must.
pub fn corrupt(column: usize, found: &str) -> StoreError {
    StoreError::Corrupt(format!("column {column} holds {found}"))
}

/// Which engine is behind the port. Only locking differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The end of a `SELECT` that is going to change what it reads. SQLite's writers are alone anyway.
    pub const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The same, passing over what another worker has in its hands.
    pub const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Keeps everybody from changing a table until the transaction ends. On SQLite nobody else can.
    pub fn keep_table(self, table: &str) -> String {
        match self {
            Self::Sqlite => String::new(),
            Self::Postgres => format!("LOCK TABLE {table} IN SHARE MODE"),
        }
    }
}

/// One transaction's view of the database. Synchronous, and without any way to reach the network, so
/// that no gateway can ever be called while a transaction is open.
pub trait Sql {
    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// Any [`StoreError`]; the transaction is then only good for rolling back.
    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError>;

    /// Runs a statement whose count nobody asks for. On PostgreSQL nobody waits for it either: it goes out with the
    /// next statement that is waited for, or with the commit, and what was wrong with it comes out there.
    ///
    /// # Errors
    /// As [`execute`](Self::execute), now or later in the transaction.
    fn tell(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), StoreError> {
        self.execute(sql, params).map(drop)
    }

    /// Runs a query and hands over row by row, so that a million rows need no memory.
    ///
    /// # Errors
    /// Any [`StoreError`], or what `each` returns, which ends the query.
    fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Runs several statements without parameters.
    ///
    /// # Errors
    /// Any [`StoreError`].
    fn batch(&mut self, sql: &str) -> Result<(), StoreError>;

    /// The engine behind it.
    fn dialect(&self) -> Dialect;

    /// Says that another transaction was faster: return it, and the handle repeats the whole closure.
    fn met_another(&mut self) -> StoreError {
        StoreError::Conflict
    }
}

impl dyn Sql + '_ {
    /// All rows of a query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn rows(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of a query, if it has one.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn row(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// The one number a query answers with.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it answers with anything else.
    pub fn number(&mut self, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError> {
        self.row(sql, params)?.ok_or_else(|| corrupt(0, "no row"))?.int(0)
    }
}

/// `params![a, b]`: a slice of [`Value`]s.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::store::sql::Value::from($value)),*][..]
    };
}
