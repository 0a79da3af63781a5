//! The journeys and edge cases of the acceptance tests, walked by the generated client over a real socket.

mod clock;
mod table;

use std::time::Duration;

use concierge_client::Client;
use concierge_command::smoke::{Data, JOURNEYS, Journey, Verdict, Walked, walk};
use concierge_runtime_server::{Service, mount};
use dropshot::{ConfigDropshot, HttpServer, ServerBuilder};

use crate::house::House;

/// A house with a door to the street, and a client in front of it.
struct Street {
    house: House,
    client: Client,
    _server: HttpServer<Service>,
}

impl Street {
    async fn open() -> Self {
        let house = House::new().await;
        let api = mount::whole(house.service.clone());
        let config = ConfigDropshot {
            bind_address: ([127, 0, 0, 1], 0).into(),
            ..ConfigDropshot::default()
        };
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let server = ServerBuilder::new(api, house.service.clone(), log)
            .config(config)
            .start()
            .expect("a server");
        let url = format!("http://{}", server.local_addr());
        let client = Client::builder(&url).bearer(house.token.clone()).build();
        Self {
            client: client.expect("a client"),
            house,
            _server: server,
        }
    }

    async fn walk(&self) -> Vec<Walked> {
        let journeys: Vec<&Journey> = JOURNEYS.iter().collect();
        walk(&self.client, &Data::seeded(), Duration::ZERO, &journeys).await
    }
}

/// Everything that did not pass, a line each.
fn amiss(walked: &[Walked]) -> Vec<String> {
    let mut lines = Vec::new();
    for journey in walked {
        for step in &journey.steps {
            match &step.verdict {
                Verdict::Passed => {}
                Verdict::Failed(why) | Verdict::Skipped(why) => {
                    lines.push(format!("{}, {}: {why}", journey.name, step.name));
                }
            }
        }
    }
    lines
}

#[tokio::test]
async fn every_journey_passes_and_a_second_run_too() {
    let street = Street::open().await;
    for run in ["first", "second"] {
        let walked = street.walk().await;
        assert_eq!(walked.len(), JOURNEYS.len());
        assert_eq!(amiss(&walked), Vec::<String>::new(), "{run}");
    }
}

#[tokio::test]
async fn spent_orders_are_skipped_and_a_missing_datum_too() {
    let street = Street::open().await;
    let mut data = Data::seeded();
    data.set("returnable-orders", "GG-13001").expect("known");
    data.set("delayed-order", "").expect("known");
    let journeys: Vec<&Journey> = JOURNEYS
        .iter()
        .filter(|journey| ["return-order", "track-order"].contains(&journey.name))
        .collect();
    let first = walk(&street.client, &data, Duration::ZERO, &journeys).await;
    assert_eq!(
        amiss(&first),
        ["track-order, a delay is told: the server has no delayed-order"]
    );
    let second = walk(&street.client, &data, Duration::ZERO, &journeys).await;
    assert!(second.iter().all(Walked::is_fine));
    let told = "return-order, a resize begins: every returnable order was returned before";
    assert!(amiss(&second).iter().any(|line| line == told));
}

#[tokio::test]
async fn a_server_that_answers_otherwise_is_found_out() {
    let street = Street::open().await;
    street
        .house
        .run("UPDATE orders SET status = 'shipped' WHERE number = 'GG-12006'");
    street
        .house
        .run("DELETE FROM order_history WHERE order_number = 'GG-12006'");
    let walked = street.walk().await;
    let told = amiss(&walked);
    assert_eq!(
        told,
        ["track-order, a delay is told: expected the status delayed, seen shipped"]
    );
}
