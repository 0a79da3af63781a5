//! How customers find their conversations.

use concierge_runtime_server::{Failure, Keyed, Settled};
use concierge_spec as wire;

use crate::app::{App, Happened};
use crate::domain::csat::{Feedback, Rating, feedback_id};
use crate::domain::event::Event;
use crate::domain::order::order_number;
use crate::generated::{
    AnalyticsApi, SubmitCsat, SubmitCsatError, SubmitCsatRequest, SubmitCsatResponse,
};
use crate::store::Tx;

impl AnalyticsApi for App {
    async fn submit_csat(
        &self,
        cx: Keyed<SubmitCsat>,
        request: SubmitCsatRequest,
    ) -> Settled<SubmitCsat> {
        let feedback = match self.feedback(request.body) {
            Ok(feedback) => feedback,
            Err(error) => return cx.fail(error),
        };
        let submitted = self.event(cx.cx(), self.submitted(&feedback));
        cx.write(self.means.store.as_ref(), move |tx| {
            keep(tx, &feedback, &submitted)
        })
        .await
    }
}

impl App {
    fn feedback(&self, body: wire::CsatFeedback) -> Result<Feedback, Failure> {
        let metadata = body.metadata.as_ref().map(serde_json::to_string);
        Ok(Feedback {
            id: feedback_id(self.means.ids.chance()),
            session_id: body.session_id,
            intent: body.intent,
            rating: rating_from_wire(&body.rating)?,
            order_number: body.order_number.as_deref().map(order_number),
            comment: body.comment,
            metadata: metadata.transpose()?,
            created_at_ms: self.means.clock.unix_ms(),
        })
    }

    fn submitted<'a>(&self, feedback: &'a Feedback) -> Happened<'a> {
        let secret = &self.means.secret;
        let comment_chars = feedback
            .comment
            .as_ref()
            .map_or(0, |comment| comment.chars().count());
        let mut facts = vec![
            ("rating", feedback.rating.code().to_owned()),
            ("score", feedback.rating.score().to_string()),
            ("commentLength", comment_chars.to_string()),
        ];
        facts.extend(feedback.intent.clone().map(|intent| ("intent", intent)));
        let order = feedback.order_number.as_deref();
        facts.extend(order.map(|number| ("order", secret.order_pseudonym(number))));
        Happened {
            name: wire::events::CSAT_SUBMITTED,
            subject: secret.session_pseudonym(&feedback.session_id),
            session_id: &feedback.session_id,
            at_ms: feedback.created_at_ms,
            facts,
        }
    }
}

/// The first rating of a session for an intent stays; a further one is told what stands.
fn keep(
    tx: &mut (dyn Tx + 'static),
    feedback: &Feedback,
    submitted: &Event,
) -> Result<SubmitCsatResponse, SubmitCsatError> {
    let before = tx.find_rating(&feedback.session_id, feedback.intent.as_deref())?;
    if let Some(stored) = before {
        return Ok(SubmitCsatResponse::Ok(receipt(
            stored,
            &submitted.request_id,
        )));
    }
    tx.insert_feedback(feedback)?;
    tx.publish(submitted)?;
    Ok(SubmitCsatResponse::Created(receipt(
        feedback.rating,
        &submitted.request_id,
    )))
}

fn receipt(rating: Rating, request_id: &str) -> wire::CsatReceipt {
    wire::CsatReceipt {
        ok: true,
        rating: rating_to_wire(rating),
        score: rating.score(),
        needs_follow_up: rating.is_negative(),
        request_id: request_id.to_owned(),
    }
}

/// The check lets no undeclared rating through.
fn rating_from_wire(rating: &wire::CsatRating) -> Result<Rating, Failure> {
    Rating::from_code(rating.as_str()).ok_or_else(|| Failure::new("read a rating"))
}

fn rating_to_wire(rating: Rating) -> wire::CsatRating {
    match rating {
        Rating::Great => wire::CsatRating::Great,
        Rating::Good => wire::CsatRating::Good,
        Rating::Okay => wire::CsatRating::Okay,
        Rating::NeedsFollowUp => wire::CsatRating::NeedsFollowUp,
        Rating::Poor => wire::CsatRating::Poor,
    }
}
