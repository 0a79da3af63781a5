//! `unknown-route`: what the contract does not know is not found, and says so in the contract's words.

use concierge_codegen::ir::Place;

use super::problem;
use crate::Check;
use crate::bench::{Bench, Difference, Stop};
use crate::exchange::Request;

pub(super) async fn check(bench: &mut Bench<'_>) -> Result<(), Stop> {
    let request = Request {
        method: "GET".to_owned(),
        path: format!("/{}", bench.mint("contract-tests-unknown")),
        headers: vec![("accept".to_owned(), "application/json".to_owned())],
        body: None,
        credentials: Vec::new(),
    };
    let exchange = bench.ask_outside(request).await?;
    if exchange.response.status == 404 {
        problem::expect(bench, Check::UnknownRoute, None, &exchange);
        return Ok(());
    }
    let whole = Place {
        line: 1,
        column: 1,
        ..bench
            .contract
            .api()
            .operations
            .first()
            .map(|first| first.place.clone())
            .unwrap_or_default()
    };
    let difference = Difference {
        check: Check::UnknownRoute,
        operation: None,
        place: &whole,
        expected: "404 for a path that the contract does not know".to_owned(),
        seen: exchange.response.status.to_string(),
    };
    bench.report(difference, Some(&exchange));
    Ok(())
}
