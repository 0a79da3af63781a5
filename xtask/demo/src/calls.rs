//! Every operation once, and a replay, through the generated client.

use std::time::{Duration, Instant};

use anyhow::bail;
use concierge_client::{Client, ResponseValue, Upload};
use concierge_spec::{
    CapsuleRequest, CsatFeedback, CsatRating, EmailContact, EmailContactChannel,
    OrderStatusRequest, OrderUpdatesRequest, ProductSearch, ReturnContact, ReturnOption,
    ReturnRequest, ShortlistRequest, StylistContact, StylistTicketRequest, UpdatesContact,
};

/// The smallest picture there is: one grey point.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\x0aIDATx\x9cc`\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xaeB`\x82";
const SESSION: &str = "sess_demo_01";
const KEY: &str = "demo-return-0001";
const CAPSULE_KEY: &str = "demo-capsule-0001";
const EMAIL: &str = "demo@example.com";

/// Prints a line a call: operation, status, latency, and what came back in a few words.
///
/// # Errors
/// At the first call that fails.
pub(crate) async fn run(client: &Client) -> anyhow::Result<()> {
    let (answer, taken) = timed(client.get_live().send()).await?;
    line("get_live", &answer, taken, "runs");
    let (answer, taken) = timed(client.get_ready().send()).await?;
    line(
        "get_ready",
        &answer,
        taken,
        &format!("{} checks", answer.checks.len()),
    );
    search(client).await?;
    order(client).await?;
    returns(client).await?;
    shortlist_and_capsule(client).await?;
    conversation(client).await?;
    let call = client
        .upload_inspiration()
        .session_id(SESSION)
        .caption("Something like this")
        .file(Upload::from_bytes(PICTURE).with_media_type("image/png"));
    let (answer, taken) = timed(call.send()).await?;
    line(
        "upload_inspiration",
        &answer,
        taken,
        &format!("{}, {}", answer.inspiration_id, answer.moderation_status),
    );
    Ok(())
}

/// Follows the cursor to the last page.
async fn search(client: &Client) -> anyhow::Result<()> {
    let mut search = ProductSearch::new(SESSION);
    search.limit = Some(5);
    loop {
        let (page, taken) = timed(client.search_products().body(search.clone()).send()).await?;
        let names: Vec<&str> = page
            .data
            .iter()
            .take(2)
            .map(|card| card.name.as_str())
            .collect();
        line(
            "search_products",
            &page,
            taken,
            &format!("{} pieces: {}, ..", page.data.len(), names.join(", ")),
        );
        match page.next_cursor.clone() {
            Some(cursor) => search.cursor = Some(cursor),
            None => return Ok(()),
        }
    }
}

/// An order by its number, and one by the customer's address and postcode.
async fn order(client: &Client) -> anyhow::Result<()> {
    let mut by_number = OrderStatusRequest::new(SESSION);
    by_number.order_number = Some("GG-12001".to_owned());
    let mut by_customer = OrderStatusRequest::new(SESSION);
    by_customer.email = Some("shipped@example.com".to_owned());
    by_customer.postal_code = Some("94102".to_owned());
    for request in [by_number, by_customer] {
        let (order, taken) = timed(client.get_order_status().body(request).send()).await?;
        let steps = order.timeline.len();
        let words = format!(
            "{}: {}, step {steps}",
            order.order_number, order.current_status
        );
        line("get_order_status", &order, taken, &words);
    }
    Ok(())
}

/// A list, and a hold on what is on it.
async fn shortlist_and_capsule(client: &Client) -> anyhow::Result<()> {
    let search = ProductSearch::new(SESSION);
    let found = client.search_products().body(search).send().await?;
    let pieces = found.data.iter().take(2).cloned().collect();
    let request = ShortlistRequest::new(SESSION, pieces);
    let (list, taken) = timed(client.save_shortlist().body(request).send()).await?;
    let words = format!("{}, {} pieces", list.shortlist_id, list.total_items);
    line("save_shortlist", &list, taken, &words);
    let request = CapsuleRequest::new(SESSION, list.shortlist_id.clone(), EMAIL);
    let call = client.reserve_capsule().x_idempotency_key(CAPSULE_KEY);
    let (capsule, taken) = timed(call.body(request).send()).await?;
    let words = format!(
        "{}, {} until {}",
        capsule.capsule_id, capsule.status, capsule.expires_at
    );
    line("reserve_capsule", &capsule, taken, &words);
    Ok(())
}

/// A rating, a person who takes over, and news of an order.
async fn conversation(client: &Client) -> anyhow::Result<()> {
    let rating = CsatFeedback::new(SESSION, CsatRating::NeedsFollowUp);
    let (receipt, taken) = timed(client.submit_csat().body(rating).send()).await?;
    let words = format!("{}, score {}", receipt.rating, receipt.score);
    line("submit_csat", &receipt, taken, &words);
    let contact = StylistContact::new(EMAIL);
    let ticket = StylistTicketRequest::new(SESSION, contact, "Which ring goes with an oval stone?");
    let (ticket, taken) = timed(client.create_stylist_ticket().body(ticket).send()).await?;
    let words = format!(
        "{}, {} priority, {} in the queue",
        ticket.ticket_id, ticket.priority, ticket.queue_position
    );
    line("create_stylist_ticket", &ticket, taken, &words);
    let contact =
        UpdatesContact::EmailContact(EmailContact::new(EmailContactChannel::Email, EMAIL));
    let mut updates = OrderUpdatesRequest::new(SESSION, contact, true);
    updates.order_number = Some("GG-12002".to_owned());
    let (updates, taken) = timed(client.subscribe_order_updates().body(updates).send()).await?;
    line("subscribe_order_updates", &updates, taken, &updates.message);
    Ok(())
}

/// The same call twice with one key: one return, and the same bytes again.
async fn returns(client: &Client) -> anyhow::Result<()> {
    let mut request = ReturnRequest::new(SESSION, "GG-11982", ReturnOption::Return);
    request.contact = Some(ReturnContact {
        email: Some(EMAIL.to_owned()),
        phone: None,
    });
    let call = || {
        client
            .create_return()
            .x_idempotency_key(KEY)
            .body(request.clone())
            .send()
    };
    let (first, taken) = timed(call()).await?;
    line(
        "create_return",
        &first,
        taken,
        &format!("{}, {}", first.rma_id, first.status),
    );
    let (again, taken) = timed(call()).await?;
    let marked = again
        .headers()
        .get("idempotent-replayed")
        .is_some_and(|value| value == "true");
    if !marked || *again != *first {
        bail!("failed to replay create_return: the second answer differs or is not marked");
    }
    line(
        "create_return",
        &again,
        taken,
        "the same key again: the same answer, marked idempotent-replayed",
    );
    Ok(())
}

async fn timed<T, E>(
    call: impl Future<Output = Result<ResponseValue<T>, E>>,
) -> anyhow::Result<(ResponseValue<T>, Duration)>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let start = Instant::now();
    let answer = call.await?;
    Ok((answer, start.elapsed()))
}

fn line<T>(operation: &str, answer: &ResponseValue<T>, taken: Duration, words: &str) {
    println!(
        "  {operation:<23} {:>3} {:>8.2} ms   {words}",
        answer.status().as_u16(),
        taken.as_secs_f64() * 1e3
    );
}
