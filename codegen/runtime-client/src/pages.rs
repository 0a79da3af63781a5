//! The pages of a result, one call after the other.

use std::{
    collections::HashSet,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use concierge_runtime::Patch;
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use progenitor_client::ResponseValue;

use crate::{Answer, Error, Unreadable};

/// Pages, or what stands on them, each page asked for when the one before is used up. It ends after the last page, and after an error.
pub struct Pages<'a, T, E = ()>(BoxStream<'a, Result<T, Error<E>>>);

/// A property that may say where the next page begins.
pub trait Cursor {
    /// Where the next page begins; nothing on the last one.
    fn cursor(&self) -> Option<String>;
}

impl Cursor for String {
    fn cursor(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.clone())
    }
}

impl Cursor for Option<String> {
    fn cursor(&self) -> Option<String> {
        self.as_ref()?.cursor()
    }
}

impl Cursor for Patch<String> {
    fn cursor(&self) -> Option<String> {
        self.value()?.cursor()
    }
}

/// Calls again and again: `send` makes a call, `cursor` finds where the next page begins, `go_on` puts that into the next call.
pub fn pages<'a, C, T, E, F>(
    call: C,
    send: impl Fn(C) -> F + Send + Sync + 'a,
    cursor: impl Fn(&T) -> Option<String> + Send + Sync + 'a,
    go_on: impl Fn(C, String) -> C + Send + Sync + 'a,
) -> Pages<'a, ResponseValue<T>, E>
where
    C: Clone + Send + 'a,
    T: Send + 'a,
    E: Send + 'a,
    F: Future<Output = Result<ResponseValue<T>, Error<E>>> + Send + 'a,
{
    let steps = Arc::new((send, cursor, go_on));
    let pages = stream::unfold(Some((call, HashSet::new())), move |state| {
        let steps = Arc::clone(&steps);
        async move {
            let (send, cursor, go_on) = &*steps;
            let (call, mut seen) = state?;
            let page = match send(call.clone()).await {
                Ok(page) => page,
                Err(error) => return Some((Err(error), None)),
            };
            let Some(next) = cursor(&page) else {
                return Some((Ok(page), None));
            };
            if !seen.insert(next.clone()) {
                let head = Answer::head(page.status(), page.headers().clone());
                let error = Error::InvalidResponsePayload(Unreadable::circle(head));
                return Some((Err(error), None));
            }
            Some((Ok(page), Some((go_on(call, next), seen))))
        }
    });
    Pages(pages.boxed())
}

impl<'a, T: Send + 'a, E: Send + 'a> Pages<'a, T, E> {
    /// The next one; `None` after the last one, and after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        self.0.next().await
    }

    /// All of them, in memory.
    ///
    /// # Errors
    /// The first error; what came before it is lost.
    pub async fn collect(mut self) -> Result<Vec<T>, Error<E>> {
        let mut all = Vec::new();
        while let Some(one) = self.next().await {
            all.push(one?);
        }
        Ok(all)
    }
}

impl<'a, T: Send + 'a, E: Send + 'a> Pages<'a, ResponseValue<T>, E> {
    /// What stands on the pages, one by one.
    #[must_use]
    pub fn items<I: Send + 'a>(
        self,
        items: impl Fn(T) -> Vec<I> + Send + Sync + 'a,
    ) -> Pages<'a, I, E> {
        let all = self.0.flat_map(move |page| {
            stream::iter(match page {
                Ok(page) => items(page.into_inner()).into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            })
        });
        Pages(all.boxed())
    }
}

impl<T, E> Stream for Pages<'_, T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_next_unpin(cx)
    }
}

impl<T, E> fmt::Debug for Pages<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}
