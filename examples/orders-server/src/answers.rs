//! What the simulated assistant says: an answer that fits the question, cut into the pieces that a model would send.

use crate::shop::{Order, Shop, Step};

/// An answer, or the reason why there is none.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Text {
        text: String,
        suggestions: [&'static str; 2],
    },
    Refused(&'static str),
}

fn about(order: &Order) -> String {
    let first = order
        .lines
        .first()
        .map_or("Your order", |line| line.article.title);
    match order.step {
        Step::Placed => format!(
            "Order {} ({first}) is waiting for the payment. As soon as it arrives, the packing table takes over; that is usually within the hour.",
            order.id
        ),
        Step::Paid => format!(
            "Order {} ({first}) is paid and lies on the packing table. It leaves the house today, and you will get a message with the tracking code the moment it does.",
            order.id
        ),
        Step::Shipped => format!(
            "Order {} ({first}) has left our house and is on its way to {}. If nobody is at home, it waits at the nearest post office for seven days.",
            order.id, order.person.city
        ),
        Step::Cancelled => format!(
            "Order {} was cancelled. What had been paid for it goes back by the way that it came, within three days.",
            order.id
        ),
    }
}

/// The number of an order in the text: `A-1042`, however it is written.
fn order_number(text: &str) -> Option<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.map(str::to_ascii_uppercase).find(|word| {
        word.strip_prefix("A-")
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Answers from what the shop knows.
pub fn answer(question: &str, order: Option<&str>, shop: &Shop) -> Answer {
    let asked = question.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| asked.contains(word));
    if has(&["password", "card number", "cvc"]) {
        return Answer::Refused(
            "Please never send card numbers or passwords; the assistant does not read them.",
        );
    }
    let named = order.map(str::to_owned).or_else(|| order_number(question));
    let (text, suggestions) = if let Some(id) = named {
        let text = shop.order(&id).map_or_else(|| format!("There is no order {id} in the books of the last days. The number stands in the message that confirmed it; it begins with an A."), about);
        (
            text,
            ["Can I change the address?", "Can I send a lantern back?"],
        )
    } else if has(&["back", "return", "refund", "exchange"]) {
        ("You can send anything back within thirty days, as long as it was not lit. Print the label from the message that confirmed your order, take the parcel to any post office, and the money is with you three days after it has reached us. Hand-loomed rugs are picked up at your door.".to_owned(),
         ["Who pays for the way back?", "Where is my order?"])
    } else if has(&["who pays", "cost", "free"]) {
        ("Shipping is 4.90 euros within the European Union, whatever the weight, and the way back is on us. Rugs are carried to your door for the same price.".to_owned(),
         ["Do you ship to Norway?", "Can I send a lantern back?"])
    } else if has(&["ship to", "norway", "switzerland", "abroad", "countries"]) {
        ("We ship to every country of the European Union, and to Norway, Iceland and Switzerland. Outside of the Union the customs office may ask for duties, which we cannot pay for you; for a lantern that is rarely more than a few euros.".to_owned(),
         ["Who pays for the way back?", "Which lantern for a small balcony?"])
    } else if has(&["address", "move", "change"]) {
        ("As long as an order waits on the packing table, its address can be changed: open it under Your orders and choose Change. Once it is with the carrier, use the link in the carrier's own message; they can bring it to a neighbour or to a post office near you.".to_owned(),
         ["Where is my order?", "What if I am not at home?"])
    } else if has(&["lantern", "balcony", "garden", "light", "lamp"]) {
        ("For a small balcony, take the solar lantern: it charges on the rail during the day and gives a warm light for about eight hours. Two of the small paper lanterns beside it look well on a dry evening, but bring them in before it rains. An open flame is best kept for a table without wind, and there the brass oil lamp is the safest.".to_owned(),
         ["Can I send a lantern back?", "Do you ship to Norway?"])
    } else if has(&[
        "where", "when", "order", "parcel", "delivery", "track", "home",
    ]) {
        let latest = shop
            .newest(Step::Shipped)
            .or_else(|| shop.newest(Step::Paid));
        let example = latest.map_or_else(String::new, |order| {
            format!(
                " The newest one that I can see, for instance: {}",
                about(order)
            )
        });
        (
            format!(
                "Most orders leave the house on the day they are paid, and arrive one to four days later. Tell me the number of yours and I look it up.{example}"
            ),
            ["Can I change the address?", "Can I send a lantern back?"],
        )
    } else {
        ("I know about orders, delivery, returns and, with some passion, lanterns. Ask me about one of these, or give me an order's number; for everything else there are people at the shop from nine to six.".to_owned(),
         ["Which lantern for a small balcony?", "Where is my order?"])
    };
    Answer::Text { text, suggestions }
}

/// Cuts a text into pieces as a language model would send them: put together again, they are the text.
pub fn tokens(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == ' ')
            .map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(word);
        let long = piece.chars().count() > 8;
        let cut = if long {
            piece
                .char_indices()
                .nth(5)
                .map_or(piece.len(), |(at, _)| at)
        } else {
            piece.len()
        };
        let (head, tail) = piece.split_at(cut);
        pieces.push(head);
        pieces.extend((!tail.is_empty()).then_some(tail));
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Happening;

    #[test]
    fn pieces_are_the_text() {
        for text in [
            "",
            " ",
            "Your parcel is on its way.",
            "Straßenbahnhaltestelle  ok",
            " a",
        ] {
            let pieces = tokens(text);
            assert_eq!(pieces.concat(), text);
            assert!(pieces.iter().all(|piece| !piece.is_empty()));
        }
        assert_eq!(
            tokens("A hand-loomed rug"),
            ["A", " hand", "-loomed", " rug"]
        );
    }

    #[test]
    fn an_order_is_found_by_its_number_in_the_question() {
        let mut shop = Shop::open(1, 1042);
        let Happening::Placed(order) = shop.next() else {
            panic!("a shop begins with an order")
        };
        let Answer::Text { text, .. } = answer("where is a-1042?", None, &shop) else {
            panic!("an answer")
        };
        assert!(text.starts_with(&format!("Order {} (", order.id)), "{text}");
        let Answer::Text { text, .. } = answer("Where is it?", Some("A-7"), &shop) else {
            panic!("an answer")
        };
        assert!(text.starts_with("There is no order A-7"), "{text}");
    }

    #[test]
    fn secrets_are_refused() {
        let shop = Shop::open(1, 1);
        assert!(matches!(
            answer("my card number is 4242", None, &shop),
            Answer::Refused(_)
        ));
    }
}
