//! `mandatory.json` and `defaults.json`: two optional files beside the page, in which an operator sets parameters.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::parameters::OperatorFile;

/// The one entry that is not a parameter.
const ALLOWED_HOSTS: &str = "allowed_hosts";

/// Fetches and reads one of them. A missing file is an empty one; so is one that cannot be read, with a complaint.
pub(super) async fn load(name: &str, complaints: &mut Vec<String>) -> OperatorFile {
    match fetch(name).await {
        Ok(Some(content)) => read(name, &content, complaints),
        Ok(None) => OperatorFile::default(),
        Err(error) => {
            complaints.push(format!("{name} cannot be read: {}.", super::words(&error)));
            OperatorFile::default()
        }
    }
}

async fn fetch(name: &str) -> Result<Option<JsValue>, JsValue> {
    let Some(window) = super::window() else { return Ok(None) };
    let response: Response = JsFuture::from(window.fetch_with_str(name)).await?.dyn_into()?;
    if !response.ok() {
        return Ok(None);
    }
    JsFuture::from(response.json()?).await.map(Some)
}

fn read(name: &str, content: &JsValue, complaints: &mut Vec<String>) -> OperatorFile {
    let mut file = OperatorFile::default();
    let Some(object) = content.dyn_ref::<Object>() else {
        complaints.push(format!("{name} does not hold an object."));
        return file;
    };
    for pair in Object::entries(object).iter() {
        let pair = Array::from(&pair);
        let (key, value) = (pair.get(0).as_string().unwrap_or_default(), pair.get(1));
        if key == ALLOWED_HOSTS && Array::is_array(&value) {
            file.allowed_hosts.extend(Array::from(&value).iter().filter_map(|host| host.as_string()));
        } else if let Some(text) = flat(&value) {
            file.entries.push((key, text));
        } else {
            complaints.push(format!("{name}: {key} is neither a text, a number nor true or false."));
        }
    }
    file
}

/// A JSON value as an address would spell it.
fn flat(value: &JsValue) -> Option<String> {
    let word = value.as_bool().map(|on| on.to_string());
    word.or_else(|| value.as_f64().map(|number| number.to_string())).or_else(|| value.as_string())
}
