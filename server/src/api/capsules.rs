//! Shortlists that are held for customers.

use concierge_runtime::DateTime;
use concierge_runtime_server::{Context, Failure, Keyed, Refusal, Settled};
use concierge_spec as wire;

use crate::app::{App, Happened};
use crate::domain::capsule::{Declined, Facts, Hold, HoldStatus, capsule_id, grant};
use crate::domain::contact::Destination;
use crate::domain::event::Event;
use crate::generated::{
    CapsulesApi, ReserveCapsule, ReserveCapsuleError, ReserveCapsuleRequest, ReserveCapsuleResponse,
};
use crate::secret::Unsealed;
use crate::store::Tx;

impl CapsulesApi for App {
    async fn reserve_capsule(
        &self,
        cx: Keyed<ReserveCapsule>,
        request: ReserveCapsuleRequest,
    ) -> Settled<ReserveCapsule> {
        let application = match self.capsule_application(cx.cx(), request.body) {
            Ok(application) => application,
            Err(error) => return cx.fail(error.into()),
        };
        cx.write(self.means.store.as_ref(), move |tx| application.settle(tx))
            .await
    }
}

/// A wish with everything that its transaction needs, so that running it again has the same outcome.
struct Application {
    capsule_id: String,
    session_id: String,
    shortlist_id: String,
    customer_hash: [u8; 32],
    customer_sealed: Vec<u8>,
    now_ms: i64,
    reserved: Event,
}

impl App {
    fn capsule_application(
        &self,
        cx: &Context,
        body: wire::CapsuleRequest,
    ) -> Result<Application, Unsealed> {
        let secret = &self.means.secret;
        let customer = Destination::email(&body.customer_email);
        let capsule_id = capsule_id(self.means.ids.chance());
        let now_ms = self.means.clock.unix_ms();
        let happened = Happened {
            name: wire::events::CAPSULE_RESERVED,
            subject: capsule_id.clone(),
            session_id: &body.session_id,
            at_ms: now_ms,
            facts: vec![("contact", secret.contact_pseudonym(customer.value()))],
        };
        Ok(Application {
            reserved: self.event(cx, happened),
            customer_hash: secret.contact_hash(customer.value()),
            customer_sealed: secret.seal_contact(customer.value(), self.nonce())?,
            capsule_id,
            session_id: body.session_id,
            shortlist_id: body.shortlist_id,
            now_ms,
        })
    }
}

impl Application {
    fn settle(
        &self,
        tx: &mut (dyn Tx + 'static),
    ) -> Result<ReserveCapsuleResponse, ReserveCapsuleError> {
        let hold = self.begin(tx)?;
        tx.insert_hold(&hold)?;
        let mut reserved = self.reserved.clone();
        reserved.facts.extend([
            ("shortlistCount", hold.pieces.to_string()),
            ("expiresAtMs", hold.expires_at_ms.to_string()),
        ]);
        tx.publish(&reserved)?;
        Ok(ReserveCapsuleResponse::Created(wire::Capsule {
            capsule_id: hold.id,
            status: wire::CapsuleStatus::Active,
            expires_at: DateTime::from_unix_ms(hold.expires_at_ms)
                .ok_or_else(|| Failure::new("tell when the capsule ends"))?,
            shortlist_count: i32::try_from(hold.pieces).map_err(Failure::from)?,
            request_id: reserved.request_id,
        }))
    }

    /// A hold that the clock ended is written down as ended first, so that it stands in nobody's way.
    fn begin(&self, tx: &mut (dyn Tx + 'static)) -> Result<Hold, ReserveCapsuleError> {
        let shortlist = tx.find_shortlist(&self.shortlist_id)?;
        let open = tx.open_hold(&self.customer_hash)?;
        let facts = Facts {
            session_id: &self.session_id,
            shortlist: shortlist.as_ref(),
            open: open.as_ref(),
            now_ms: self.now_ms,
        };
        let granted = grant(facts).map_err(refused)?;
        if let Some(over) = open {
            let status = over.status_at(self.now_ms);
            tx.move_hold(&Hold { status, ..over })?;
        }
        Ok(Hold {
            id: self.capsule_id.clone(),
            session_id: self.session_id.clone(),
            shortlist_id: self.shortlist_id.clone(),
            pieces: granted.pieces,
            customer_hash: self.customer_hash,
            customer_sealed: self.customer_sealed.clone(),
            status: HoldStatus::Active,
            expires_at_ms: granted.expires_at_ms,
            created_at_ms: self.now_ms,
        })
    }
}

fn refused(why: Declined) -> ReserveCapsuleError {
    let message = why.to_string();
    match why {
        Declined::Shortlist => {
            ReserveCapsuleError::NotFound(Refusal::new("capsule.shortlist_not_found", message))
        }
        Declined::Active => ReserveCapsuleError::Conflict(Refusal::new("capsule.active", message)),
    }
}
