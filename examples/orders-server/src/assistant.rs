//! The assistant's side of a session: one question, an answer token by token, one of the declared ends.

use std::sync::Arc;
use std::time::Duration;

use tidings::{Error, Session};
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::answers::{Answer, answer, tokens};
use crate::contracts::assistant::assistant_done::Stop;
use crate::contracts::assistant::assistant_failed::Code;
use crate::contracts::assistant::{Ask, Assistant, AssistantDone, AssistantFailed, AssistantToken};
use crate::seed::Seed;
use crate::shop::Shop;

/// Answers one question. A client that is cut comes back to the same session, so this runs once, whatever the network does.
pub async fn reply(
    ask: Ask,
    session: Session<Assistant>,
    shop: Arc<Mutex<Shop>>,
) -> Result<(), Error> {
    let said = answer(&ask.question, ask.order_id.as_deref(), &*shop.lock().await);
    let (text, suggestions) = match said {
        Answer::Refused(why) => {
            return session
                .emit(&AssistantFailed::new(Code::Refused, why))
                .await;
        }
        Answer::Text { text, suggestions } => (text, suggestions),
    };
    let mut seed = Seed::new(text.len() as u64);
    let pieces = tokens(&text);
    sleep(Duration::from_millis(250)).await; // a model thinks before its first token
    for piece in &pieces {
        session.emit(&AssistantToken::new(*piece)).await?;
        sleep(Duration::from_millis(u64::from(seed.between(18, 75)))).await;
    }
    let suggestions: Vec<String> = suggestions.map(str::to_owned).into();
    let count = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    session
        .emit(&AssistantDone::new(Stop::End, count).suggestions(suggestions))
        .await
}
