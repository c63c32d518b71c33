//! The life of the shop: what happens in it is emitted, and whom it concerns is told.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tidings::{Error, Hub};
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::contracts::notifications::{NotificationCleared, Notifications, NotificationsTopic};
use crate::contracts::orders::Orders;
use crate::events;
use crate::seed::Seed;
use crate::shop::{Happening, Shop};

/// What has happened before the first page opens.
const MORNING: usize = 40;

/// Notifications of finished orders that stay, before the oldest is cleared.
const FINISHED: usize = 4;

/// The shop and the streams that it speaks on.
pub struct Life {
    pub shop: Arc<Mutex<Shop>>,
    pub orders: Hub<Orders>,
    pub notifications: Hub<Notifications>,
    finished: VecDeque<(&'static str, String)>,
}

impl Life {
    /// A shop that nothing has happened in yet.
    pub fn new(
        shop: Arc<Mutex<Shop>>,
        orders: Hub<Orders>,
        notifications: Hub<Notifications>,
    ) -> Self {
        Self {
            shop,
            orders,
            notifications,
            finished: VecDeque::new(),
        }
    }

    /// Goes on for ever, at about one event per `pace`, after a busy morning. Ends only when the log does.
    pub async fn run(mut self, pace: Duration, mut seed: Seed) -> Result<(), Error> {
        for _ in 0..MORNING {
            self.step().await?;
        }
        loop {
            sleep(pace * seed.between(30, 170) / 100).await;
            self.step().await?;
        }
    }

    async fn step(&mut self) -> Result<(), Error> {
        let happening = self.shop.lock().await.next();
        match &happening {
            Happening::Placed(order) => self.orders.emit(&events::placed(order)).await?,
            Happening::Paid(order, payment) => {
                self.orders.emit(&events::paid(order, payment)).await?
            }
            Happening::Shipped {
                order,
                carrier,
                parcels,
                days,
            } => {
                let expected = events::date(today() + u64::from(*days));
                self.orders
                    .emit(&events::shipped(order, carrier, parcels, &expected))
                    .await?
            }
            Happening::Cancelled {
                order,
                reason,
                refund,
            } => {
                self.orders
                    .emit(&events::cancelled(order, reason, *refund))
                    .await?
            }
        };
        self.tell(&happening).await
    }

    async fn tell(&mut self, happening: &Happening) -> Result<(), Error> {
        let Some((user, posted)) = events::notification(happening) else {
            return Ok(());
        };
        let subject = posted.subject.clone();
        self.notifications
            .topic(&NotificationsTopic::new(user))
            .emit(&posted)
            .await?;
        if matches!(
            happening,
            Happening::Shipped { .. } | Happening::Cancelled { .. }
        ) {
            self.finished.push_back((user, subject));
        }
        if self.finished.len() > FINISHED
            && let Some((user, subject)) = self.finished.pop_front()
        {
            let topic = NotificationsTopic::new(user);
            self.notifications
                .topic(&topic)
                .emit(&NotificationCleared::new(subject))
                .await?;
        }
        Ok(())
    }
}

fn today() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
        / 86_400
}
