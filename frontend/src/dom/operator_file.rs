//! `mandatory.json` and `defaults.json`: two optional files beside the page, in which an operator sets parameters.

use js_sys::{Array, Object, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::parameters::OperatorFile;

/// The one entry that is not a parameter.
const ALLOWED_HOSTS: &str = "allowed_hosts";

/// What a server answers where there is no such file.
const NOT_FOUND: u16 = 404;

/// One of them on its way.
pub(super) struct Coming {
    name: &'static str,
    response: Option<Promise>,
}

/// Asks for one of them.
pub(super) fn request(name: &'static str) -> Coming {
    Coming { name, response: super::window().map(|window| window.fetch_with_str(name)) }
}

impl Coming {
    /// Reads the file, with complaints of single entries. A missing file is an empty one.
    ///
    /// # Errors
    /// A sentence that says why the file, which is there, cannot be read.
    pub(super) async fn read(self, complaints: &mut Vec<String>) -> Result<OperatorFile, String> {
        let name = self.name;
        let content = self.content().await.map_err(|why| format!("{name} cannot be read: {why}."))?;
        content.map_or_else(|| Ok(OperatorFile::default()), |content| entries(name, &content, complaints))
    }

    async fn content(self) -> Result<Option<JsValue>, String> {
        let Some(response) = self.response else { return Ok(None) };
        let words = |error| super::words(&error);
        let response: Response = JsFuture::from(response).await.and_then(JsCast::dyn_into).map_err(words)?;
        match response.status() {
            NOT_FOUND => Ok(None),
            _ if response.ok() => {
                let content = response.json().map_err(words)?;
                JsFuture::from(content).await.map(Some).map_err(words)
            }
            status => Err(format!("the server answers with status {status}")),
        }
    }
}

fn entries(name: &str, content: &JsValue, complaints: &mut Vec<String>) -> Result<OperatorFile, String> {
    let mut file = OperatorFile::default();
    let Some(object) = content.dyn_ref::<Object>() else {
        return Err(format!("{name} does not hold an object."));
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
    Ok(file)
}

/// A JSON value as an address would spell it.
fn flat(value: &JsValue) -> Option<String> {
    let word = value.as_bool().map(|on| on.to_string());
    word.or_else(|| value.as_f64().map(|number| number.to_string())).or_else(|| value.as_string())
}
