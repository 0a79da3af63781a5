//! Returns, resizes and care of orders.

use concierge_runtime::DateTime;
use concierge_runtime_server::{Context, Keyed, Place, Refusal, Settled, Violation};
use concierge_spec as wire;

use crate::app::{App, Happened};
use crate::domain::event::Event;
use crate::domain::order::order_number;
use crate::domain::return_request::{
    Begun, Choice, Contact, Declined, Facts, NewReturn, Pickup, Wish, begin, rma_id,
};
use crate::generated::{
    CreateReturn, CreateReturnError, CreateReturnRequest, CreateReturnResponse, ReturnsApi,
};
use crate::store::Tx;

impl ReturnsApi for App {
    async fn create_return(
        &self,
        cx: Keyed<CreateReturn>,
        request: CreateReturnRequest,
    ) -> Settled<CreateReturn> {
        let application = self.application(cx.cx(), &request.body);
        cx.write(self.means.store.as_ref(), move |tx| application.settle(tx))
            .await
    }
}

/// A wish with everything that its transaction needs, so that running it again has the same outcome.
struct Application {
    body: wire::ReturnRequest,
    order_number: String,
    choice: Choice,
    rma_id: String,
    now_ms: i64,
    request_id: String,
    initiated: Event,
}

impl App {
    fn application(&self, cx: &Context, body: &wire::ReturnRequest) -> Application {
        let order_number = order_number(&body.order_number);
        let choice = choice_from_wire(&body.option);
        let now_ms = self.means.clock.unix_ms();
        let happened = Happened {
            name: wire::events::RETURN_INITIATED,
            subject: self.means.secret.order_pseudonym(&order_number),
            session_id: &body.session_id,
            at_ms: now_ms,
            facts: vec![("option", choice.code().to_owned())],
        };
        Application {
            body: body.clone(),
            order_number,
            choice,
            rma_id: rma_id(self.means.ids.chance()),
            now_ms,
            request_id: cx.request_id.to_string(),
            initiated: self.event(cx, happened),
        }
    }
}

impl Application {
    fn settle(
        &self,
        tx: &mut (dyn Tx + 'static),
    ) -> Result<CreateReturnResponse, CreateReturnError> {
        let order = tx.find_order(&self.order_number)?;
        let has_active_return = tx.has_active_return(&self.order_number)?;
        let facts = Facts {
            order: order.as_ref(),
            has_active_return,
            now_ms: self.now_ms,
        };
        let begun = begin(self.wish(), facts, &self.rma_id).map_err(refused)?;
        tx.insert_return(&self.new_return(begun.clone()))?;
        tx.publish(&self.initiated)?;
        Ok(CreateReturnResponse::Created(wire::Return {
            rma_id: begun.rma_id,
            status: wire::ReturnStatus::Initiated,
            label_url: Some(begun.label_url),
            expires_at: DateTime::from_unix_ms(begun.expires_at_ms),
            request_id: self.request_id.clone(),
        }))
    }

    fn wish(&self) -> Wish {
        let has_email = self
            .body
            .contact
            .as_ref()
            .is_some_and(|contact| contact.email.is_some());
        Wish {
            choice: self.choice,
            has_email,
        }
    }

    fn new_return(&self, begun: Begun) -> NewReturn {
        let body = &self.body;
        NewReturn {
            begun,
            order_number: self.order_number.clone(),
            choice: self.choice,
            session_id: body.session_id.clone(),
            contact: body
                .contact
                .as_ref()
                .map(contact_from_wire)
                .unwrap_or_default(),
            pickup: body.shipping_address.as_ref().map(pickup_from_wire),
            reason: body.reason.clone(),
            notes: body.notes.clone(),
            created_at_ms: self.now_ms,
        }
    }
}

fn choice_from_wire(option: &wire::ReturnOption) -> Choice {
    match option {
        wire::ReturnOption::Return => Choice::Return,
        wire::ReturnOption::Resize => Choice::Resize,
        wire::ReturnOption::Care => Choice::Care,
    }
}

fn contact_from_wire(contact: &wire::ReturnContact) -> Contact {
    Contact {
        email: contact.email.clone(),
        phone: contact.phone.clone(),
    }
}

fn pickup_from_wire(address: &wire::PickupAddress) -> Pickup {
    Pickup {
        line1: address.line1.clone(),
        line2: address.line2.clone(),
        city: address.city.clone(),
        region: address.region.clone(),
        postal_code: address.postal_code.clone(),
        country: address.country.clone(),
    }
}

fn refused(why: Declined) -> CreateReturnError {
    let message = why.to_string();
    match why {
        Declined::ContactEmail => {
            let missing = Violation {
                pointer: "/contact/email".to_owned(),
                place: Place::Body,
                rule: "required",
                message: "must be given for this option".to_owned(),
            };
            CreateReturnError::BadRequest(
                Refusal::new("validation.contact_email", message).with_details(vec![missing]),
            )
        }
        Declined::Ineligible => {
            CreateReturnError::NotFound(Refusal::new("returns.ineligible", message))
        }
        Declined::Duplicate => {
            CreateReturnError::Conflict(Refusal::new("returns.duplicate", message))
        }
    }
}
