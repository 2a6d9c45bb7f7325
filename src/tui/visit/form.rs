//! Who comes: four entries, checked by the rules that every entrance has.

use jiff::civil::Date;

use crate::app::{self, Invalid};
use crate::domain::customer::Customer;
use crate::domain::sex::Sex;
use crate::tui::typed;
use crate::tui::widgets::field::Field;

/// An entry of the form, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Name,
    Phone,
    Birth,
    Sex,
}

impl Entry {
    pub const ALL: [Self; 4] = [Self::Name, Self::Phone, Self::Birth, Self::Sex];

    /// Its words in `[form]`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Birth => "birth",
            Self::Sex => "sex",
        }
    }
}

/// Whether somebody without a mobile phone can be taken: the desk can, a kiosk can't tell two people
/// apart by anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneIs {
    Wanted,
    Needed,
}

/// The customer as far as typed.
#[derive(Debug, Clone)]
pub struct Form {
    name: Field,
    phone: Field,
    birth: Field,
    pub sex: Option<Sex>,
    phone_is: PhoneIs,
}

impl Form {
    /// An empty one.
    pub fn new(phone_is: PhoneIs) -> Self {
        Self {
            name: Field::new(40),
            phone: Field::new(20),
            birth: Field::new(10),
            sex: None,
            phone_is,
        }
    }

    /// With a customer's particulars.
    pub fn fill(&mut self, customer: &Customer) {
        self.name.set(customer.name.as_str());
        let phone = customer.phone.as_ref().map(ToString::to_string);
        self.phone.set(phone.as_deref().unwrap_or_default());
        let birth = customer.birth.map(|birth| birth.date().to_string());
        self.birth.set(birth.as_deref().unwrap_or_default());
        self.sex = customer.sex;
    }

    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.phone.is_empty() && self.birth.is_empty() && self.sex.is_none()
    }

    /// The line behind an entry; the sex is chosen, not typed.
    pub const fn field(&self, entry: Entry) -> Option<&Field> {
        match entry {
            Entry::Name => Some(&self.name),
            Entry::Phone => Some(&self.phone),
            Entry::Birth => Some(&self.birth),
            Entry::Sex => None,
        }
    }

    pub const fn field_mut(&mut self, entry: Entry) -> Option<&mut Field> {
        match entry {
            Entry::Name => Some(&mut self.name),
            Entry::Phone => Some(&mut self.phone),
            Entry::Birth => Some(&mut self.birth),
            Entry::Sex => None,
        }
    }

    /// What was understood of an entry, written out: the year with its century, the telephone with its dashes. What
    /// can't be understood as it was typed.
    pub fn written(&self, entry: Entry, today: Date) -> Option<String> {
        let typed = self.field(entry)?.text();
        let understood = match entry {
            Entry::Phone => app::phone(typed).ok().map(|phone| phone.to_string()),
            Entry::Birth => typed::birth(typed, today).ok().map(|birth| birth.date().to_string()),
            Entry::Name | Entry::Sex => None,
        };
        Some(understood.unwrap_or_else(|| typed.to_owned()))
    }

    /// The line of an entry as it is shown while another is typed.
    pub fn left(&self, entry: Entry, today: Date) -> Option<Field> {
        let mut field = self.field(entry)?.clone();
        field.set(&self.written(entry, today)?);
        Some(field)
    }

    /// The other sex, or the first choice.
    pub const fn turn_sex(&mut self) {
        self.sex = match self.sex {
            Some(Sex::Male) => Some(Sex::Female),
            Some(Sex::Female) | None => Some(Sex::Male),
        };
    }

    /// What is wrong with an entry.
    pub fn fault(&self, entry: Entry, today: Date) -> Option<Invalid> {
        match entry {
            Entry::Name => app::customer(Some(self.name.text()), None, None, None, today).err(),
            Entry::Phone if self.phone.text().trim().is_empty() && self.phone_is == PhoneIs::Wanted => None,
            Entry::Phone => app::phone(self.phone.text()).err(),
            Entry::Birth => typed::birth(self.birth.text(), today).err(),
            Entry::Sex => self.sex.is_none().then(|| Invalid::Sex(String::new())),
        }
    }

    /// What is wrong with an entry that something stands in; an empty one is not wrong yet.
    pub fn typed_fault(&self, entry: Entry, today: Date) -> Option<Invalid> {
        let typed = self.field(entry).is_some_and(|field| !field.is_empty());
        self.fault(entry, today).filter(|_| typed)
    }

    /// The first entry that has to be filled in or put right.
    pub fn gap(&self, today: Date) -> Option<Entry> {
        Entry::ALL.into_iter().find(|entry| self.fault(*entry, today).is_some())
    }

    /// The customer.
    ///
    /// # Errors
    /// The first entry that is wrong, and why.
    pub fn customer(&self, today: Date) -> Result<Customer, (Entry, Invalid)> {
        for entry in Entry::ALL {
            if let Some(fault) = self.fault(entry, today) {
                return Err((entry, fault));
            }
        }
        let phone = Some(self.phone.text()).filter(|text| !text.trim().is_empty());
        let sex = self.sex.map(Sex::code);
        let birth = self.written(Entry::Birth, today);
        app::customer(Some(self.name.text()), phone, birth.as_deref(), sex, today).map_err(|fault| (Entry::Name, fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 30);

    #[test]
    fn the_first_wrong_entry_is_named_and_a_known_customer_has_none() {
        let mut form = Form::new(PhoneIs::Wanted);
        assert_eq!(form.gap(TODAY), Some(Entry::Name));
        assert_eq!(form.typed_fault(Entry::Name, TODAY), None, "nothing was typed yet");
        let known = app::customer(
            Some("홍길동"),
            Some("01012345678"),
            Some("1980-01-01"),
            Some("m"),
            TODAY,
        )
        .unwrap();
        form.fill(&known);
        assert_eq!(form.customer(TODAY), Ok(known));
        form.field_mut(Entry::Phone).unwrap().clear();
        assert_eq!(form.gap(TODAY), None, "the desk takes people without a phone");
        form.field_mut(Entry::Birth).unwrap().set("1980-02-30");
        assert_eq!(form.customer(TODAY).unwrap_err().0, Entry::Birth);
    }

    #[test]
    fn a_kiosk_needs_the_phone() {
        let mut form = Form::new(PhoneIs::Needed);
        form.field_mut(Entry::Name).unwrap().set("홍길동");
        assert_eq!(form.gap(TODAY), Some(Entry::Phone));
    }
}
