//! Customers who want to be told how orders get on.

use concierge_runtime_server::{Context, Keyed, Place, Refusal, Settled, Violation};
use concierge_spec as wire;

use crate::app::{App, Happened};
use crate::domain::contact::{Channel, Destination};
use crate::domain::event::Event;
use crate::domain::order::order_number;
use crate::domain::subscription::{
    About, Declined, Subscription, allow, confirmation, subscription_id,
};
use crate::generated::{
    NotificationsApi, SubscribeOrderUpdates, SubscribeOrderUpdatesError,
    SubscribeOrderUpdatesRequest, SubscribeOrderUpdatesResponse,
};
use crate::secret::Unsealed;
use crate::store::Tx;

impl NotificationsApi for App {
    async fn subscribe_order_updates(
        &self,
        cx: Keyed<SubscribeOrderUpdates>,
        request: SubscribeOrderUpdatesRequest,
    ) -> Settled<SubscribeOrderUpdates> {
        let application = match self.subscription_application(cx.cx(), request.body) {
            Ok(application) => application,
            Err(error) => return cx.fail(error.into()),
        };
        cx.write(self.means.store.as_ref(), move |tx| application.settle(tx))
            .await
    }
}

/// A wish with everything that its transaction needs, so that running it again has the same outcome.
struct Application {
    has_consent: bool,
    subscription: Subscription,
    masked: String,
    subscribed: Event,
}

impl App {
    fn subscription_application(
        &self,
        cx: &Context,
        body: wire::OrderUpdatesRequest,
    ) -> Result<Application, Unsealed> {
        let secret = &self.means.secret;
        let destination = destination_from_wire(&body.contact);
        let subscription = Subscription {
            id: subscription_id(self.means.ids.chance()),
            session_id: body.session_id,
            order_number: body.order_number.as_deref().map(order_number),
            channel: destination.channel(),
            destination_hash: secret.contact_hash(destination.value()),
            destination_sealed: secret.seal_contact(destination.value(), self.nonce())?,
            consented_at_ms: self.means.clock.unix_ms(),
        };
        let mut facts = vec![
            ("channel", destination.channel().code().to_owned()),
            ("contact", secret.contact_pseudonym(destination.value())),
        ];
        let order = subscription.order_number.as_deref();
        facts.extend(order.map(|number| ("order", secret.order_pseudonym(number))));
        let happened = Happened {
            name: wire::events::ORDER_UPDATES_SUBSCRIBED,
            subject: subscription.id.clone(),
            session_id: &subscription.session_id,
            at_ms: subscription.consented_at_ms,
            facts,
        };
        Ok(Application {
            has_consent: body.consent,
            subscribed: self.event(cx, happened),
            masked: destination.masked(),
            subscription,
        })
    }
}

impl Application {
    fn settle(
        &self,
        tx: &mut (dyn Tx + 'static),
    ) -> Result<SubscribeOrderUpdatesResponse, SubscribeOrderUpdatesError> {
        let about = match self.subscription.order_number.as_deref() {
            None => About::Session,
            Some(number) if tx.find_order(number)?.is_some() => About::Order,
            Some(_) => About::UnknownOrder,
        };
        allow(self.has_consent, about).map_err(refused)?;
        if let Some(id) = tx.same_subscription(&self.subscription)? {
            return Ok(SubscribeOrderUpdatesResponse::Ok(self.answer(id)));
        }
        tx.insert_subscription(&self.subscription)?;
        tx.publish(&self.subscribed)?;
        Ok(SubscribeOrderUpdatesResponse::Created(
            self.answer(self.subscription.id.clone()),
        ))
    }

    fn answer(&self, subscription_id: String) -> wire::OrderUpdatesSubscription {
        wire::OrderUpdatesSubscription {
            subscription_id,
            channel: match self.subscription.channel {
                Channel::Sms => wire::UpdatesChannel::Sms,
                Channel::Email => wire::UpdatesChannel::Email,
            },
            masked_destination: self.masked.clone(),
            message: confirmation(&self.masked),
            request_id: self.subscribed.request_id.clone(),
        }
    }
}

fn destination_from_wire(contact: &wire::UpdatesContact) -> Destination {
    match contact {
        wire::UpdatesContact::EmailContact(contact) => Destination::email(&contact.value),
        wire::UpdatesContact::SmsContact(contact) => Destination::phone(&contact.value),
    }
}

fn refused(why: Declined) -> SubscribeOrderUpdatesError {
    let message = why.to_string();
    match why {
        Declined::Consent => {
            let withheld = Violation {
                pointer: "/consent".to_owned(),
                place: Place::Body,
                rule: "enum",
                message: "must be true".to_owned(),
            };
            SubscribeOrderUpdatesError::BadRequest(
                Refusal::new("validation.consent", message).with_details(vec![withheld]),
            )
        }
        Declined::Order => SubscribeOrderUpdatesError::NotFound(Refusal::new(
            "subscription.order_not_found",
            message,
        )),
    }
}
