//! `mandatory.json` and `defaults.json`: two optional files beside the page, in which an operator sets parameters.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Object, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestInit, Response};

use crate::parameters::{ALLOWED_HOSTS, OperatorFile};

/// What a server answers where there is no such file.
const NOT_FOUND: u16 = 404;

/// How long a file may take, in milliseconds. The page itself came over the same way a moment ago; nobody looks at nothing
/// for longer than this.
const TIME_TO_COME_MS: u32 = 10_000;

/// One of them on its way.
pub(super) struct Coming {
    name: &'static str,
    response: Option<Promise>,
    late: Rc<Cell<bool>>,
    _timer: Option<Timeout>,
}

/// Asks for one of them, and the server whether what the browser has kept of it is still true: a rule that has changed holds
/// from now on.
pub(super) fn request(name: &'static str) -> Coming {
    let late = Rc::new(Cell::new(false));
    let request = RequestInit::new();
    request.set_cache(RequestCache::NoCache);
    let timer = AbortController::new().ok().map(|controller| {
        request.set_signal(Some(&controller.signal()));
        let late = Rc::clone(&late);
        Timeout::new(TIME_TO_COME_MS, move || {
            late.set(true);
            controller.abort();
        })
    });
    let response = super::window().map(|window| window.fetch_with_str_and_init(name, &request));
    Coming { name, response, late, _timer: timer }
}

impl Coming {
    /// Reads the file. A missing one is an empty one.
    ///
    /// # Errors
    /// A sentence that says why the file, which is there, cannot be read.
    pub(super) async fn read(self) -> Result<OperatorFile, String> {
        let name = self.name;
        let content = self.content().await.map_err(|why| {
            let why = if self.late.get() { "the server does not answer".to_owned() } else { why };
            format!("{name} cannot be read: {why}.")
        })?;
        content.map_or_else(|| Ok(OperatorFile::default()), |content| entries(name, &content))
    }

    async fn content(&self) -> Result<Option<JsValue>, String> {
        let Some(response) = self.response.clone() else { return Ok(None) };
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

fn entries(name: &str, content: &JsValue) -> Result<OperatorFile, String> {
    let mut file = OperatorFile::default();
    let Some(object) = content.dyn_ref::<Object>() else {
        return Err(format!("{name} does not hold an object."));
    };
    for pair in Object::entries(object).iter() {
        let pair = Array::from(&pair);
        let (key, value) = (pair.get(0).as_string().unwrap_or_default(), pair.get(1));
        if key == ALLOWED_HOSTS {
            match texts(&value) {
                Some(hosts) => file.allowed_hosts.extend(hosts),
                None => file.odd.push(key),
            }
        } else if let Some(text) = flat(&value) {
            file.entries.push((key, text));
        } else {
            file.odd.push(key);
        }
    }
    Ok(file)
}

/// A JSON list of nothing but texts.
fn texts(value: &JsValue) -> Option<Vec<String>> {
    value.dyn_ref::<Array>()?.iter().map(|member| member.as_string()).collect()
}

/// A JSON value as an address would spell it.
fn flat(value: &JsValue) -> Option<String> {
    let word = value.as_bool().map(|on| on.to_string());
    word.or_else(|| value.as_f64().map(|number| number.to_string())).or_else(|| value.as_string())
}
