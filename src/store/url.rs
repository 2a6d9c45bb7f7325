//! Where the data is: a file, or a PostgreSQL server.

use std::fmt;
use std::path::PathBuf;

/// The value of `--database`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A path, with or without `sqlite:` in front.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads a URL or a path.
    ///
    /// # Errors
    /// What it begins with, when that is neither a path nor a scheme that is known.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(text.to_owned());
        }
        match path.split_once("://") {
            Some((scheme, _)) => Err(format!("{scheme}://")),
            None => Ok(Self::Sqlite(PathBuf::from(path))),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let (user, place) = rest.rsplit_once('@').map_or(("", rest), |(user, place)| (user, place));
                let (place, parameters) = place.split_once('?').unwrap_or((place, ""));
                write!(f, "{scheme}://")?;
                if let Some(name) = user.split([':', '?', '/']).next().filter(|name| !name.is_empty()) {
                    write!(f, "{name}@")?;
                }
                f.write_str(place)?;
                let shown: Vec<&str> = parameters
                    .split('&')
                    .filter(|parameter| !parameter.is_empty() && !parameter.starts_with("password="))
                    .collect();
                if shown.is_empty() {
                    Ok(())
                } else {
                    write!(f, "?{}", shown.join("&"))
                }
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_servers() {
        let sqlite = |path: &str| Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
        assert_eq!(DatabaseUrl::parse("/var/lib/h.db"), sqlite("/var/lib/h.db"));
        assert_eq!(DatabaseUrl::parse("sqlite:h.db"), sqlite("h.db"));
        assert_eq!(DatabaseUrl::parse("sqlite:///var/h.db"), sqlite("/var/h.db"));
        assert!(DatabaseUrl::parse("mysql://h/db").is_err());
        assert!(DatabaseUrl::parse("sqlite:").is_err());
    }

    #[test]
    fn a_password_is_never_shown() {
        let url = DatabaseUrl::parse("postgres://desk:s3cret@db.local:5432/h?sslmode=require").unwrap();
        assert_eq!(format!("{url} {url:?}").matches("s3cret").count(), 0);
        assert_eq!(url.to_string(), "postgres://desk@db.local:5432/h?sslmode=require");
        let url = DatabaseUrl::parse("postgres://db.local/h?user=desk&password=s3cret").unwrap();
        assert_eq!(url.to_string(), "postgres://db.local/h?user=desk");
        let url = DatabaseUrl::parse("postgres://desk:s3?cret@db.local/h").unwrap();
        assert_eq!(url.to_string(), "postgres://desk@db.local/h");
        let url = DatabaseUrl::parse("postgres://db.local/h?password=s3@cret").unwrap();
        assert!(!url.to_string().contains("s3"), "{url}");
    }
}
