//! The way of an order as the customer sees it: steps in the order of time, the last of them current.

use super::journey::{Journey, Milestone};
use super::order::{Order, OrderStatus};

/// A step of an order's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How far the order had come; never [`OrderStatus::Chargeback`], which customers see as an exception.
    pub status: OrderStatus,
    /// How to say it to the customer.
    pub label: String,
    /// When, in milliseconds since 1970, where that is known.
    pub at_ms: Option<i64>,
    /// Whether the order stands here.
    pub is_current: bool,
}

/// The steps of an order: what was written down where something was, else what can be told from the order itself. Never empty.
#[must_use]
pub fn timeline(order: &Order, journey: &Journey) -> Vec<Step> {
    let mut steps = if journey.history.is_empty() {
        inferred(order, journey)
    } else {
        written(&journey.history)
    };
    if let Some(last) = steps.last_mut() {
        last.is_current = true;
    }
    steps
}

/// Several words may stand for one status (`processing`, then `quality_check`), so steps that follow each other are one, from its first moment on.
fn written(history: &[Milestone]) -> Vec<Step> {
    let mut milestones: Vec<&Milestone> = history.iter().collect();
    milestones.sort_by_key(|milestone| milestone.at_ms);
    let mut steps: Vec<Step> = milestones
        .into_iter()
        .map(|milestone| {
            let written = milestone.label.as_deref().map(str::trim);
            Step {
                label: written
                    .filter(|label| !label.is_empty())
                    .map(|label| label.chars().take(LABEL_MAX).collect())
                    .unwrap_or_else(|| step(status_of(&milestone.code), None).label),
                ..step(status_of(&milestone.code), Some(milestone.at_ms))
            }
        })
        .collect();
    steps.dedup_by_key(|step| step.status);
    let surplus = steps.len().saturating_sub(STEPS_MAX);
    steps.split_off(surplus)
}

/// Every step that the order's facts prove, in the order of the way; then what put it off that way.
fn inferred(order: &Order, journey: &Journey) -> Vec<Step> {
    use OrderStatus::*;
    let shipment = &journey.shipment;
    let paid = journey
        .payment_status
        .as_deref()
        .map(OrderStatus::from_code);
    let is_past = |status| place(shown(order.status)) >= place(status);
    let is_delivered = order.delivered_at_ms.is_some() || is_past(Delivered);
    let is_shipped = shipment.tracking_number.is_some()
        || shipment.shipped_at_ms.is_some()
        || is_delivered
        || is_past(Shipped);
    let mut steps = vec![step(Created, Some(order.created_at_ms))];
    let mut add = |holds: bool, status, at_ms| {
        if holds {
            steps.push(step(status, at_ms));
        }
    };
    let is_paid = paid == Some(PaymentCaptured) || order.status == PaymentCaptured;
    add(is_paid, PaymentCaptured, None);
    add(is_shipped || is_past(Processing), Processing, None);
    add(is_shipped, Shipped, shipment.shipped_at_ms);
    add(order.status == OutForDelivery, OutForDelivery, None);
    add(is_delivered, Delivered, order.delivered_at_ms);
    let status = shown(order.status);
    add(place(status).is_none(), status, None);
    steps
}

fn step(status: OrderStatus, at_ms: Option<i64>) -> Step {
    Step {
        status,
        label: label(status).to_owned(),
        at_ms,
        is_current: false,
    }
}

fn status_of(code: &str) -> OrderStatus {
    shown(OrderStatus::from_code(code))
}

/// A payment that was taken back is the shop's business; the customer sees that something needs attention.
fn shown(status: OrderStatus) -> OrderStatus {
    match status {
        OrderStatus::Chargeback => OrderStatus::Exception,
        status => status,
    }
}

/// How far along the way a status is; `None` beside it.
fn place(status: OrderStatus) -> Option<u8> {
    match status {
        OrderStatus::Created => Some(0),
        OrderStatus::PaymentCaptured => Some(1),
        OrderStatus::Processing => Some(2),
        OrderStatus::Shipped => Some(3),
        OrderStatus::OutForDelivery => Some(4),
        OrderStatus::Delivered => Some(5),
        OrderStatus::Delayed
        | OrderStatus::Exception
        | OrderStatus::Cancelled
        | OrderStatus::Chargeback => None,
    }
}

const LABEL_MAX: usize = 120;
/// A longer history loses its beginning.
const STEPS_MAX: usize = 100;

fn label(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Created => "Order placed",
        OrderStatus::PaymentCaptured => "Payment received",
        OrderStatus::Processing => "In the workshop",
        OrderStatus::Shipped => "On its way",
        OrderStatus::OutForDelivery => "Out for delivery",
        OrderStatus::Delivered => "Delivered",
        OrderStatus::Delayed => "Delayed",
        OrderStatus::Exception | OrderStatus::Chargeback => "Needs attention",
        OrderStatus::Cancelled => "Cancelled",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DAY_MS;
    use crate::domain::journey::Shipment;
    use OrderStatus::*;

    const NOW_MS: i64 = 1_760_000_000_000;

    fn order(status: OrderStatus) -> Order {
        Order {
            number: "GG-1".to_owned(),
            status,
            created_at_ms: NOW_MS - 20 * DAY_MS,
            delivered_at_ms: None,
            email: "olivia@example.com".to_owned(),
            postal_code: "10012".to_owned(),
            items: Vec::new(),
        }
    }

    fn history(codes: &[(&str, i64)]) -> Journey {
        let milestone = |(code, day): &(&str, i64)| Milestone {
            code: (*code).to_owned(),
            label: None,
            at_ms: NOW_MS + day * DAY_MS,
        };
        Journey {
            history: codes.iter().map(milestone).collect(),
            ..Journey::default()
        }
    }

    fn statuses(steps: &[Step]) -> Vec<OrderStatus> {
        steps.iter().map(|step| step.status).collect()
    }

    fn stands_at(steps: &[Step]) -> OrderStatus {
        let current: Vec<&Step> = steps.iter().filter(|step| step.is_current).collect();
        let [current] = current.as_slice() else {
            panic!("exactly one is current: {steps:?}")
        };
        current.status
    }

    #[test]
    fn what_was_written_down_is_told_in_the_order_of_time() {
        type Case = (
            &'static [(&'static str, i64)],
            &'static [OrderStatus],
            OrderStatus,
        );
        let cases: &[Case] = &[
            (&[("created", -3)], &[Created], Created),
            (
                &[("processing", -3), ("pending", -7)],
                &[Created, Processing],
                Processing,
            ),
            (
                &[
                    ("pending", -8),
                    ("paid", -7),
                    ("processing", -6),
                    ("quality_check", -5),
                    ("shipped", -3),
                ],
                &[Created, PaymentCaptured, Processing, Shipped],
                Shipped,
            ),
            (
                &[("created", -8), ("shipped", -3), ("delayed", -1)],
                &[Created, Shipped, Delayed],
                Delayed,
            ),
            // On its way again after a delay.
            (
                &[("shipped", -3), ("delayed", -2), ("out_for_delivery", -1)],
                &[Shipped, Delayed, OutForDelivery],
                OutForDelivery,
            ),
            (
                &[("created", -2), ("cancelled", -1)],
                &[Created, Cancelled],
                Cancelled,
            ),
            (
                &[("delivered", -2), ("chargeback", -1)],
                &[Delivered, Exception],
                Exception,
            ),
            (
                &[("created", -2), ("lost_at_sea", -1)],
                &[Created, Exception],
                Exception,
            ),
        ];
        for (codes, expected, current) in cases {
            let steps = timeline(&order(Processing), &history(codes));
            assert_eq!(statuses(&steps), *expected, "{codes:?}");
            assert_eq!(stands_at(&steps), *current, "{codes:?}");
            assert!(steps.iter().all(|step| step.at_ms.is_some()), "{codes:?}");
        }
    }

    fn paid() -> Journey {
        Journey {
            payment_status: Some("paid".to_owned()),
            ..Journey::default()
        }
    }

    fn tracked() -> Journey {
        let shipment = Shipment {
            tracking_number: Some("1Z999".to_owned()),
            shipped_at_ms: Some(NOW_MS - DAY_MS),
            ..Shipment::default()
        };
        Journey { shipment, ..paid() }
    }

    type Inferred = (OrderStatus, Option<i64>, Journey, &'static [OrderStatus]);

    fn assert_inferred(cases: Vec<Inferred>) {
        for (status, delivered_at_ms, journey, expected) in cases {
            let order = Order {
                delivered_at_ms,
                ..order(status)
            };
            let steps = timeline(&order, &journey);
            assert_eq!(statuses(&steps), expected, "{status:?} {journey:?}");
            assert_eq!(Some(&stands_at(&steps)), expected.last(), "{status:?}");
            assert_eq!(steps[0].at_ms, Some(order.created_at_ms));
        }
    }

    #[test]
    fn without_a_history_the_way_is_told_from_the_order() {
        let unknown = Journey::default;
        assert_inferred(vec![
            (Created, None, unknown(), &[Created]),
            (Created, None, paid(), &[Created, PaymentCaptured]),
            (
                PaymentCaptured,
                None,
                unknown(),
                &[Created, PaymentCaptured],
            ),
            (Processing, None, unknown(), &[Created, Processing]),
            (
                Processing,
                None,
                tracked(),
                &[Created, PaymentCaptured, Processing, Shipped],
            ),
            (
                OutForDelivery,
                None,
                unknown(),
                &[Created, Processing, Shipped, OutForDelivery],
            ),
            (
                Delivered,
                Some(NOW_MS),
                paid(),
                &[Created, PaymentCaptured, Processing, Shipped, Delivered],
            ),
            (
                Shipped,
                Some(NOW_MS),
                unknown(),
                &[Created, Processing, Shipped, Delivered],
            ),
        ]);
    }

    #[test]
    fn without_a_history_trouble_stands_behind_what_is_proven() {
        let unknown = Journey::default;
        assert_inferred(vec![
            (
                Delayed,
                None,
                tracked(),
                &[Created, PaymentCaptured, Processing, Shipped, Delayed],
            ),
            (
                Cancelled,
                None,
                paid(),
                &[Created, PaymentCaptured, Cancelled],
            ),
            (Exception, None, unknown(), &[Created, Exception]),
            (Chargeback, None, unknown(), &[Created, Exception]),
        ]);
    }

    #[test]
    fn a_long_history_loses_its_beginning() {
        let codes: Vec<(&str, i64)> = (0..150)
            .map(|day| (["processing", "delayed"][usize::from(day % 2 == 1)], day))
            .collect();
        let steps = timeline(&order(Processing), &history(&codes));
        assert_eq!(steps.len(), 100);
        assert_eq!(steps[99].at_ms, Some(NOW_MS + 149 * DAY_MS));
        assert_eq!(stands_at(&steps), Delayed);
    }

    #[test]
    fn a_written_label_wins_over_the_shops_own() {
        let mut journey = history(&[("created", -2), ("shipped", -1)]);
        journey.history[1].label = Some(" Left our studio ".to_owned());
        let labels: Vec<String> = timeline(&order(Shipped), &journey)
            .into_iter()
            .map(|step| step.label)
            .collect();
        assert_eq!(labels, ["Order placed", "Left our studio"]);
        journey.history[1].label = Some("  ".to_owned());
        assert_eq!(timeline(&order(Shipped), &journey)[1].label, "On its way");
    }
}
