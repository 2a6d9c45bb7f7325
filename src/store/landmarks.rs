//! The page in the middle of a long table. Whoever asks for page 40,000 and for how many there are would
//! have a million rows counted each time; instead every 4,096th number is remembered, and only the way
//! from there is counted. It works for tables that never lose a row, as all of these.

use super::StoreError;
use super::sql::Sql;
use crate::params;

/// Rows between two landmarks.
const STRIDE: i64 = 4_096;

/// The tables that are numbered and only ever grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbered {
    Orders,
    Payments,
    Reservations,
    Cancellations,
}

impl Numbered {
    const fn table(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Payments => "payments",
            Self::Reservations => "reservations",
            Self::Cancellations => "cancellations",
        }
    }
}

/// What one process remembers of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Landmarks {
    /// The number of the row at place `STRIDE`, `2 * STRIDE`, …, counted from 1.
    numbers: Vec<i64>,
}

/// The numbers of a page's rows, ascending, and how many rows there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub total: i64,
    pub numbers: Vec<i64>,
}

impl Landmarks {
    /// Rows `skip + 1` to `skip + size` in the order of their numbers.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn page(&mut self, sql: &mut dyn Sql, of: Numbered, skip: i64, size: i64) -> Result<Page, StoreError> {
        let total = self.count(sql, of)?;
        if size <= 0 || skip < 0 || skip >= total {
            return Ok(Page {
                total,
                numbers: Vec::new(),
            });
        }
        let mark = (skip / STRIDE).min(self.numbers.len() as i64);
        let numbers = sql
            .rows(
                &format!(
                    "SELECT id FROM {} WHERE id > ?1 ORDER BY id LIMIT ?2 OFFSET ?3",
                    of.table()
                ),
                params![self.at(mark), size, skip - mark * STRIDE],
            )?
            .iter()
            .map(|row| row.int(0))
            .collect::<Result<_, _>>()?;
        Ok(Page { total, numbers })
    }

    /// The rows there are; new landmarks are set on the way.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn count(&mut self, sql: &mut dyn Sql, of: Numbered) -> Result<i64, StoreError> {
        let newest = sql.number(&format!("SELECT COALESCE(MAX(id), 0) FROM {}", of.table()), &[])?;
        if self.numbers.last().is_some_and(|last| *last > newest) {
            // Another database stands here now: a backup was restored.
            self.numbers.clear();
        }
        // On PostgreSQL a lower number can be committed after a higher one. So a landmark is set only when
        // a whole stride lies beyond it: by then everything below has long been written.
        let mut ahead = self.next(sql, of, self.at(self.numbers.len() as i64))?;
        while let Some(number) = ahead {
            ahead = self.next(sql, of, number)?;
            if ahead.is_some() {
                self.numbers.push(number);
            }
        }
        let (marks, last) = (self.numbers.len() as i64, self.at(self.numbers.len() as i64));
        let beyond = sql.number(
            &format!("SELECT COUNT(*) FROM {} WHERE id > ?1", of.table()),
            params![last],
        )?;
        Ok(marks * STRIDE + beyond)
    }

    fn at(&self, mark: i64) -> i64 {
        let before = usize::try_from(mark - 1).ok();
        before.and_then(|n| self.numbers.get(n)).copied().unwrap_or(0)
    }

    fn next(&self, sql: &mut dyn Sql, of: Numbered, from: i64) -> Result<Option<i64>, StoreError> {
        sql.row(
            &format!(
                "SELECT id FROM {} WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2",
                of.table()
            ),
            params![from, STRIDE - 1],
        )?
        .map(|row| row.int(0))
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{migrate, sqlite};

    #[test]
    fn every_page_of_a_long_table_with_gaps_is_found() {
        let mut memory = sqlite::in_memory().unwrap();
        migrate::apply(&mut memory, migrate::known()).unwrap();
        let sql: &mut dyn Sql = &mut memory;
        // Every third number is missing, as on a server where transactions were undone.
        sql.batch(
            "PRAGMA foreign_keys = OFF;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15000)
             INSERT INTO cancellations (id, order_id, status, by_whom, refund, at)
             SELECT i, i, 'owed', 'x', 0, 0 FROM n WHERE i % 3 > 0",
        )
        .unwrap();
        let expected: Vec<i64> = (1..=15_000).filter(|i| i % 3 > 0).collect();
        let mut marks = Landmarks::default();
        for skip in [
            0, 20, 4_090, 4_095, 4_096, 8_180, 8_191, 8_192, 9_990, 9_999, 10_000, 99_999,
        ] {
            let page = marks.page(sql, Numbered::Cancellations, skip, 20).unwrap();
            assert_eq!(page.total, 10_000);
            let rest = expected.get(usize::try_from(skip).unwrap()..).unwrap_or_default();
            assert_eq!(page.numbers, rest[..rest.len().min(20)], "{skip}");
        }
        assert_eq!(marks.numbers.len(), 1, "a whole stride lies beyond the first only");
        sql.batch("DELETE FROM cancellations WHERE id > 100").unwrap();
        assert_eq!(
            marks.count(sql, Numbered::Cancellations).unwrap(),
            67,
            "a restored backup"
        );
    }
}
