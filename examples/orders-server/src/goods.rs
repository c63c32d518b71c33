//! What the shop sells, and to whom.

/// An article.
#[derive(Debug)]
pub struct Article {
    pub sku: &'static str,
    pub title: &'static str,
    pub cents: u32,
    pub grams: u32,
}

/// A customer; those with a `user` have an account, and with it notifications.
#[derive(Debug)]
pub struct Person {
    pub name: &'static str,
    pub user: Option<&'static str>,
    pub street: &'static str,
    pub postcode: &'static str,
    pub city: &'static str,
    pub country: &'static str,
}

const fn article(sku: &'static str, title: &'static str, cents: u32, grams: u32) -> Article {
    Article {
        sku,
        title,
        cents,
        grams,
    }
}

pub static ARTICLES: [Article; 12] = [
    article("LMP-01", "Paper lantern, small", 1290, 180),
    article("LMP-03", "Paper lantern, large", 2450, 420),
    article("LMP-07", "Oil lamp, brass", 6900, 1300),
    article("LMP-11", "Solar lantern for the balcony", 3990, 650),
    article("CND-04", "Beeswax candles, pack of six", 1650, 540),
    article("CND-09", "Tea lights, pack of fifty", 990, 700),
    article("THR-10", "Wool throw, ochre", 8900, 1100),
    article("THR-12", "Linen throw, sand", 6400, 800),
    article("CSH-02", "Hand-woven cushion", 3400, 600),
    article("RUG-02", "Hand-loomed rug, 140 × 200", 21_900, 6200),
    article("RUG-05", "Runner, 70 × 250", 14_900, 4100),
    article("TBL-01", "Table runner, indigo", 2900, 300),
];

const fn person(
    name: &'static str,
    user: Option<&'static str>,
    street: &'static str,
    postcode: &'static str,
    city: &'static str,
    country: &'static str,
) -> Person {
    Person {
        name,
        user,
        street,
        postcode,
        city,
        country,
    }
}

pub static PEOPLE: [Person; 12] = [
    person(
        "Ines Duarte",
        Some("ines"),
        "Rua das Flores 12",
        "4050-265",
        "Porto",
        "PT",
    ),
    person(
        "Tomas Lindqvist",
        Some("tomas"),
        "Ringvägen 88",
        "118 61",
        "Stockholm",
        "SE",
    ),
    person(
        "Akira Mori",
        Some("akira"),
        "Lange Reihe 40",
        "20099",
        "Hamburg",
        "DE",
    ),
    person(
        "Marta Kowalska",
        None,
        "ul. Krucza 17",
        "00-525",
        "Warszawa",
        "PL",
    ),
    person("Jonas Weber", None, "Lindengasse 5", "1070", "Wien", "AT"),
    person(
        "Chidi Okafor",
        None,
        "Camden Street 31",
        "D02 X8",
        "Dublin",
        "IE",
    ),
    person(
        "Léa Fontaine",
        None,
        "Rue Mercière 9",
        "69002",
        "Lyon",
        "FR",
    ),
    person(
        "Priya Raman",
        None,
        "Prinsengracht 210",
        "1016 HD",
        "Amsterdam",
        "NL",
    ),
    person(
        "Giulia Conti",
        None,
        "Via Zamboni 22",
        "40126",
        "Bologna",
        "IT",
    ),
    person(
        "Elif Demir",
        None,
        "Oranienstraße 6",
        "10997",
        "Berlin",
        "DE",
    ),
    person(
        "Mikko Laine",
        None,
        "Fleminginkatu 3",
        "00530",
        "Helsinki",
        "FI",
    ),
    person(
        "Núria Soler",
        None,
        "Carrer de Verdi 14",
        "08012",
        "Barcelona",
        "ES",
    ),
];

pub static NOTES: [&str; 5] = [
    "A gift: no invoice in the parcel, please.",
    "Please leave it with the neighbours, second floor.",
    "The bell is broken; knock.",
    "Two of them in one colour, if you can.",
    "For a wedding on Saturday!",
];
