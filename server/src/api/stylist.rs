//! Conversations that a person takes over.

use concierge_runtime_server::{Context, Failure, Keyed, Settled};
use concierge_spec as wire;
use serde::Serialize;

use crate::app::{App, Happened};
use crate::domain::contact::Destination;
use crate::domain::event::Event;
use crate::domain::shortlist::Shortlist;
use crate::domain::ticket::{
    Attachments, Contact, ETA_MINUTES, Placed, Priority, Ticket, ticket_id,
};
use crate::generated::{
    CreateStylistTicket, CreateStylistTicketError, CreateStylistTicketRequest,
    CreateStylistTicketResponse, StylistApi,
};
use crate::store::Tx;

impl StylistApi for App {
    async fn create_stylist_ticket(
        &self,
        cx: Keyed<CreateStylistTicket>,
        request: CreateStylistTicketRequest,
    ) -> Settled<CreateStylistTicket> {
        let ticket = match self.ticket(request.body) {
            Ok(ticket) => ticket,
            Err(error) => return cx.fail(error.into()),
        };
        let created = self.ticket_created(cx.cx(), &ticket);
        cx.write(self.means.store.as_ref(), move |tx| {
            enqueue(tx, &ticket, created.clone())
        })
        .await
    }
}

impl App {
    /// A ticket as it was asked for.
    fn ticket(&self, body: wire::StylistTicketRequest) -> serde_json::Result<Ticket> {
        Ok(Ticket {
            id: ticket_id(self.means.ids.chance()),
            session_id: body.session_id,
            contact: Contact {
                email: body.contact.email,
                name: body.contact.name,
                phone: body.contact.phone,
                timezone: body.contact.timezone,
            },
            summary: body.summary,
            time_preference: body.time_preference,
            attachments: Attachments {
                transcript: json(body.transcript.as_ref())?,
                shortlist: json(body.shortlist.as_ref())?,
                inspiration: json(body.inspiration.as_ref())?,
                metadata: json(body.metadata.as_ref())?,
            },
            created_at_ms: self.means.clock.unix_ms(),
        })
    }

    fn ticket_created(&self, cx: &Context, ticket: &Ticket) -> Event {
        let contact = Destination::email(&ticket.contact.email);
        let contact = self.means.secret.contact_pseudonym(contact.value());
        let happened = Happened {
            name: wire::events::STYLIST_TICKET_CREATED,
            subject: ticket.id.clone(),
            session_id: &ticket.session_id,
            at_ms: ticket.created_at_ms,
            facts: vec![("contact", contact)],
        };
        self.event(cx, happened)
    }
}

fn enqueue(
    tx: &mut (dyn Tx + 'static),
    ticket: &Ticket,
    mut created: Event,
) -> Result<CreateStylistTicketResponse, CreateStylistTicketError> {
    let priority = Priority::of(tx.has_negative_rating(&ticket.session_id)?);
    let saved = match ticket.attachments.shortlist {
        Some(_) => None,
        None => tx.session_shortlist(&ticket.session_id)?,
    };
    let alive = saved.filter(|list| list.is_kept_at(ticket.created_at_ms));
    let saved = alive.as_ref().map(Shortlist::cards);
    let sent = ticket.attachments.shortlist.as_deref();
    let ahead = tx.tickets_ahead(priority)?;
    let placed = Placed {
        priority,
        shortlist: sent.or(saved.as_deref()),
    };
    tx.insert_ticket(ticket, placed)?;
    created.facts.push(("priority", priority.code().to_owned()));
    tx.publish(&created)?;
    Ok(CreateStylistTicketResponse::Created(wire::StylistTicket {
        ticket_id: ticket.id.clone(),
        status: wire::StylistTicketStatus::Queued,
        priority: priority_to_wire(priority),
        eta_minutes: ETA_MINUTES,
        queue_position: i32::try_from(ahead.saturating_add(1)).map_err(Failure::from)?,
        request_id: created.request_id,
    }))
}

fn priority_to_wire(priority: Priority) -> wire::StylistTicketPriority {
    match priority {
        Priority::Normal => wire::StylistTicketPriority::Normal,
        Priority::High => wire::StylistTicketPriority::High,
    }
}

fn json(sent: Option<&impl Serialize>) -> serde_json::Result<Option<String>> {
    sent.map(serde_json::to_string).transpose()
}
