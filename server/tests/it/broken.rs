//! Parts of the service that break.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use concierge_runtime_server::{Context, Options, Service};
use concierge_server::app::App;
use concierge_server::generated::{
    GetLiveError, GetLiveRequest, GetLiveResponse, GetOrderStatusError, GetOrderStatusRequest,
    GetOrderStatusResponse, GetReadyError, GetReadyRequest, GetReadyResponse, HealthApi, OrdersApi,
    Parts, ProductsApi, SearchProductsError, SearchProductsRequest, SearchProductsResponse,
};
use concierge_server::ids::{Ids, RandomIds};

/// A service whose reads panic; its writes are sound.
pub(crate) fn reads(app: &Arc<App>, options: Options) -> Service {
    let parts = Parts {
        products: Arc::new(Broken),
        orders: Arc::new(Broken),
        returns: Arc::clone(app),
        capsules: Arc::clone(app),
        stylist: Arc::clone(app),
        analytics: Arc::clone(app),
        shortlists: Arc::clone(app),
        inspiration: Arc::clone(app),
        notifications: Arc::clone(app),
        health: Arc::new(Broken),
        authenticator: app.keys(),
    };
    parts.into_service(options)
}

struct Broken;

impl ProductsApi for Broken {
    async fn search_products(
        &self,
        _: Context,
        _: SearchProductsRequest,
    ) -> Result<SearchProductsResponse, SearchProductsError> {
        panic!("this panic is part of the test")
    }
}

impl OrdersApi for Broken {
    async fn get_order_status(
        &self,
        _: Context,
        _: GetOrderStatusRequest,
    ) -> Result<GetOrderStatusResponse, GetOrderStatusError> {
        panic!("this panic is part of the test")
    }
}

impl HealthApi for Broken {
    async fn get_live(
        &self,
        _: Context,
        _: GetLiveRequest,
    ) -> Result<GetLiveResponse, GetLiveError> {
        panic!("this panic is part of the test")
    }

    async fn get_ready(
        &self,
        _: Context,
        _: GetReadyRequest,
    ) -> Result<GetReadyResponse, GetReadyError> {
        panic!("this panic is part of the test")
    }
}

/// Ids until they break.
#[derive(Default)]
pub(crate) struct FragileIds {
    is_broken: AtomicBool,
}

impl FragileIds {
    /// From now on, asking for one panics.
    pub(crate) fn break_down(&self) {
        self.is_broken.store(true, Ordering::SeqCst);
    }

    fn whole(&self) -> RandomIds {
        assert!(
            !self.is_broken.load(Ordering::SeqCst),
            "this panic is part of the test"
        );
        RandomIds
    }
}

impl Ids for FragileIds {
    fn chance(&self) -> u64 {
        self.whole().chance()
    }

    fn row_id(&self) -> String {
        self.whole().row_id()
    }
}
