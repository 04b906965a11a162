//! The table of all parameters: noVNC's of every release, Horizon's and Skyline's.

use super::value::{self, Expected};
use super::{ALLOWED_HOSTS, OperatorFile, Origin, Page, Parameters, Secret, Sources};

/// Every parameter the page knows.
pub(crate) const TABLE: &[Row] = &[
    Row::new("autoconnect", |p, v| {
        p.autoconnect = if v.is_rule() { v.switch()? } else { value::autoconnect(v.text, v.page) };
        Ok(())
    }),
    Row::new("host", |p, v| {
        p.endpoint.host = value::host(v.text)?;
        p.endpoint.host_by_link = v.origin.is_link();
        Ok(())
    })
    .leads(),
    Row::new("port", |p, v| {
        p.endpoint.port = value::port(v.text)?;
        Ok(())
    })
    .leads(),
    Row::new("encrypt", |p, v| {
        p.endpoint.encrypt = Some(v.switch()?);
        Ok(())
    }),
    Row::new("path", |p, v| {
        p.endpoint.path = Secret::new(value::path(v.text)?);
        p.endpoint.path_by_link = v.origin.is_link();
        Ok(())
    })
    .leads()
    .secret(),
    Row::new("token", |p, v| {
        p.endpoint.token = value::text(v.text).map(Secret::new);
        Ok(())
    })
    .secret(),
    Row::new("username", |p, v| {
        p.username = value::text(v.text).map(Secret::new);
        Ok(())
    })
    .secret(),
    Row::new("password", |p, v| {
        p.password = Some(Secret::new(v.text));
        Ok(())
    })
    .secret(),
    Row::new("repeaterID", |p, v| {
        p.repeater_id = value::repeater_id(v.text)?.map(Secret::new);
        Ok(())
    })
    .secret(),
    Row::new("security", |p, v| {
        p.security = p.security.max(value::security(v.text)?);
        Ok(())
    })
    .everywhere(),
    Row::new("shared", |p, v| {
        p.shared = v.switch()?;
        Ok(())
    }),
    Row::new("view_only", |p, v| {
        p.view_only = v.switch()?;
        Ok(())
    }),
    Row::new("view_clip", |p, v| {
        p.view_clip = v.switch()?;
        Ok(())
    })
    .formerly("clip", |v| Ok(v.text)),
    Row::new("resize", |p, v| {
        p.resize = value::resize(v.text)?;
        Ok(())
    })
    .formerly("scale", |v| Ok(if v.switch()? { "scale" } else { "off" }))
    .stored(),
    Row::new("quality", |p, v| {
        p.quality = value::level(v.text)?;
        Ok(())
    })
    .stored(),
    Row::new("lossless", |p, v| {
        p.lossless = v.switch()?;
        Ok(())
    })
    .stored(),
    Row::new("compression", |p, v| {
        p.compression = value::level(v.text)?;
        Ok(())
    })
    .stored(),
    Row::new("bell", |p, v| {
        p.bell = value::bell(v.text)?;
        Ok(())
    })
    .stored(),
    Row::new("show_dot", |p, v| {
        p.show_dot = v.switch()?;
        Ok(())
    }),
    Row::new("reconnect", |p, v| {
        p.reconnect = v.switch()?;
        Ok(())
    }),
    Row::new("reconnect_delay", |p, v| {
        p.reconnect_delay_ms = value::delay(v.text)?;
        Ok(())
    }),
    Row::new("logging", |p, v| {
        p.logging = value::logging(v.text)?;
        Ok(())
    }),
    Row::new("title", |p, v| {
        p.title = value::text(v.text);
        Ok(())
    }),
    Row::new("language", |p, v| {
        p.language = value::text(v.text);
        Ok(())
    }),
    Row::without("keep_device_awake", Support::NotYet),
    Row::without("cursor", Support::Retired),
    Row::without("stylesheet", Support::Retired),
    Row::without("true_color", Support::Retired),
];

/// What one of the operator's files says that has no meaning, as sentences without secrets.
pub(super) fn mistakes(file: &OperatorFile, origin: Origin, page: Page) -> Vec<String> {
    let place = origin.place();
    let odd = file.odd.iter().map(|name| {
        let kind = if name == ALLOWED_HOSTS { "a list of texts" } else { "a text, a number, true or false" };
        format!("The entry {name} in {place} is not of the kind it should be: {kind}.")
    });
    let entries = file.entries.iter().filter_map(|(name, text)| {
        let known = TABLE.iter().find_map(|row| row.check(origin, name, text, page));
        known
            .unwrap_or_else(|| Err(format!("The entry {name} in {place} is of no parameter that there is.")))
            .err()
    });
    odd.chain(entries).collect()
}

/// One parameter.
pub(crate) struct Row {
    /// Its name in an address and in the operator's files.
    pub(crate) name: &'static str,
    /// Whether it does anything.
    pub(crate) support: Support,
    /// Its value never goes to the log.
    pub(crate) secret: bool,
    /// The page has a control for it and remembers the user's choice.
    pub(crate) stored: bool,
    /// Every place where it is given counts, and not the strongest alone.
    everywhere: bool,
    /// It says where to connect: a link that is wrong about it leads nowhere, and not to what there is by default.
    leads: bool,
    formerly: Option<Formerly>,
    apply: fn(&mut Parameters, Value<'_>) -> Result<(), Expected>,
}

/// Another name of the same parameter, heeded where the parameter's own name is not given.
struct Formerly {
    name: &'static str,
    /// Turns its value into one of the parameter itself.
    translate: fn(Value<'_>) -> Result<&str, Expected>,
}

/// What becomes of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    Works,
    /// Understood, reported in the log, and without effect so far.
    NotYet,
    /// Of old releases of noVNC; today's does not know it either.
    Retired,
}

/// A value as it was found.
#[derive(Clone, Copy)]
struct Value<'a> {
    text: &'a str,
    origin: Origin,
    page: Page,
}

impl Value<'_> {
    /// Whether the operator demands it.
    fn is_rule(&self) -> bool {
        self.origin == Origin::Mandatory
    }

    /// Yes or no. A link may say it in any way that noVNC takes for one of them, a rule only plainly.
    fn switch(&self) -> Result<bool, Expected> {
        if self.is_rule() { value::rule(self.text) } else { Ok(value::switch(self.text, self.page)) }
    }
}

impl Row {
    const fn new(name: &'static str, apply: fn(&mut Parameters, Value<'_>) -> Result<(), Expected>) -> Self {
        Self {
            name,
            support: Support::Works,
            secret: false,
            stored: false,
            everywhere: false,
            leads: false,
            formerly: None,
            apply,
        }
    }

    const fn without(name: &'static str, support: Support) -> Self {
        Self {
            name,
            support,
            secret: false,
            stored: false,
            everywhere: false,
            leads: false,
            formerly: None,
            apply: |_, _| Ok(()),
        }
    }

    const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    const fn everywhere(mut self) -> Self {
        self.everywhere = true;
        self
    }

    const fn leads(mut self) -> Self {
        self.leads = true;
        self
    }

    const fn formerly(
        mut self,
        name: &'static str,
        translate: fn(Value<'_>) -> Result<&str, Expected>,
    ) -> Self {
        self.formerly = Some(Formerly { name, translate });
        self
    }

    const fn stored(mut self) -> Self {
        self.stored = true;
        self
    }

    /// Takes the strongest valid value of this parameter, and complains of what it had to pass over.
    pub(super) fn read(&self, sources: &Sources, into: &mut Parameters, complaints: &mut Vec<String>) {
        for origin in Origin::ALL {
            if origin == Origin::Stored && !self.stored {
                continue;
            }
            let Some(found) = self.find(sources, origin, into.page) else { continue };
            match self.support {
                Support::Works => {}
                Support::NotYet => {
                    complaints.push(format!("The parameter {} is not yet supported.", self.name));
                    return;
                }
                Support::Retired => {
                    complaints.push(format!("The parameter {} no longer has a meaning.", self.name));
                    return;
                }
            }
            let applied = match &found {
                Ok(text) => (self.apply)(into, Value { text, origin, page: into.page }),
                Err(expected) => Err(*expected),
            };
            match applied {
                Ok(()) => {
                    if origin == Origin::Mandatory {
                        into.locked.push(self.name);
                    }
                    if !self.everywhere {
                        return;
                    }
                }
                // The operator's files are checked as wholes.
                Err(_) if origin == Origin::Defaults => {}
                Err(_) if origin == Origin::Mandatory => return,
                Err(expected) => {
                    complaints.push(self.complaint(self.name, origin, found.as_deref().ok(), expected));
                    into.endpoint.damaged |= self.leads && origin.is_link();
                }
            }
        }
    }

    /// Tries an entry of the operator's, if it is of this name or the former one.
    fn check(&self, origin: Origin, name: &str, text: &str, page: Page) -> Option<Result<(), String>> {
        let value = Value { text, origin, page };
        let meant = if self.name == name {
            Ok(text)
        } else {
            let formerly = self.formerly.as_ref().filter(|formerly| formerly.name == name)?;
            (formerly.translate)(value)
        };
        let tried = meant.and_then(|text| (self.apply)(&mut Parameters::new(page), Value { text, ..value }));
        Some(tried.map_err(|expected| self.complaint(name, origin, Some(text), expected)))
    }

    /// What is given in one place under this name, or else under the former one.
    fn find(&self, sources: &Sources, origin: Origin, page: Page) -> Option<Result<String, Expected>> {
        let find = |name| {
            let found = sources.find(origin, name)?;
            Some(found.map_err(|_| "correctly percent-encoded"))
        };
        find(self.name).or_else(|| {
            let formerly = self.formerly.as_ref()?;
            let found = find(formerly.name)?;
            Some(found.and_then(|text| {
                (formerly.translate)(Value { text: &text, origin, page }).map(str::to_owned)
            }))
        })
    }

    fn complaint(&self, name: &str, origin: Origin, text: Option<&str>, expected: Expected) -> String {
        let shown = match text {
            Some(text) if !self.secret => format!("\u{201c}{text}\u{201d}"),
            _ => "its value".to_owned(),
        };
        format!("The parameter {name} in {}: {shown} is not {expected}.", origin.place())
    }
}
