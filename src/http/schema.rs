//! What the OpenAPI document says of every call alike: parameters, and the problems it can end in.

use serde::Serialize;
use utoipa::{IntoParams, IntoResponses, ToSchema};

/// Which page.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the document's picture of a `Cut`")]
pub struct Pages {
    /// From 0.
    #[param(minimum = 0, required = false)]
    page: i64,
    #[param(minimum = 1, maximum = 1000, required = false)]
    size: i64,
    /// `id,asc` or `id,desc`.
    #[param(required = false, pattern = "^id(,asc|,desc)?$")]
    sort: String,
}

/// Which one.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "the document's picture of a number in a path")]
pub struct Id {
    #[param(minimum = 1)]
    id: i64,
}

/// The key of a request.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the document's picture of `Call`")]
pub struct Key {
    /// The same key with the same request gives the first answer again.
    #[param(
        rename = "Idempotency-Key",
        required = false,
        min_length = 1,
        max_length = 200,
        pattern = "^[!-~]+$"
    )]
    key: String,
}

/// What the client has seen.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the document's picture of `Call`")]
pub struct Seen {
    /// The ETag of what is to be changed: another one means that it has changed since.
    #[param(rename = "If-Match", required = false)]
    seen: String,
}

/// RFC 9457.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// `urn:healthcenter:problem:` and the code.
    r#type: String,
    title: String,
    status: u16,
    /// One sentence, in the language of `Accept-Language`: ko or en.
    detail: String,
    /// As of the commands: slot_full, wrong_status, …
    code: String,
    /// The field that is wrong.
    #[schema(required = false)]
    field: Option<String>,
}

/// How every staff call can end.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "the document's picture of `Problem`")]
pub enum Staff {
    /// A page, a header or a body that is none.
    #[response(status = 400, content_type = "application/problem+json")]
    Bad(#[to_schema] ProblemDocument),
    /// No token, or none that is good.
    #[response(status = 401, content_type = "application/problem+json")]
    Stranger(#[to_schema] ProblemDocument),
    /// The token's role does not reach so far.
    #[response(status = 403, content_type = "application/problem+json")]
    NotAllowed(#[to_schema] ProblemDocument),
    /// Neither HAL nor JSON will do.
    #[response(status = 406, content_type = "application/problem+json")]
    NotAcceptable(#[to_schema] ProblemDocument),
    /// The database can't be used now.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(#[to_schema] ProblemDocument),
}

/// How a call with a body can end.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "the document's picture of `Problem`")]
pub enum Body {
    /// No such order.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] ProblemDocument),
    /// The body took too long.
    #[response(status = 408, content_type = "application/problem+json")]
    TooSlow(#[to_schema] ProblemDocument),
    /// The place is gone, the status is another one, the key was used for something else.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(#[to_schema] ProblemDocument),
    /// More than 64 KiB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] ProblemDocument),
    /// The body is not said to be JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(#[to_schema] ProblemDocument),
    /// A field is unknown, missing, or holds what it can't.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(#[to_schema] ProblemDocument),
}

/// How a call for one resource can end.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "the document's picture of `Problem`")]
pub enum One {
    /// The client has this version already.
    #[response(status = 304)]
    NotModified,
    /// Nothing has that number.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] ProblemDocument),
    /// It has changed since it was looked at.
    #[response(status = 412, content_type = "application/problem+json")]
    Changed(#[to_schema] ProblemDocument),
}
