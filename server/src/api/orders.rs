//! How orders get on.

use concierge_runtime::DateTime;
use concierge_runtime_server::{Context, Refusal};
use concierge_spec as wire;

use crate::app::App;
use crate::domain::journey::{Journey, Shipment};
use crate::domain::order::{NoLookup, Order, OrderStatus, lookup};
use crate::domain::timeline::{Step, timeline};
use crate::generated::{
    GetOrderStatusError, GetOrderStatusRequest, GetOrderStatusResponse, OrdersApi,
};
use crate::store::Reads;

impl OrdersApi for App {
    async fn get_order_status(
        &self,
        cx: Context,
        request: GetOrderStatusRequest,
    ) -> Result<GetOrderStatusResponse, GetOrderStatusError> {
        let body = &request.body;
        let lookup = lookup(
            body.order_number.as_deref(),
            body.email.as_deref(),
            body.postal_code.as_deref(),
        )
        .map_err(too_little)?;
        let read = move |reads: &Reads<'_>| reads.find_order(&lookup);
        let found = self.means.store.read(read).await?;
        let (order, journey) = found.ok_or_else(not_found)?;
        Ok(GetOrderStatusResponse::Ok(status_to_wire(
            &order,
            &journey,
            &cx.request_id,
        )))
    }
}

fn status_to_wire(order: &Order, journey: &Journey, request_id: &str) -> wire::OrderStatus {
    let steps = timeline(order, journey);
    let current = steps.iter().find(|step| step.is_current);
    let current = current.map_or(order.status, |step| step.status);
    wire::OrderStatus {
        order_number: order.number.clone(),
        current_status: code_to_wire(current),
        timeline: steps.into_iter().map(step_to_wire).collect(),
        shipping: shipping_to_wire(&journey.shipment, order.delivered_at_ms),
        request_id: request_id.to_owned(),
    }
}

fn step_to_wire(step: Step) -> wire::TimelineEvent {
    wire::TimelineEvent {
        label: step.label,
        status: code_to_wire(step.status),
        timestamp: step.at_ms.and_then(DateTime::from_unix_ms),
        is_current: step.is_current,
    }
}

fn shipping_to_wire(
    shipment: &Shipment,
    delivered_at_ms: Option<i64>,
) -> Option<wire::ShippingInfo> {
    if shipment.is_unknown() && delivered_at_ms.is_none() {
        return None;
    }
    Some(wire::ShippingInfo {
        carrier: shipment.carrier.clone(),
        service: shipment.service.clone(),
        tracking_number: shipment.tracking_number.clone(),
        tracking_url: shipment.tracking_url(),
        estimated_delivery: shipment.estimated_at_ms.and_then(DateTime::from_unix_ms),
        delivered_at: delivered_at_ms.and_then(DateTime::from_unix_ms),
    })
}

fn code_to_wire(status: OrderStatus) -> wire::OrderStatusCode {
    match status {
        OrderStatus::Created => wire::OrderStatusCode::Created,
        OrderStatus::PaymentCaptured => wire::OrderStatusCode::PaymentCaptured,
        OrderStatus::Processing => wire::OrderStatusCode::Processing,
        OrderStatus::Shipped => wire::OrderStatusCode::Shipped,
        OrderStatus::OutForDelivery => wire::OrderStatusCode::OutForDelivery,
        OrderStatus::Delivered => wire::OrderStatusCode::Delivered,
        OrderStatus::Delayed => wire::OrderStatusCode::Delayed,
        OrderStatus::Exception | OrderStatus::Chargeback => wire::OrderStatusCode::Exception,
        OrderStatus::Cancelled => wire::OrderStatusCode::Cancelled,
    }
}

fn too_little(why: NoLookup) -> GetOrderStatusError {
    GetOrderStatusError::BadRequest(Refusal::new("validation.lookup", why.to_string()))
}

/// One answer, whichever part of the lookup was wrong.
fn not_found() -> GetOrderStatusError {
    GetOrderStatusError::NotFound(Refusal::new("order.not_found", "no order matches"))
}
