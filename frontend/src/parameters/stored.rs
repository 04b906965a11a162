//! The user's own choices as one line of text, in the form of a query, for the browser's storage.

use super::{Parameters, TABLE, query};

/// Sets one choice in the stored text and gives back the new text. Names the page has no control for are dropped on the way.
pub(crate) fn with(stored: &str, name: &str, value: &str) -> String {
    let mut pairs = Vec::new();
    for row in TABLE.iter().filter(|row| row.stored) {
        let kept = if row.name == name {
            Some(value.to_owned())
        } else {
            query::in_query(&format!("?{stored}"), row.name).and_then(Result::ok)
        };
        if let Some(kept) = kept {
            pairs.push(format!("{}={}", row.name, query::encode(&kept)));
        }
    }
    pairs.join("&")
}

/// The value of a choice in the form it is stored in; none for a parameter the page does not store.
pub(crate) fn value(parameters: &Parameters, name: &str) -> Option<String> {
    Some(match name {
        "resize" => parameters.resize.name().to_owned(),
        "quality" => parameters.quality.to_string(),
        "lossless" => if parameters.lossless { "on" } else { "off" }.to_owned(),
        "compression" => parameters.compression.to_string(),
        "bell" => if parameters.bell { "on" } else { "off" }.to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Page, Resize, Sources};
    use super::*;

    #[test]
    fn a_choice_replaces_its_own_earlier_value_only() {
        assert_eq!(with("", "quality", "9"), "quality=9");
        assert_eq!(with("quality=3&bell=false", "quality", "9"), "quality=9&bell=false");
        assert_eq!(with("quality=3", "resize", "scale"), "resize=scale&quality=3");
    }

    #[test]
    fn foreign_names_and_broken_values_are_dropped() {
        assert_eq!(with("host=evil&quality=%zz&password=x", "bell", "false"), "bell=false");
        assert_eq!(with("quality=1", "password", "x"), "quality=1");
    }

    #[test]
    fn every_stored_parameter_survives_a_round_trip() {
        let mut chosen = Parameters::new(Page::Lite);
        chosen.resize = Resize::Remote;
        chosen.quality = 1;
        chosen.lossless = true;
        chosen.compression = 9;
        chosen.bell = false;
        let mut stored = String::new();
        for row in TABLE {
            assert_eq!(row.stored, value(&chosen, row.name).is_some(), "{}", row.name);
            if let Some(value) = value(&chosen, row.name) {
                stored = with(&stored, row.name, &value);
            }
        }
        let sources = Sources { href: "http://h/vnc_lite.html".to_owned(), stored, ..Sources::default() };
        assert_eq!(Parameters::read(&sources), (chosen, Vec::new()));
    }
}
