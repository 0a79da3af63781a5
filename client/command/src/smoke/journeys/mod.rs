//! The journeys, one file each.

mod ask_stylist;
mod be_told;
mod find_product;
mod health;
mod hold_capsule;
mod rate_conversation;
mod refuse_return;
mod return_order;
mod save_shortlist;
mod share_picture;
mod track_order;

use super::Journey;

/// Every journey, in the order of a customer's visit.
pub const JOURNEYS: &[Journey] = &[
    health::JOURNEY,
    find_product::JOURNEY,
    track_order::JOURNEY,
    return_order::JOURNEY,
    refuse_return::JOURNEY,
    save_shortlist::JOURNEY,
    hold_capsule::JOURNEY,
    ask_stylist::JOURNEY,
    rate_conversation::JOURNEY,
    share_picture::JOURNEY,
    be_told::JOURNEY,
];
