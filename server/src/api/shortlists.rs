//! What sessions keep an eye on.

use concierge_runtime::DateTime;
use concierge_runtime_server::{Failure, Keyed, Settled};
use concierge_spec as wire;

use crate::app::{App, Happened};
use crate::domain::shortlist::{Kept, shortlist_id, upsert};
use crate::generated::{
    SaveShortlist, SaveShortlistError, SaveShortlistRequest, SaveShortlistResponse, ShortlistsApi,
};
use crate::store::Tx;

impl ShortlistsApi for App {
    async fn save_shortlist(
        &self,
        cx: Keyed<SaveShortlist>,
        request: SaveShortlistRequest,
    ) -> Settled<SaveShortlist> {
        let items: serde_json::Result<Vec<Kept>> = request.body.items.iter().map(kept).collect();
        let list = match items {
            Ok(items) => Wanted {
                new_id: shortlist_id(self.means.ids.chance()),
                session_id: request.body.session_id,
                items,
                now_ms: self.means.clock.unix_ms(),
            },
            Err(error) => return cx.fail(error.into()),
        };
        let happened = Happened {
            name: wire::events::SHORTLIST_SAVED,
            subject: self.means.secret.session_pseudonym(&list.session_id),
            session_id: &list.session_id,
            at_ms: list.now_ms,
            facts: Vec::new(),
        };
        let saved = self.event(cx.cx(), happened);
        cx.write(self.means.store.as_ref(), move |tx| {
            let answer = list.save(tx, &saved.request_id)?;
            let mut saved = saved.clone();
            saved.facts.extend([
                ("shortlistId", answer.shortlist_id.clone()),
                ("totalItems", answer.total_items.to_string()),
            ]);
            tx.publish(&saved)?;
            Ok(SaveShortlistResponse::Ok(answer))
        })
        .await
    }
}

/// What a session's list is to be.
struct Wanted {
    new_id: String,
    session_id: String,
    items: Vec<Kept>,
    now_ms: i64,
}

impl Wanted {
    fn save(
        &self,
        tx: &mut (dyn Tx + 'static),
        request_id: &str,
    ) -> Result<wire::Shortlist, SaveShortlistError> {
        let before = tx.session_shortlist(&self.session_id)?;
        let items = self.items.clone();
        let list = upsert(before, &self.new_id, &self.session_id, items, self.now_ms);
        tx.save_shortlist(&list)?;
        Ok(wire::Shortlist {
            shortlist_id: list.id,
            total_items: i32::try_from(list.items.len()).map_err(Failure::from)?,
            updated_at: DateTime::from_unix_ms(list.updated_at_ms)
                .ok_or_else(|| Failure::new("tell when the shortlist was saved"))?,
            request_id: request_id.to_owned(),
        })
    }
}

fn kept(card: &wire::ProductCard) -> serde_json::Result<Kept> {
    Ok(Kept {
        product_id: card.product_id.clone(),
        card: serde_json::to_string(card)?,
    })
}
