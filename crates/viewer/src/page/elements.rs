//! The elements that a viewer puts on the page, and their styles.
//!
//! Styles are set property by property, which a strict Content-Security-Policy allows, and not by attribute, which it
//! does not.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlCanvasElement, HtmlElement, HtmlTextAreaElement};

/// A viewer's elements. Dropping them takes them off the page.
pub(crate) struct Elements {
    /// Holds the others, fills its parent, and scrolls when the screen is larger than it.
    pub(crate) frame: HtmlElement,
    /// Shows the screen and has the keyboard's focus.
    pub(crate) canvas: HtmlCanvasElement,
    /// Takes text from input methods and virtual keyboards while it has the focus instead.
    pub(crate) text: HtmlTextAreaElement,
    /// Shows pointers that are too large for the browser's own.
    pub(crate) cursor: HtmlCanvasElement,
}

impl Elements {
    /// Puts new elements at the end of `parent`.
    pub(crate) fn append_to(parent: &HtmlElement, label: &str) -> Result<Self, JsValue> {
        let document = parent.owner_document().ok_or("the element belongs to no document")?;
        let elements = Self {
            frame: create(&document, "div")?,
            canvas: create(&document, "canvas")?,
            text: create(&document, "textarea")?,
            cursor: create(&document, "canvas")?,
        };
        let Self { frame, canvas, text, cursor } = &elements;

        frame.set_class_name("porthole-screen");
        style(
            frame,
            &[("position", "relative"), ("width", "100%"), ("height", "100%"), ("overflow", "hidden")],
        );

        canvas.set_tab_index(0);
        // Tells a screen reader to hand every key to the element.
        canvas.set_attribute("role", "application")?;
        canvas.set_attribute("aria-label", label)?;
        let of_canvas = [
            ("position", "absolute"),
            ("outline", "none"),
            // Without these a touch would select the page. What else it may do, the pointer decides.
            ("user-select", "none"),
            ("-webkit-user-select", "none"),
        ];
        style(canvas, &of_canvas);

        text.set_tab_index(-1);
        text.set_attribute("aria-label", label)?;
        // Everything that would change, suggest or remember what is typed into another computer.
        for (name, value) in [
            ("autocapitalize", "off"),
            ("autocomplete", "off"),
            ("autocorrect", "off"),
            ("spellcheck", "false"),
        ] {
            text.set_attribute(name, value)?;
        }
        let of_text = [
            ("position", "absolute"),
            ("left", "0"),
            ("top", "0"),
            ("width", "1px"),
            ("height", "1px"),
            ("padding", "0"),
            ("border", "0"),
            ("opacity", "0"),
            ("resize", "none"),
            ("pointer-events", "none"),
            // Below this size iOS zooms the page in when the element gets the focus.
            ("font-size", "16px"),
        ];
        style(text, &of_text);

        cursor.set_attribute("aria-hidden", "true")?;
        style(cursor, &[("position", "fixed"), ("pointer-events", "none"), ("display", "none")]);

        frame.append_child(canvas)?;
        frame.append_child(text)?;
        frame.append_child(cursor)?;
        parent.append_child(frame)?;
        Ok(elements)
    }
}

impl Drop for Elements {
    fn drop(&mut self) {
        self.frame.remove();
    }
}

/// Sets CSS properties of an element; values that the browser does not know are left out by it.
pub(crate) fn style(element: &HtmlElement, properties: &[(&str, &str)]) {
    let style = element.style();
    for (name, value) in properties {
        style.set_property(name, value).expect("an element's own style can be written");
    }
}

/// A length in CSS.
pub(crate) fn px(length: f64) -> String {
    format!("{length}px")
}

fn create<E: JsCast>(document: &Document, name: &str) -> Result<E, JsValue> {
    Ok(document.create_element(name)?.unchecked_into())
}
