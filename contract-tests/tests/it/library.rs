//! What the stub's lending library answers, and where each planted flaw shows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::stub::{Answer, Asked, Flaw, LIBRARIAN, VISITOR};

/// The library's state.
pub(crate) struct Shelf {
    flaw: Flaw,
    requests: u64,
    loans: u64,
    settled: BTreeMap<String, (Value, Answer)>,
    new_loan: jsonschema::Validator,
}

const BOOKS: u64 = 5;

impl Shelf {
    pub(crate) fn new(flaw: Flaw) -> Self {
        let mut days = json!({ "type": "integer", "minimum": 1, "maximum": 30 });
        if flaw == Flaw::SkipsMaximum {
            days = json!({ "type": "integer", "minimum": 1 });
        }
        let schema = json!({
            "type": "object", "additionalProperties": false, "required": ["memberId", "bookId", "days"],
            "properties": {
                "memberId": { "type": "string", "minLength": 3, "maxLength": 12, "pattern": "^M-[0-9]+$" },
                "bookId": { "type": "string", "pattern": "^B-[0-9]+$" },
                "days": days,
                "fee": { "type": "number", "exclusiveMinimum": 0, "maximum": 9.5, "multipleOf": 0.5 },
                "note": { "type": ["string", "null"], "maxLength": 20 },
                "due": { "type": "string", "format": "date" },
                "tags": { "type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": { "type": "string", "minLength": 2 } },
                "way": { "enum": ["desk", "post"] },
                "delivery": {
                    "type": "object", "additionalProperties": false, "required": ["city"],
                    "properties": { "city": { "type": "string", "minLength": 1, "maxLength": 40 } }
                }
            }
        });
        let new_loan = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .expect("a schema");
        Self {
            flaw,
            requests: 0,
            loans: 0,
            settled: BTreeMap::new(),
            new_loan,
        }
    }

    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }
}

/// The answer to a request; none when the stub hangs up.
pub(crate) fn answer(shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
    shelf.requests += 1;
    let id = format!("r-{}", shelf.requests);
    let mut answer = route(shelf, asked, &id)?;
    let header_id = if shelf.is(Flaw::ReusesRequestIds) {
        "r-0"
    } else {
        &id
    };
    answer
        .headers
        .push(("x-request-id".to_owned(), header_id.to_owned()));
    if let Some(correlation) = asked
        .header("x-correlation-id")
        .filter(|_| !shelf.is(Flaw::DropsCorrelation))
    {
        answer
            .headers
            .push(("x-correlation-id".to_owned(), correlation.to_owned()));
    }
    Some(answer)
}

fn route(shelf: &mut Shelf, asked: &Asked, id: &str) -> Option<Answer> {
    let (methods, scope) = match asked.path.as_str() {
        "/open" => ("GET", ""),
        "/books" => ("GET", "books:read"),
        path if path.starts_with("/books/") => ("GET", "books:read"),
        "/loans" => ("POST", "loans:write"),
        "/covers" => ("POST", "books:write"),
        _ if shelf.is(Flaw::AnswersRoutesInText) => return Some(text(404, "nothing here")),
        _ => return Some(error(404, "route.unknown", id, &[])),
    };
    if asked.method != methods {
        if shelf.is(Flaw::HidesMethods) {
            return Some(error(404, "route.unknown", id, &[]));
        }
        let refused = error(405, "method.unknown", id, &[]);
        return Some(if shelf.is(Flaw::ForgetsAllow) {
            refused
        } else {
            with(refused, "allow", methods)
        });
    }
    if let Some(refused) = refusal_of_caller(shelf, asked, scope, id) {
        return Some(refused);
    }
    match asked.path.as_str() {
        "/open" => Some(Answer {
            status: 204,
            headers: Vec::new(),
            body: String::new(),
        }),
        "/books" => books(shelf, asked, id),
        "/loans" => {
            let answer = loans(shelf, asked, id);
            Some(limited(shelf, answer))
        }
        "/covers" => Some(covers(shelf, asked, id)),
        path => Some(book(shelf, path, id)),
    }
}

fn refusal_of_caller(shelf: &Shelf, asked: &Asked, scope: &str, id: &str) -> Option<Answer> {
    if scope.is_empty() {
        return None;
    }
    let challenge = |code| with(error(401, code, id, &[]), "www-authenticate", "Bearer");
    match asked
        .header("authorization")
        .and_then(|value| value.strip_prefix("Bearer "))
    {
        None if shelf.is(Flaw::LetsAnybodyIn) => None,
        None => Some(challenge("auth.missing")),
        Some(LIBRARIAN) => None,
        Some(VISITOR) if shelf.is(Flaw::IgnoresScopes) => None,
        Some(VISITOR) => Some(error(403, "auth.forbidden", id, &[])),
        Some(_) if shelf.is(Flaw::TakesAnyToken) => None,
        Some(_) => Some(challenge("auth.wrong")),
    }
}

fn books(shelf: &Shelf, asked: &Asked, id: &str) -> Option<Answer> {
    if !accepts_json(asked) && !shelf.is(Flaw::IgnoresAccept) {
        return Some(error(406, "accept.unsupported", id, &[]));
    }
    if shelf.is(Flaw::HangsUp) {
        return None;
    }
    let limit = asked
        .query
        .get("limit")
        .map_or(Ok(5), |text| text.parse::<u64>());
    let cursor = asked
        .query
        .get("cursor")
        .map_or(Some(0), |text| text.strip_prefix('c')?.parse::<u64>().ok());
    let mut faults = Vec::new();
    if !limit.as_ref().is_ok_and(|limit| (1..=5).contains(limit)) {
        faults.push("/limit".to_owned());
    }
    if cursor.is_none() {
        faults.push("/cursor".to_owned());
    }
    if asked
        .header("x-shelf")
        .is_some_and(|shelf| shelf != "north" && shelf != "south")
    {
        faults.push("/x-shelf".to_owned());
    }
    if !faults.is_empty() && !shelf.is(Flaw::SkipsParameters) {
        return Some(error(400, "validation.failed", id, &faults));
    }
    let (limit, cursor) = (limit.unwrap_or(5), cursor.unwrap_or(0));
    let first = if shelf.is(Flaw::RepeatsItems) {
        cursor.saturating_sub(1)
    } else {
        cursor
    };
    let items: Vec<Value> = (first..(first + limit).min(BOOKS))
        .map(|number| json!({ "bookId": format!("B-{number}"), "title": "A book" }))
        .collect();
    let mut page = json!({ "items": items, "requestId": id });
    if cursor + limit < BOOKS {
        page["nextCursor"] = json!(format!("c{}", cursor + limit));
    } else if shelf.is(Flaw::LeadsBack) {
        page["nextCursor"] = json!("c9");
        page["items"] = json!([]);
    }
    Some(json_answer(200, &page))
}

fn book(shelf: &Shelf, path: &str, id: &str) -> Answer {
    let wanted = path.trim_start_matches("/books/");
    match wanted.strip_prefix("B-").map(str::parse::<u64>) {
        _ if shelf.is(Flaw::Fails) => error(500, "server.error", id, &[]),
        _ if shelf.is(Flaw::InventsStatuses) => error(418, "teapot.short", id, &[]),
        Some(Ok(number)) if number < BOOKS => {
            json_answer(200, &json!({ "bookId": wanted, "title": "A book" }))
        }
        Some(Ok(_)) => error(404, "books.unknown", id, &[]),
        _ => error(400, "validation.failed", id, &["/bookId".to_owned()]),
    }
}

fn loans(shelf: &mut Shelf, asked: &Asked, id: &str) -> Answer {
    if shelf.is(Flaw::Limits) {
        return error(429, "rate.limit", id, &[]);
    }
    if asked.header("content-type") != Some("application/json") && !shelf.is(Flaw::IgnoresMediaType)
    {
        return error(415, "media.unsupported", id, &[]);
    }
    if asked.body.len() > 4096 && !shelf.is(Flaw::TakesAnyLength) {
        return error(413, "body.too_large", id, &[]);
    }
    let Ok(body) = serde_json::from_slice::<Value>(&asked.body) else {
        let status = if shelf.is(Flaw::MisreadsBrokenBodies) {
            422
        } else {
            400
        };
        return problem_or_error(shelf, asked, status, id);
    };
    let faults: Vec<String> = shelf
        .new_loan
        .iter_errors(&body)
        .map(|error| error.instance_path().to_string())
        .collect();
    let faults = if shelf.is(Flaw::PointsElsewhere) {
        vec!["/elsewhere".to_owned()]
    } else {
        faults
    };
    if !shelf.new_loan.is_valid(&body) {
        return error(400, "validation.failed", id, &faults);
    }
    match asked.header("x-idempotency-key") {
        None if !shelf.is(Flaw::NeedsNoKey) => {
            error(400, "validation.idempotency_required", id, &[])
        }
        None => lend(shelf, &body, id),
        Some(key) if !(8..=128).contains(&key.len()) => error(
            400,
            "validation.failed",
            id,
            &["/x-idempotency-key".to_owned()],
        ),
        Some(key) => {
            let key = key.to_owned();
            keyed(shelf, &key, body, id, |shelf, body| lend(shelf, body, id))
        }
    }
}

fn keyed(
    shelf: &mut Shelf,
    key: &str,
    body: Value,
    id: &str,
    work: impl Fn(&mut Shelf, &Value) -> Answer,
) -> Answer {
    match shelf.settled.get(key) {
        Some((known, _)) if *known != body && !shelf.is(Flaw::ServesReusedKeys) => {
            error(422, "idempotency.key_reused", id, &[])
        }
        Some((_, first)) if shelf.is(Flaw::LeavesReplaysUnmarked) => first.clone(),
        Some((_, first)) if !shelf.is(Flaw::RunsReplaysAgain) => {
            with(first.clone(), "idempotent-replayed", "true")
        }
        _ => {
            let answer = work(shelf, &body);
            shelf.settled.insert(key.to_owned(), (body, answer.clone()));
            answer
        }
    }
}

fn lend(shelf: &mut Shelf, body: &Value, id: &str) -> Answer {
    let book = body["bookId"].as_str().unwrap_or_default();
    if book == "B-999" && !shelf.is(Flaw::AcceptsErrorExample) || shelf.is(Flaw::RefusesValid) {
        return error(404, "books.unknown", id, &[]);
    }
    if book == "B-0" || shelf.is(Flaw::AlwaysConflicts) {
        return error(409, "loans.taken", id, &[]);
    }
    shelf.loans += 1;
    let loan = format!("L-{}", shelf.loans);
    let told = if shelf.is(Flaw::TellsTwoRequestIds) {
        "r-other"
    } else {
        id
    };
    let mut wire = json!({ "loanId": loan, "bookId": book, "note": null, "requestId": told });
    if shelf.is(Flaw::OmitsProperties) {
        wire = json!({ "loanId": loan, "requestId": told });
    }
    let mut answer = json_answer(201, &wire);
    if shelf.is(Flaw::MislabelsAnswers) {
        answer.headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
    }
    if shelf.is(Flaw::OmitsLocation) {
        answer
    } else {
        with(answer, "location", &format!("/loans/{loan}"))
    }
}

fn covers(shelf: &mut Shelf, asked: &Asked, id: &str) -> Answer {
    let content_type = asked.header("content-type").unwrap_or_default();
    let Some(boundary) = content_type.strip_prefix("multipart/form-data; boundary=") else {
        return error(415, "media.unsupported", id, &[]);
    };
    let text = String::from_utf8_lossy(&asked.body).into_owned();
    if !text.contains(&format!("--{boundary}--")) {
        return error(400, "request.malformed", id, &[]);
    }
    let parts: BTreeMap<String, String> = text
        .split(&format!("--{boundary}"))
        .filter_map(part)
        .collect();
    let mut faults = Vec::new();
    let has_file = parts.get("file").is_some_and(|file| file.contains("PNG"));
    if !has_file && !shelf.is(Flaw::AcceptsPartsWithoutFile) {
        faults.push("/file".to_owned());
    }
    if !parts.get("bookId").is_some_and(|book| {
        book.strip_prefix("B-")
            .is_some_and(|number| number.parse::<u64>().is_ok())
    }) {
        faults.push("/bookId".to_owned());
    }
    if parts
        .get("caption")
        .is_some_and(|caption| caption.len() > 20)
    {
        faults.push("/caption".to_owned());
    }
    if !faults.is_empty() {
        return error(400, "validation.failed", id, &faults);
    }
    let kept = json_answer(201, &json!({ "bytes": asked.body.len() }));
    match asked.header("x-idempotency-key") {
        Some(key) => keyed(shelf, &format!("cover {key}"), json!(parts), id, |_, _| {
            kept.clone()
        }),
        None => kept,
    }
}

fn part(text: &str) -> Option<(String, String)> {
    let (head, value) = text.split_once("\r\n\r\n")?;
    let name = head.split("name=\"").nth(1)?.split('"').next()?;
    Some((name.to_owned(), value.trim_end_matches("\r\n").to_owned()))
}

fn limited(shelf: &Shelf, answer: Answer) -> Answer {
    if shelf.is(Flaw::DropsRateHeaders) {
        return answer;
    }
    let names = [
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    ];
    names
        .iter()
        .fold(answer, |answer, name| with(answer, name, "60"))
}

fn problem_or_error(shelf: &Shelf, asked: &Asked, status: u16, id: &str) -> Answer {
    let wants_problem = asked
        .header("accept")
        .is_some_and(|accept| accept.starts_with("application/problem+json"));
    if wants_problem && !shelf.is(Flaw::KnowsOneErrorMedia) {
        let mut answer = json_answer(
            status,
            &json!({ "type": "about:blank", "title": "malformed", "status": status }),
        );
        answer.headers = vec![(
            "content-type".to_owned(),
            "application/problem+json".to_owned(),
        )];
        return answer;
    }
    error(status, "request.malformed", id, &[])
}

fn accepts_json(asked: &Asked) -> bool {
    asked
        .header("accept")
        .is_none_or(|accept| accept.contains("application/json") || accept.contains("*/*"))
}

fn error(status: u16, code: &str, id: &str, pointers: &[String]) -> Answer {
    let details: Vec<Value> = pointers
        .iter()
        .map(|pointer| json!({ "pointer": pointer, "rule": "some" }))
        .collect();
    json_answer(
        status,
        &json!({ "code": code, "message": "refused", "requestId": id, "details": details }),
    )
}

fn json_answer(status: u16, body: &Value) -> Answer {
    Answer {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_string(),
    }
}

fn text(status: u16, body: &str) -> Answer {
    Answer {
        status,
        headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
        body: body.to_owned(),
    }
}

fn with(mut answer: Answer, name: &str, value: &str) -> Answer {
    answer.headers.push((name.to_owned(), value.to_owned()));
    answer
}
