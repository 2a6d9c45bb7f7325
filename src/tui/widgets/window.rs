//! A window on a list too long to hold: a page or two around the selected row, more asked for as it
//! comes near an end, the far side forgotten. A million orders scroll in the memory of a few hundred.

/// Rows in memory at most.
const MOST: usize = 600;
/// How near an end the next page is asked for.
const NEAR: usize = 40;

/// Which end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Top,
    Bottom,
}

/// Some rows of a list, and whether there are more at either end.
#[derive(Debug, Clone)]
pub struct Window<T> {
    rows: Vec<T>,
    selected: usize,
    more_above: bool,
    more_below: bool,
}

impl<T> Default for Window<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            selected: 0,
            more_above: false,
            more_below: false,
        }
    }
}

impl<T> Window<T> {
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    pub const fn selected(&self) -> usize {
        self.selected
    }

    /// The selected row.
    pub fn current(&self) -> Option<&T> {
        self.rows.get(self.selected)
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub const fn more_above(&self) -> bool {
        self.more_above
    }

    pub const fn more_below(&self) -> bool {
        self.more_below
    }

    /// Replaces the rows; the row that `same` recognises stays selected, or the nearest to where it was.
    pub fn replace(&mut self, rows: Vec<T>, more_above: bool, more_below: bool, same: impl Fn(&T, &T) -> bool) {
        let place = match self.current() {
            Some(current) => rows.iter().position(|row| same(row, current)).unwrap_or(self.selected),
            None => 0,
        };
        self.selected = place.min(rows.len().saturating_sub(1));
        self.rows = rows;
        self.more_above = more_above;
        self.more_below = more_below;
    }

    /// Adds the next page below.
    pub fn append(&mut self, page: Vec<T>, more: bool) {
        self.rows.extend(page);
        self.more_below = more;
        let extra = self
            .rows
            .len()
            .saturating_sub(MOST)
            .min(self.selected.saturating_sub(NEAR));
        if extra > 0 {
            self.rows.drain(..extra);
            self.selected -= extra;
            self.more_above = true;
        }
    }

    /// Adds the page before, in the list's order, above.
    pub fn prepend(&mut self, page: Vec<T>, more: bool) {
        self.selected += page.len();
        self.rows.splice(..0, page);
        self.more_above = more;
        if self.rows.len() > MOST {
            self.rows.truncate(MOST.max(self.selected + NEAR));
            self.more_below = true;
        }
    }

    /// Moves the selection by some rows, as far as there are any.
    pub fn step(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    pub fn select(&mut self, row: usize) {
        self.selected = row.min(self.rows.len().saturating_sub(1));
    }

    /// The end whose next page is wanted now.
    pub fn wants(&self) -> Option<End> {
        if self.more_below && self.selected + NEAR >= self.rows.len() {
            Some(End::Bottom)
        } else if self.more_above && self.selected < NEAR {
            Some(End::Top)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_walked_to_its_end_and_back_in_little_memory() {
        let all: Vec<usize> = (0..5_000).collect();
        let mut window = Window::default();
        window.replace(all[..100].to_vec(), false, true, |a, b| a == b);
        for _ in 0..all.len() {
            window.step(1);
            if window.wants() == Some(End::Bottom) {
                let next = window.rows().last().unwrap() + 1;
                let to = (next + 100).min(all.len());
                window.append(all[next..to].to_vec(), to < all.len());
            }
            assert!(window.rows().len() <= MOST + 100);
        }
        assert_eq!(window.current(), Some(&4_999));
        for _ in 0..all.len() {
            window.step(-1);
            if window.wants() == Some(End::Top) {
                let first = window.rows()[0];
                let from = first.saturating_sub(100);
                window.prepend(all[from..first].to_vec(), from > 0);
            }
            assert!(window.rows().len() <= MOST + 100);
        }
        assert_eq!(window.current(), Some(&0));
        assert_eq!(window.wants(), None);
    }

    #[test]
    fn what_was_selected_stays_selected_when_others_come() {
        let mut window = Window::default();
        window.replace(vec![3, 2, 1], false, false, |a, b| a == b);
        window.step(1);
        window.replace(vec![5, 4, 3, 2, 1], false, false, |a, b| a == b);
        assert_eq!(window.current(), Some(&2));
        window.replace(vec![5], false, false, |a, b| a == b);
        assert_eq!(window.current(), Some(&5));
    }
}
