//! The simulated shop: what customers and the packing table do next. It knows nothing of events or streams.

use crate::goods::{ARTICLES, Article, NOTES, PEOPLE, Person};
use crate::seed::Seed;

/// How far an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Waiting for the money.
    Placed,
    /// On the packing table.
    Paid,
    /// Out of the house.
    Shipped,
    /// Given up.
    Cancelled,
}

/// One article of an order.
#[derive(Debug, Clone)]
pub struct Line {
    pub article: &'static Article,
    pub quantity: u32,
}

/// One order.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub person: &'static Person,
    pub lines: Vec<Line>,
    /// Cents, shipping included.
    pub total: u32,
    pub note: Option<&'static str>,
    pub channel: &'static str,
    pub step: Step,
}

/// How an order was paid.
#[derive(Debug, Clone)]
pub enum Payment {
    Card { brand: &'static str, last4: String },
    Wallet(&'static str),
    Invoice(String),
}

/// What happens in the shop.
#[derive(Debug, Clone)]
pub enum Happening {
    Placed(Order),
    Paid(Order, Payment),
    Shipped {
        order: Order,
        carrier: &'static str,
        parcels: Vec<(String, u32)>,
        days: u32,
    },
    Cancelled {
        order: Order,
        reason: &'static str,
        refund: bool,
    },
}

/// Shipping costs, in cents.
const SHIPPING: u32 = 490;

/// Orders that are remembered, so that the assistant can be asked about them.
const MEMORY: usize = 400;

/// The shop.
#[derive(Debug)]
pub struct Shop {
    seed: Seed,
    next: u64,
    orders: Vec<Order>,
}

impl Shop {
    /// A shop whose first order has this number.
    pub fn open(seed: u64, first: u64) -> Self {
        Self {
            seed: Seed::new(seed),
            next: first,
            orders: Vec::new(),
        }
    }

    /// The order with this number.
    pub fn order(&self, id: &str) -> Option<&Order> {
        self.orders
            .iter()
            .rev()
            .find(|order| order.id.eq_ignore_ascii_case(id))
    }

    /// The newest order that has come this far.
    pub fn newest(&self, step: Step) -> Option<&Order> {
        self.orders.iter().rev().find(|order| order.step == step)
    }

    /// What happens next. Orders come in a little faster than they are given up, and none waits for ever.
    pub fn next(&mut self) -> Happening {
        let waiting = self.count(Step::Placed);
        let packing = self.count(Step::Paid);
        let dice = self.seed.between(0, 100);
        let place = if waiting > 5 { 20 } else { 44 };
        if packing > 0 && (dice >= 72 || packing > 5) {
            return self.ship();
        }
        if waiting > 2 && dice >= place {
            return if self.seed.percent(11) {
                self.cancel()
            } else {
                self.pay()
            };
        }
        self.place()
    }

    fn count(&self, step: Step) -> usize {
        self.orders
            .iter()
            .filter(|order| order.step == step)
            .count()
    }

    /// Moves an order at `from` on: sometimes the oldest, so that none waits for ever, else any.
    fn advance(&mut self, from: Step, to: Step) -> Option<Order> {
        let there = self
            .orders
            .iter()
            .enumerate()
            .filter(|(_, order)| order.step == from);
        let there: Vec<usize> = there.map(|(at, _)| at).collect();
        let any = self.seed.index(there.len())?;
        let at = if self.seed.percent(40) {
            there[0]
        } else {
            there[any]
        };
        self.orders[at].step = to;
        Some(self.orders[at].clone())
    }

    fn place(&mut self) -> Happening {
        let person = self.seed.pick(PEOPLE.each_ref());
        let mut lines: Vec<Line> = Vec::new();
        for _ in 0..self.seed.between(1, 4) {
            let article = self.seed.pick(ARTICLES.each_ref());
            if lines.iter().all(|line| line.article.sku != article.sku) {
                let most = if article.cents > 10_000 { 2 } else { 4 };
                lines.push(Line {
                    article,
                    quantity: self.seed.between(1, most),
                });
            }
        }
        let goods: u32 = lines
            .iter()
            .map(|line| line.article.cents * line.quantity)
            .sum();
        let order = Order {
            id: format!("A-{}", self.next),
            person,
            lines,
            total: goods + SHIPPING,
            note: self.seed.percent(14).then(|| self.seed.pick(NOTES)),
            channel: self.seed.pick(["web", "web", "app", "app", "store"]),
            step: Step::Placed,
        };
        self.next += 1;
        if self.orders.len() == MEMORY {
            self.orders.remove(0);
        }
        self.orders.push(order.clone());
        Happening::Placed(order)
    }

    fn pay(&mut self) -> Happening {
        let Some(order) = self.advance(Step::Placed, Step::Paid) else {
            return self.place();
        };
        let payment = match self.seed.between(0, 10) {
            0..6 => Payment::Card {
                brand: self.seed.pick(["Visa", "Mastercard", "Maestro"]),
                last4: format!("{:04}", self.seed.between(0, 10_000)),
            },
            6..9 => Payment::Wallet(self.seed.pick(["PayPal", "Apple Pay", "Bizum"])),
            _ => Payment::Invoice(format!("R-2026-{}", self.seed.between(100, 1000))),
        };
        Happening::Paid(order, payment)
    }

    fn ship(&mut self) -> Happening {
        let Some(order) = self.advance(Step::Paid, Step::Shipped) else {
            return self.place();
        };
        let grams: u32 = order
            .lines
            .iter()
            .map(|line| line.article.grams * line.quantity)
            .sum();
        let heavy = grams > 15_000;
        let carrier = if heavy {
            "freight"
        } else {
            self.seed.pick(["post", "post", "courier"])
        };
        let parcels = (0..=grams / 8_000)
            .map(|_| (self.tracking(), grams.clamp(120, 8_000)))
            .collect();
        Happening::Shipped {
            order,
            carrier,
            parcels,
            days: self.seed.between(1, 5),
        }
    }

    fn tracking(&mut self) -> String {
        format!(
            "LL {:04} {:04}",
            self.seed.between(0, 10_000),
            self.seed.between(0, 10_000)
        )
    }

    /// Who waits for the money gives up, or cannot pay; what is paid for may turn out not to be there.
    fn cancel(&mut self) -> Happening {
        let paid = self
            .seed
            .percent(30)
            .then(|| self.advance(Step::Paid, Step::Cancelled))
            .flatten();
        if let Some(order) = paid {
            return Happening::Cancelled {
                order,
                reason: "out_of_stock",
                refund: true,
            };
        }
        let Some(order) = self.advance(Step::Placed, Step::Cancelled) else {
            return self.place();
        };
        let reason = self.seed.pick(["customer", "payment_failed"]);
        Happening::Cancelled {
            order,
            reason,
            refund: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_order_goes_its_way_once() {
        let mut shop = Shop::open(7, 1000);
        let mut steps: HashMap<String, Step> = HashMap::new();
        let mut shipped = 0;
        for _ in 0..2_000 {
            let (id, before, after) = match shop.next() {
                Happening::Placed(order) => (order.id, None, Step::Placed),
                Happening::Paid(order, _) => (order.id, Some(Step::Placed), Step::Paid),
                Happening::Shipped { order, .. } => (order.id, Some(Step::Paid), Step::Shipped),
                Happening::Cancelled { order, refund, .. } => (
                    order.id,
                    Some(if refund { Step::Paid } else { Step::Placed }),
                    Step::Cancelled,
                ),
            };
            shipped += u32::from(after == Step::Shipped);
            assert_eq!(steps.insert(id, after), before);
        }
        let waiting = steps.values().filter(|step| **step == Step::Placed).count();
        assert!(shipped > 400, "only {shipped} orders left the house");
        assert!(waiting < 40, "{waiting} orders wait for ever");
    }

    #[test]
    fn a_seed_repeats_itself() {
        let run = |seed| {
            let mut shop = Shop::open(seed, 1000);
            (0..200)
                .map(|_| format!("{:?}", shop.next()))
                .collect::<Vec<_>>()
        };
        assert_eq!(run(3), run(3));
        assert_ne!(run(3), run(4));
    }
}
