//! Orders made up by number, as many as somebody wants, and how they got there.

use super::Growth;
use super::chance::Chance;
use super::generated_products::product;
use crate::domain::journey::{Journey, Milestone, Shipment};
use crate::domain::order::{Bar, Order, OrderItem, OrderStatus};
use crate::domain::{DAY_MS, HOUR_MS};

const KIND: u64 = 2;

/// What became of orders, in parts of a hundred, and how old they are, in days.
const FATES: &[Fate] = &[
    Fate::new(6, OrderStatus::Created, (0, 1), &[]),
    Fate::new(6, OrderStatus::PaymentCaptured, (0, 2), &["paid"]),
    Fate::new(
        12,
        OrderStatus::Processing,
        (2, 8),
        &["paid", "processing", "quality_check"],
    ),
    Fate::new(
        8,
        OrderStatus::Shipped,
        (4, 12),
        &["paid", "processing", "shipped"],
    ),
    Fate::new(
        3,
        OrderStatus::OutForDelivery,
        (5, 13),
        &["paid", "processing", "shipped", "out_for_delivery"],
    ),
    Fate::new(
        55,
        OrderStatus::Delivered,
        (8, 700),
        &["paid", "processing", "shipped", "delivered"],
    ),
    Fate::new(
        3,
        OrderStatus::Delayed,
        (9, 20),
        &["paid", "shipped", "delayed"],
    ),
    Fate::new(
        2,
        OrderStatus::Exception,
        (9, 20),
        &["paid", "shipped", "exception"],
    ),
    Fate::new(5, OrderStatus::Cancelled, (3, 400), &["cancelled"]),
];

struct Fate {
    percent: u32,
    status: OrderStatus,
    age_days: (i64, i64),
    /// The shop's own words, after `pending`.
    history: &'static [&'static str],
}

impl Fate {
    const fn new(
        percent: u32,
        status: OrderStatus,
        age_days: (i64, i64),
        history: &'static [&'static str],
    ) -> Self {
        Self {
            percent,
            status,
            age_days,
            history,
        }
    }

    fn of(chance: &mut Chance) -> &'static Self {
        let total = FATES.iter().map(|fate| fate.percent).sum();
        let mut left = chance.below(total);
        for fate in FATES {
            if left < fate.percent {
                return fate;
            }
            left -= fate.percent;
        }
        &FATES[0]
    }
}

/// The order with that place, and its way. The same numbers and the same moment give the same order.
pub(super) fn order(growth: Growth, at: u32, now_ms: i64) -> (Order, Journey) {
    let mut chance = Chance::of(growth.seed_number, KIND, at);
    let fate = Fate::of(&mut chance);
    let (youngest, oldest) = fate.age_days;
    let created_at_ms =
        now_ms - chance.between(youngest, oldest) * DAY_MS - chance.between(1, 23) * HOUR_MS;
    let history = history(fate, created_at_ms, now_ms, &mut chance);
    let moment = |code: &str| {
        let step = history.iter().find(|step| step.code == code);
        step.map(|step| step.at_ms)
    };
    let customer = chance.below(u32::MAX);
    let order = Order {
        number: format!("GG-{}-{:07}", growth.seed_number, u64::from(at) + 1),
        status: fate.status,
        created_at_ms,
        delivered_at_ms: moment("delivered"),
        email: format!("customer-{customer:08x}@example.com"),
        postal_code: format!("{:05}", chance.between(501, 99_950)),
        items: (0..chance.between(1, 3))
            .map(|_| item(growth, now_ms, &mut chance))
            .collect(),
    };
    let shipment = moment("shipped").map(|shipped_at_ms| shipment(shipped_at_ms, &mut chance));
    let journey = Journey {
        payment_status: (!history.is_empty()).then(|| "paid".to_owned()),
        // One in five comes from before anybody kept a history.
        history: if chance.percent(20) && is_told_by_its_facts(fate.status) {
            Vec::new()
        } else {
            history
        },
        shipment: shipment.unwrap_or_default(),
    };
    (order, journey)
}

/// Whether the way can be inferred without a history.
fn is_told_by_its_facts(status: OrderStatus) -> bool {
    matches!(
        status,
        OrderStatus::Processing | OrderStatus::Shipped | OrderStatus::Delivered
    )
}

/// The steps in order, each between the one before and now.
fn history(fate: &Fate, created_at_ms: i64, now_ms: i64, chance: &mut Chance) -> Vec<Milestone> {
    let mut at_ms = created_at_ms;
    let mut steps = vec![milestone("pending", at_ms)];
    for code in fate.history {
        let longest_hours = ((now_ms - at_ms) / HOUR_MS / 2).clamp(0, 48);
        at_ms += chance.between(0, longest_hours) * HOUR_MS + 1;
        steps.push(milestone(code, at_ms));
    }
    steps
}

fn milestone(code: &str, at_ms: i64) -> Milestone {
    Milestone {
        code: code.to_owned(),
        label: None,
        at_ms,
    }
}

fn item(growth: Growth, now_ms: i64, chance: &mut Chance) -> OrderItem {
    let piece = product(
        growth.seed_number,
        chance.below(growth.products.max(1)),
        now_ms,
    );
    let bars = match chance.below(100) {
        0..3 => vec![Bar::Engraved],
        3..5 => vec![Bar::Custom],
        5..7 => vec![Bar::FinalSale],
        _ => Vec::new(),
    };
    OrderItem {
        sku: piece.id,
        title: piece.title,
        price_cents: piece.price_cents.unwrap_or_default(),
        bars,
    }
}

fn shipment(shipped_at_ms: i64, chance: &mut Chance) -> Shipment {
    let (carrier, service) = chance.pick(&[
        ("UPS", "Ground"),
        ("FedEx", "2Day"),
        ("USPS", "Priority"),
        ("DHL", "Express"),
    ]);
    Shipment {
        carrier: Some(carrier.to_owned()),
        service: Some(service.to_owned()),
        tracking_number: Some(format!(
            "1Z{:08X}{:08X}",
            chance.below(u32::MAX),
            chance.below(u32::MAX)
        )),
        shipped_at_ms: Some(shipped_at_ms),
        estimated_at_ms: Some(shipped_at_ms + chance.between(2, 6) * DAY_MS),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::timeline::timeline;

    const NOW_MS: i64 = 1_760_000_000_000;
    const GROWTH: Growth = Growth {
        products: 100,
        orders: 500,
        seed_number: 7,
    };

    #[test]
    fn every_way_leads_to_its_order_and_none_into_the_future() {
        let mut seen = BTreeSet::new();
        for at in 0..GROWTH.orders {
            let (order, journey) = order(GROWTH, at, NOW_MS);
            let steps = timeline(&order, &journey);
            assert_eq!(
                steps.last().map(|step| step.status),
                Some(order.status),
                "{}",
                order.number
            );
            let moments = steps.iter().filter_map(|step| step.at_ms);
            assert!(
                moments.clone().is_sorted() && moments.clone().all(|at_ms| at_ms <= NOW_MS),
                "{}",
                order.number
            );
            assert_eq!(
                order.delivered_at_ms.is_some(),
                order.status == OrderStatus::Delivered
            );
            assert!((3..=32).contains(&order.number.len()) && !order.items.is_empty());
            seen.insert(order.status.code());
        }
        assert_eq!(seen.len(), FATES.len(), "every fate is met");
    }
}
