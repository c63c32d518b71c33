//! From what happens in the shop to the events of its contract.

use crate::contracts::notifications::NotificationPosted;
use crate::contracts::notifications::notification_posted::Level;
use crate::contracts::orders::order_cancelled::Reason;
use crate::contracts::orders::order_paid::{Method, MethodCard, MethodInvoice, MethodWallet};
use crate::contracts::orders::order_placed::{Channel, LinesItem};
use crate::contracts::orders::order_shipped::{Carrier, ParcelsItem};
use crate::contracts::orders::{
    Address, Money, OrderCancelled, OrderPaid, OrderPlaced, OrderShipped,
};
use crate::goods::{Article, Person};
use crate::shop::{Happening, Order, Payment};

fn euros(cents: u32) -> Money {
    Money::new(cents, "EUR")
}

fn address(person: &Person) -> Address {
    Address::new(person.city, person.country, person.name, person.street).postcode(person.postcode)
}

/// An order as it is placed. Collected ones have no address.
pub fn placed(order: &Order) -> OrderPlaced {
    let lines = order.lines.iter().map(|line| {
        let Article {
            cents, sku, title, ..
        } = line.article;
        LinesItem::new(euros(*cents), line.quantity, *sku, *title)
    });
    let channel = match order.channel {
        "web" => Channel::Web,
        "app" => Channel::App,
        _ => Channel::Store,
    };
    let placed = OrderPlaced::new(order.id.as_str(), euros(order.total))
        .customer(order.person.name)
        .lines(lines.collect::<Vec<_>>())
        .channel(channel);
    let placed = if order.channel == "store" {
        placed
    } else {
        placed.ship_to(address(order.person))
    };
    match order.note {
        Some(note) => placed.note(note),
        None => placed,
    }
}

/// The payment of an order.
pub fn paid(order: &Order, payment: &Payment) -> OrderPaid {
    let method = match payment {
        Payment::Card { brand, last4 } => Method::Card(MethodCard::new(*brand, last4.as_str())),
        Payment::Wallet(provider) => Method::Wallet(MethodWallet::new(*provider)),
        Payment::Invoice(invoice) => Method::Invoice(MethodInvoice::new(invoice.as_str())),
    };
    OrderPaid::new(euros(order.total), method, order.id.as_str())
}

/// An order on its way; `today` and the carrier's `days` give the expected day.
pub fn shipped(
    order: &Order,
    carrier: &str,
    parcels: &[(String, u32)],
    expected: &str,
) -> OrderShipped {
    let carrier = match carrier {
        "courier" => Carrier::Courier,
        "freight" => Carrier::Freight,
        _ => Carrier::Post,
    };
    let parcels = parcels
        .iter()
        .map(|(tracking, grams)| ParcelsItem::new(tracking.as_str()).grams(*grams));
    OrderShipped::new(carrier, order.id.as_str(), parcels.collect::<Vec<_>>())
        .to(address(order.person))
        .expected(expected)
}

/// An order that will not be carried out.
pub fn cancelled(order: &Order, reason: &str, refund: bool) -> OrderCancelled {
    let reason = match reason {
        "customer" => Reason::Customer,
        "out_of_stock" => Reason::OutOfStock,
        "payment_failed" => Reason::PaymentFailed,
        _ => Reason::Other,
    };
    OrderCancelled::new(order.id.as_str(), reason).refund(refund.then(|| euros(order.total)))
}

/// What the customer is told of it, if the customer has an account.
pub fn notification(happening: &Happening) -> Option<(&'static str, NotificationPosted)> {
    let (order, level, title, body) = match happening {
        Happening::Placed(order) => (
            order,
            Level::Info,
            format!("We have your order {}", order.id),
            "It goes to the packing table once it is paid.".to_owned(),
        ),
        Happening::Paid(order, _) => (
            order,
            Level::Success,
            format!("Order {} is paid", order.id),
            "Thank you. We are packing it now.".to_owned(),
        ),
        Happening::Shipped { order, days, .. } => {
            let when = if *days == 1 {
                "tomorrow".to_owned()
            } else {
                format!("in {days} days")
            };
            (
                order,
                Level::Success,
                format!("Order {} is on its way", order.id),
                format!("Expect it in {} {when}.", order.person.city),
            )
        }
        Happening::Cancelled { order, .. } => (
            order,
            Level::Warning,
            format!("Order {} was cancelled", order.id),
            "What you had paid for it goes back to you.".to_owned(),
        ),
    };
    let posted = NotificationPosted::new(level, format!("order {}", order.id), title).body(body);
    Some((order.person.user?, posted))
}

/// `2026-11-24`, for a number of days since 1970-01-01 in the Gregorian calendar.
pub fn date(days: u64) -> String {
    // Counted from a March that begins an era of 400 years, so that leap days come last.
    let from_era = days + 719_468;
    let (era, day) = (from_era / 146_097, from_era % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{date:02}", era * 400 + year + next)
}

#[cfg(test)]
mod tests {
    use tidings::Event;

    use super::*;
    use crate::shop::Shop;

    #[test]
    fn dates_follow_the_calendar() {
        let known = [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_454, "2026-01-01"),
            (20_781, "2026-11-24"),
        ];
        assert_eq!(
            known.map(|(days, _)| date(days)),
            known.map(|(_, text)| text)
        );
    }

    #[test]
    fn all_that_happens_keeps_the_contract() {
        let mut shop = Shop::open(11, 1000);
        for _ in 0..1_000 {
            let happening = shop.next();
            let encoded = match &happening {
                Happening::Placed(order) => placed(order).encode(),
                Happening::Paid(order, payment) => paid(order, payment).encode(),
                Happening::Shipped {
                    order,
                    carrier,
                    parcels,
                    days,
                } => shipped(order, carrier, parcels, &date(u64::from(*days))).encode(),
                Happening::Cancelled {
                    order,
                    reason,
                    refund,
                } => cancelled(order, reason, *refund).encode(),
            };
            encoded.unwrap_or_else(|refusal| panic!("{refusal}"));
            if let Some((_, posted)) = notification(&happening) {
                posted
                    .encode()
                    .unwrap_or_else(|refusal| panic!("{refusal}"));
            }
        }
    }
}
