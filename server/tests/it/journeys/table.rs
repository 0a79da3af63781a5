//! Which test holds which row of the acceptance tests. A row without one says why.

use super::Street;

/// What holds a row.
enum Held {
    /// A step of a journey.
    Step(&'static str, &'static str),
    /// A test: the file in this workspace and the function.
    Test(&'static str, &'static str),
    /// Nothing of this contract; why.
    Elsewhere(&'static str),
}

use Held::{Elsewhere, Step, Test};

const CLOCK: &str = "server/tests/it/journeys/clock.rs";

/// The journeys J1 to J6, the edges E1 to E6, what older plans add (S12, UAT steps 6 to 10, calls by hand, the earlier contract test), and the
/// copy for edges (DMC, S4).
const ROWS: &[(&str, Held)] = &[
    (
        "J1 find product: two cards",
        Step("find-product", "a category gives at least two cards"),
    ),
    (
        "J1 min>max: 400",
        Step("find-product", "a reversed range is refused"),
    ),
    (
        "J2 track GG-12001: timeline",
        Step("track-order", "an order is found by its number"),
    ),
    (
        "J2 unknown order",
        Step("track-order", "an unknown order is not found"),
    ),
    (
        "J2 no lookup: 400",
        Step("track-order", "a question without an order is refused"),
    ),
    (
        "J2 csat and text after the answer",
        Elsewhere("the widget asks for them; the contract has no such answer"),
    ),
    (
        "J3 resize within 60 days",
        Step("return-order", "a resize begins"),
    ),
    (
        "J3 outside the window",
        Step("refuse-return", "a late return is refused"),
    ),
    (
        "J3 duplicate key",
        Step("return-order", "the same key for something else is refused"),
    ),
    (
        "J4 hold and expiry",
        Step("hold-capsule", "the pieces are held"),
    ),
    (
        "J4 no key: 400",
        Step("hold-capsule", "a hold without a key is refused"),
    ),
    (
        "J4 duplicate: 409",
        Step("hold-capsule", "a second hold is refused"),
    ),
    ("J5 ticket", Step("ask-stylist", "a ticket is queued")),
    ("J5 queue row", Step("ask-stylist", "the queue grows")),
    (
        "J5 no email",
        Step("ask-stylist", "a question without an e-mail is refused"),
    ),
    (
        "J6 stored",
        Step("rate-conversation", "a good rating is stored"),
    ),
    (
        "J6 negative opens the form",
        Step("rate-conversation", "a bad rating asks for a person"),
    ),
    (
        "J6 duplicate ignored",
        Step("rate-conversation", "a second rating replaces nothing"),
    ),
    (
        "J6 bad rating: 400",
        Step("rate-conversation", "an unknown rating is refused"),
    ),
    (
        "E1 stock 0 after shortlist",
        Test(
            CLOCK,
            "a_piece_that_sells_out_after_it_was_kept_is_backordered",
        ),
    ),
    (
        "E2 capsule expired: renew",
        Test(CLOCK, "a_capsule_that_expired_can_be_renewed"),
    ),
    (
        "E3 duplicate return: 409",
        Step("return-order", "a second return of the order is refused"),
    ),
    ("E4 carrier delay", Step("track-order", "a delay is told")),
    (
        "E5 missing price: hidden",
        Test(CLOCK, "a_piece_without_a_price_is_hidden"),
    ),
    (
        "E6 return late",
        Test(CLOCK, "time_closes_returns_before_resizes"),
    ),
    (
        "S12 inspiration file rules",
        Step("share-picture", "what is no picture is refused"),
    ),
    (
        "S12 repeated return, same key",
        Step("return-order", "the same key again begins nothing more"),
    ),
    (
        "S12 second capsule warned",
        Step("hold-capsule", "a second hold is refused"),
    ),
    (
        "S12 products timeout",
        Test(
            "client/command/tests/it/exit_codes.rs",
            "a_server_that_keeps_silent_is_given_up",
        ),
    ),
    (
        "S12 email and postcode mismatch",
        Step("track-order", "a wrong e-mail answers alike"),
    ),
    (
        "UAT 6 SMS subscribe",
        Step("be-told", "news of an order come by SMS"),
    ),
    (
        "UAT 7 resize ticket",
        Step("return-order", "a resize begins"),
    ),
    (
        "UAT 8 negative csat",
        Step("rate-conversation", "a bad rating asks for a person"),
    ),
    ("UAT 9 queue row", Step("ask-stylist", "the queue grows")),
    (
        "UAT 10 capsules page",
        Elsewhere("a dashboard's page; the contract has the widget's operations alone"),
    ),
    (
        "call: products match the store",
        Test(
            "server/tests/it/operations/products.rs",
            "following_the_cursor_sees_every_priced_piece_once",
        ),
    ),
    (
        "call: status arrays",
        Step("track-order", "an order is found by its number"),
    ),
    (
        "call: return with a key",
        Step("return-order", "a resize begins"),
    ),
    (
        "call: return without a key",
        Step("return-order", "a resize without a key is refused"),
    ),
    (
        "call: capsule without a key",
        Step("hold-capsule", "a hold without a key is refused"),
    ),
    (
        "call: shortlist upsert",
        Step("save-shortlist", "two pieces take its place"),
    ),
    (
        "call: inspiration of 15 MB",
        Step("share-picture", "15 MB are refused"),
    ),
    (
        "call: queue position grows",
        Step("ask-stylist", "the queue grows"),
    ),
    (
        "call: csat stored",
        Step("rate-conversation", "a good rating is stored"),
    ),
    (
        "call: order updates twice",
        Step("be-told", "asking again gives the same"),
    ),
    (
        "earlier: order status {}",
        Step("track-order", "a question without an order is refused"),
    ),
    (
        "earlier: return without an order",
        Step("refuse-return", "an unknown order answers alike"),
    ),
    (
        "earlier: rating \"5\"",
        Step("rate-conversation", "a rating in figures is refused"),
    ),
    (
        "earlier: shortlist without a session",
        Test(
            "server/tests/it/contract.rs",
            "the_program_keeps_its_contract_run_after_run",
        ),
    ),
    (
        "earlier: order updates without a session",
        Step("be-told", "a request without a session is refused"),
    ),
    (
        "copy: unknown order",
        Step("track-order", "an unknown order is not found"),
    ),
    (
        "copy: exception needs attention",
        Step("track-order", "an exception is told"),
    ),
    (
        "copy: custom and engraved pieces",
        Step("refuse-return", "an engraved piece is refused"),
    ),
    (
        "copy: made to measure",
        Step("refuse-return", "a piece made to measure is refused"),
    ),
    (
        "copy: cancelled order",
        Step("refuse-return", "a cancelled order is refused"),
    ),
    (
        "copy: charged back order",
        Step("refuse-return", "a charged-back order is refused"),
    ),
    (
        "copy: no consent",
        Step("be-told", "without consent nobody is told"),
    ),
    (
        "copy: no history yet",
        Test(
            "server/tests/it/operations/orders.rs",
            "timelines_are_told_in_the_contracts_words",
        ),
    ),
    (
        "copy: no tracking number",
        Test(
            "server/tests/it/operations/orders.rs",
            "a_parcel_is_shown_with_the_carriers_page",
        ),
    ),
    (
        "copy: upload failed",
        Step("share-picture", "what is no picture is refused"),
    ),
    (
        "copy: empty tags, arrival past, low rating",
        Elsewhere("the widget words them out of what the answers hold"),
    ),
];

#[tokio::test]
async fn every_row_is_held_by_a_step_that_passes_or_a_test_that_stands() {
    let street = Street::open().await;
    let walked = street.walk().await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut missing = Vec::new();
    for (row, held) in ROWS {
        let stands = match held {
            Step(journey, name) => walked.iter().any(|walked| {
                walked.name == *journey && walked.steps.iter().any(|step| step.name == *name)
            }),
            Test(file, name) => std::fs::read_to_string(root.join(file))
                .is_ok_and(|text| text.contains(&format!("fn {name}("))),
            Elsewhere(why) => !why.is_empty(),
        };
        if !stands {
            missing.push(*row);
        }
    }
    assert_eq!(missing, Vec::<&str>::new());
}

#[tokio::test]
async fn every_step_holds_a_row_or_belongs_to_a_known_surplus() {
    /// Steps beyond the acceptance tests.
    const SURPLUS: &[&str] = &[
        "it runs",
        "it can take work",
        "a filter narrows",
        "prices rise when they are asked to",
        "no piece stands on two pages",
        "an order is found by e-mail and postcode",
        "a cancellation is told",
        "a resize without an e-mail is refused",
        "pieces are found",
        "one piece is kept",
        "a shortlist is saved",
        "the same key again holds nothing more",
        "an unknown shortlist is not found",
        "the same key again queues nothing more",
        "a rating without a session is refused",
        "a picture is taken in and waits",
    ];
    let street = Street::open().await;
    for journey in street.walk().await {
        for step in journey.steps {
            let holds = ROWS.iter().any(|(_, held)| {
                matches!(held, Step(of, name) if *of == journey.name && *name == step.name)
            });
            let is_surplus = SURPLUS.contains(&step.name);
            let known = holds
                || is_surplus
                || (journey.name, step.name) == ("be-told", "an unknown order is not found");
            assert!(known, "{}, {} stands in no row", journey.name, step.name);
        }
    }
}
