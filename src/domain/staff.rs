//! Who works at the centre, as far as a token can tell.

/// What a member of staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reception: everything a customer can ask for.
    Desk,
    /// The centre's admin: that, and the decision about a request.
    Admin,
}

impl Role {
    /// Both roles.
    pub const ALL: [Self; 2] = [Self::Desk, Self::Admin];

    /// The word in the database and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Admin => "admin",
        }
    }

    /// The role with this word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether it may confirm and reject.
    pub const fn may_decide(self) -> bool {
        matches!(self, Self::Admin)
    }
}
