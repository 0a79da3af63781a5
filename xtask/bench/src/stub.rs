//! The contract's traits with nothing behind them, so that only the way in and out is measured.

use std::sync::Arc;

use anyhow::anyhow;
use concierge_runtime_server::{
    Authenticator, Caller, Context, Credential, Failure, Keyed, Options, Profile, Secret, Service,
    Settled,
};
use concierge_server::generated::*;
use concierge_spec::{ProductBadge, ProductCard, ProductPage};

/// The only token that is let in.
pub(crate) const TOKEN: &str = "ck_benchmark_0123456789abcdef0123456789abcdef";
/// What is asked, 205 bytes as one asks it in earnest.
pub(crate) const ASKED: &str = r#"{"sessionId":"sess_7f3a91aa","category":"rings","priceMin":300,"priceMax":4000.50,"readyToShip":true,"metal":"14k_yellow","tags":["ring","gold","halo"],"sort":"price_asc","limit":6,"cursor":"0123456789abcdef"}"#;
/// Where it is asked.
pub(crate) const PATH: &str = "/api/concierge/products";

/// Answers a search with two cards, and nothing else.
struct Stub;

/// The service that is measured: the contract's limits count, far out of reach.
pub(crate) fn service() -> anyhow::Result<Service> {
    let stub = Arc::new(Stub);
    let parts = Parts {
        products: Arc::clone(&stub),
        orders: Arc::clone(&stub),
        returns: Arc::clone(&stub),
        capsules: Arc::clone(&stub),
        stylist: Arc::clone(&stub),
        analytics: Arc::clone(&stub),
        shortlists: Arc::clone(&stub),
        inspiration: Arc::clone(&stub),
        notifications: Arc::clone(&stub),
        health: stub,
        authenticator: OneKey::new(),
    };
    let secret = Secret::random().map_err(|_| anyhow!("failed to draw a secret"))?;
    let mut options = Options::new(secret);
    options.limits = Profile::Scaled(1e7);
    Ok(parts.into_service(options))
}

/// What a search answers.
pub(crate) fn page(request_id: &str) -> ProductPage {
    ProductPage {
        data: vec![card("solaris"), card("lumina")],
        next_cursor: None,
        request_id: request_id.to_owned(),
    }
}

fn card(name: &str) -> ProductCard {
    let mut card = ProductCard::new(
        format!("aurora-ring-{name}"),
        "Solaris Aura Ring",
        concierge_runtime::Decimal::from(3850),
        "USD",
    );
    card.slug = Some("solaris-aura-ring".to_owned());
    card.spec_line = Some("14k Yellow, Diamond".to_owned());
    card.hero_image = Some("https://cdn.glowglitch.com/products/solaris.jpg".to_owned());
    card.tags = Some(vec!["ring".to_owned(), "gold".to_owned()]);
    card.ready_to_ship = Some(true);
    card.metal = Some("14k Yellow".to_owned());
    card.shipping_promise = Some("Ships this week".to_owned());
    card.badges = Some(vec![ProductBadge::Bestseller]);
    card
}

impl ProductsApi for Stub {
    async fn search_products(
        &self,
        cx: Context,
        _: SearchProductsRequest,
    ) -> Result<SearchProductsResponse, SearchProductsError> {
        Ok(SearchProductsResponse::Ok(page(&cx.request_id)))
    }
}

/// A write that nobody measures.
macro_rules! unmeasured {
    ($api:ident, $method:ident, $operation:ident, $request:ident) => {
        impl $api for Stub {
            async fn $method(&self, cx: Keyed<$operation>, _: $request) -> Settled<$operation> {
                cx.fail(Failure::new(UNMEASURED))
            }
        }
    };
}

const UNMEASURED: &str = "answer what is not measured";

unmeasured!(ReturnsApi, create_return, CreateReturn, CreateReturnRequest);
unmeasured!(
    CapsulesApi,
    reserve_capsule,
    ReserveCapsule,
    ReserveCapsuleRequest
);
unmeasured!(
    StylistApi,
    create_stylist_ticket,
    CreateStylistTicket,
    CreateStylistTicketRequest
);
unmeasured!(AnalyticsApi, submit_csat, SubmitCsat, SubmitCsatRequest);
unmeasured!(
    ShortlistsApi,
    save_shortlist,
    SaveShortlist,
    SaveShortlistRequest
);
unmeasured!(
    InspirationApi,
    upload_inspiration,
    UploadInspiration,
    UploadInspirationRequest
);
unmeasured!(
    NotificationsApi,
    subscribe_order_updates,
    SubscribeOrderUpdates,
    SubscribeOrderUpdatesRequest
);

impl OrdersApi for Stub {
    async fn get_order_status(
        &self,
        _: Context,
        _: GetOrderStatusRequest,
    ) -> Result<GetOrderStatusResponse, GetOrderStatusError> {
        Err(GetOrderStatusError::Failed(Failure::new(UNMEASURED)))
    }
}

impl HealthApi for Stub {
    async fn get_live(
        &self,
        _: Context,
        _: GetLiveRequest,
    ) -> Result<GetLiveResponse, GetLiveError> {
        Err(GetLiveError::Failed(Failure::new(UNMEASURED)))
    }

    async fn get_ready(
        &self,
        _: Context,
        _: GetReadyRequest,
    ) -> Result<GetReadyResponse, GetReadyError> {
        Err(GetReadyError::Failed(Failure::new(UNMEASURED)))
    }
}

/// Knows one key.
struct OneKey {
    caller: Arc<Caller>,
}

impl OneKey {
    fn new() -> Self {
        let scopes = vec!["products:read".to_owned()];
        Self {
            caller: Arc::new(Caller {
                id: "bench".to_owned(),
                credential: "key-1".to_owned(),
                scopes,
                roles: Vec::new(),
            }),
        }
    }
}

impl Authenticator for OneKey {
    async fn authenticate(
        &self,
        credential: Credential<'_>,
    ) -> Result<Option<Arc<Caller>>, Failure> {
        Ok(match credential {
            Credential::Bearer { token, .. } if token == TOKEN => Some(Arc::clone(&self.caller)),
            _ => None,
        })
    }
}
