//! The demo's desktop: a wallpaper, windows that show that everything works, and a pointer.

mod cursors;
mod damage;
mod effects;
mod keysyms;
mod layout;
mod locks;
mod panel;
mod panels;
mod theme;
mod wallpaper;
mod window;

use std::time::Duration;

use rfb::{Point, Size, wire::PowerAction};

use self::{
    damage::Damage,
    effects::Effects,
    locks::Locks,
    panel::{Action, Moment, News},
    theme::{MOON, NIGHT, TOP_BAR},
    wallpaper::Wallpaper,
    window::Window,
};
use super::{CursorShape, Effect, Input, Scene, Tone};
use crate::canvas::{Area, Canvas, Font, Painter};

/// The bit of the left button.
const LEFT: u16 = 1;

/// The sizes that its button goes through.
const SIZES: [Size; 4] =
    [Size::new(1280, 800), Size::new(1024, 768), Size::new(1600, 900), Size::new(800, 600)];

/// The names that its button goes through; the last has letters beyond Latin-1.
const NAMES: [&str; 3] = ["Porthole", "Porthole at night", "Porthole – 東京"];

/// What its button copies; it has letters beyond Latin-1.
const COPIED: &str = "Hello from the desktop in 東京";

/// How a desktop starts.
#[derive(Clone, Copy, Debug)]
pub struct DesktopOptions {
    /// Its size; the windows fill 1280 by 800.
    pub size: Size,
    /// What time it is, since 1 January 1970, 0:00 UTC, at the origin of the scene's time.
    pub wall_clock: Duration,
    /// Whether time passes. Without it nothing moves by itself: what is to be seen depends on the input only.
    pub animated: bool,
}

impl Default for DesktopOptions {
    /// 1280 by 800, in motion, on a day in spring.
    fn default() -> Self {
        Self { size: layout::COMFORTABLE, wall_clock: Duration::from_secs(1_776_852_602), animated: true }
    }
}

/// The desktop.
pub struct Desktop {
    options: DesktopOptions,
    size: Size,
    wallpaper: Wallpaper,
    /// From the bottom up.
    windows: Vec<Window>,
    pointer: Pointer,
    locks: Locks,
    /// Where the window on top is held, while it is dragged, from its corner.
    held: Option<(i32, i32)>,
    names_shown: usize,
    sizes_shown: usize,
    damage: Damage,
    effects: Effects,
    /// The second that the bar shows.
    bar_seconds: u64,
}

/// The user's pointer.
struct Pointer {
    at: Point,
    buttons: u16,
    number: usize,
    shape: CursorShape,
    /// Whether the client cannot draw it.
    drawn: bool,
    /// Whether it is told by movements, so that only the desktop knows where it is.
    relative: bool,
}

impl Desktop {
    /// A desktop at its first moment.
    pub fn new(options: DesktopOptions) -> Self {
        let mut windows = layout::windows();
        layout::arrange(&mut windows, options.size);
        let shape = cursors::shape(0);
        let effects = Effects { cursor: Some(shape.clone()), ..Effects::default() };
        Self {
            options,
            size: options.size,
            wallpaper: Wallpaper::new(options.size),
            windows,
            pointer: Pointer {
                at: Point::default(),
                buttons: 0,
                number: 0,
                shape,
                drawn: false,
                relative: false,
            },
            locks: Locks::default(),
            held: None,
            names_shown: 0,
            sizes_shown: 0,
            damage: Damage::default(),
            effects,
            bar_seconds: 0,
        }
    }

    fn moment(&self, now: Duration) -> Moment {
        let now = if self.options.animated { now } else { Duration::ZERO };
        Moment { now, wall: self.options.wall_clock + now }
    }

    fn notice(&mut self, news: &News<'_>) {
        for window in &mut self.windows {
            window.panel.notice(news);
        }
    }

    fn point(&mut self, buttons: u16, at: Point) {
        let pressed = buttons & !self.pointer.buttons;
        let released = self.pointer.buttons & !buttons;
        self.move_pointer(at);
        self.pointer.buttons = buttons;
        let (x, y) = (i32::from(at.x), i32::from(at.y));
        let screen = (i32::from(self.size.width), i32::from(self.size.height));
        self.notice(&News::Pointer { buttons, pressed, at: (x, y), screen });
        if released & LEFT != 0 {
            self.held = None;
        }
        self.drag(x, y);
        self.hover(x, y);
        if pressed & LEFT != 0 {
            self.press(x, y);
        }
    }

    fn move_pointer(&mut self, at: Point) {
        let before = self.pointer.area();
        self.pointer.at = at;
        if self.pointer.is_painted() {
            self.damage.add(before);
            self.damage.add(self.pointer.area());
        }
    }

    fn drag(&mut self, x: i32, y: i32) {
        let (Some((held_x, held_y)), Some(window)) = (self.held, self.windows.last_mut()) else { return };
        window.area = Area { x: x - held_x, y: y - held_y, ..window.area };
        window.placed_by_user = true;
        layout::keep_reachable(window, self.size);
    }

    fn hover(&mut self, x: i32, y: i32) {
        let over = self.windows.iter().rposition(|window| window.area.contains(x, y));
        for (number, window) in self.windows.iter_mut().enumerate() {
            let content = window.content();
            let place = (over == Some(number)).then_some((x - content.x, y - content.y));
            window.panel.notice(&News::Hover(place));
        }
    }

    fn press(&mut self, x: i32, y: i32) {
        let Some(number) = self.windows.iter().rposition(|window| window.area.contains(x, y)) else { return };
        self.raise(number);
        let Some(window) = self.windows.last_mut() else { return };
        let content = window.content();
        if window.title_bar().contains(x, y) {
            self.held = Some((x - window.area.x, y - window.area.y));
        } else if let Some(action) = window.panel.press(x - content.x, y - content.y) {
            self.act(action);
        }
    }

    fn raise(&mut self, number: usize) {
        if number + 1 == self.windows.len() {
            return;
        }
        let before = self.windows[self.windows.len() - 1].title_bar();
        self.damage.add(before);
        let window = self.windows.remove(number);
        self.damage.add(Window::reach(window.area));
        self.windows.push(window);
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::CopyText => {
                self.effects.cut_text = Some(COPIED.to_owned());
                self.notice(&News::Note("copied a text"));
            }
            Action::RingBell => {
                self.effects.bell = true;
                self.notice(&News::Note("rang the bell"));
            }
            Action::NextCursor => {
                self.pointer.number = (self.pointer.number + 1) % cursors::COUNT;
                let before = self.pointer.area();
                self.pointer.shape = cursors::shape(self.pointer.number);
                self.damage.add(before);
                self.damage.add(self.pointer.area());
                self.show_cursor();
                self.notice(&News::Note("took the next cursor"));
            }
            Action::NextSize => {
                self.sizes_shown = (self.sizes_shown + 1) % SIZES.len();
                self.take_size(SIZES[self.sizes_shown]);
            }
            Action::NextName => {
                self.names_shown = (self.names_shown + 1) % NAMES.len();
                self.effects.name = Some(NAMES[self.names_shown].to_owned());
                self.notice(&News::Note("changed the desktop's name"));
            }
            Action::Pause => {
                self.notice(&News::Pause);
                self.notice(&News::Note("stopped or started the ball"));
            }
            Action::RelativePointer => {
                self.pointer.relative = !self.pointer.relative;
                self.damage.add(self.pointer.area());
                self.effects.relative = Some(self.pointer.relative);
                self.show_cursor();
                self.notice(&News::Note("asked for the pointer's movements, or its places"));
            }
            Action::CentrePointer => {
                let centre = Point { x: self.size.width / 2, y: self.size.height / 2 };
                self.move_pointer(centre);
                self.effects.pointer_at = Some(centre);
                self.notice(&News::Note("moved the pointer"));
            }
        }
    }

    /// Tells the client what to draw for the pointer: nothing where the desktop paints it.
    fn show_cursor(&mut self) {
        let shape = if self.pointer.relative { CursorShape::default() } else { self.pointer.shape.clone() };
        self.effects.cursor = Some(shape);
    }

    /// Moves the pointer by this much, as far as the screen goes.
    fn push_pointer(&mut self, buttons: u16, right: i16, down: i16) {
        let along =
            |from: u16, by: i16, length: u16| from.saturating_add_signed(by).min(length.saturating_sub(1));
        let Point { x, y } = self.pointer.at;
        let at = Point { x: along(x, right, self.size.width), y: along(y, down, self.size.height) };
        self.point(buttons, at);
    }

    /// Starts again, as if switched on, on a screen of the same size.
    fn restart(&mut self) {
        let drawn = self.pointer.drawn;
        *self = Self::new(DesktopOptions { size: self.size, ..self.options });
        self.pointer.drawn = drawn;
        self.effects.name = Some(NAMES[0].to_owned());
        self.effects.leds = Some(self.locks.leds());
        self.effects.relative = Some(false);
        self.damage.add(Area::new(0, 0, self.size.width.into(), self.size.height.into()));
        self.notice(&News::Note("was started again"));
    }

    fn take_size(&mut self, size: Size) {
        layout::arrange(&mut self.windows, size);
        self.size = size;
        self.wallpaper = Wallpaper::new(size);
        self.held = None;
        self.notice(&News::Note(&format!("made the desktop {} × {}", size.width, size.height)));
    }

    /// Lets panels go on, and notes what they and moved windows changed.
    fn advance(&mut self, moment: Moment, canvas: &mut Canvas) {
        let covers = |windows: &[Window], above: usize, area: Area| {
            windows[above..].iter().any(|window| Window::reach(window.area).overlaps(area))
        };
        for number in 0..self.windows.len() {
            let window = &mut self.windows[number];
            let changed = window.panel.advance(moment);
            let content = window.content();
            let moved = window.drawn != window.area;
            if moved {
                hint_drag(canvas, window.drawn, window.area);
                self.damage.add(Window::reach(window.drawn));
                self.damage.add(Window::reach(window.area));
                window.drawn = window.area;
            }
            for area in changed.areas {
                self.damage.add(area.moved(content.x, content.y));
            }
            if let Some((area, rows)) = changed.scrolled {
                let area = area.moved(content.x, content.y);
                if !moved && !covers(&self.windows, number + 1, area) {
                    hint_scroll(canvas, area, rows);
                }
            }
        }
        let seconds = moment.wall.as_secs();
        if seconds != self.bar_seconds {
            self.bar_seconds = seconds;
            self.damage.add(bar_clock(self.size));
        }
    }

    fn paint(&self, painter: &mut Painter<'_>) {
        let lowest = self.windows.iter().rposition(|window| painter.is_within(window.solid()));
        if lowest.is_none() {
            painter.picture(0, 0, self.wallpaper.picture());
            self.paint_bar(painter);
        }
        let lowest = lowest.unwrap_or(0);
        for (number, window) in self.windows.iter().enumerate().skip(lowest) {
            window.paint(painter, number + 1 == self.windows.len());
        }
        if self.pointer.is_painted() {
            self.pointer.paint(painter);
        }
    }

    fn paint_bar(&self, painter: &mut Painter<'_>) {
        let bar = Area::new(0, 0, self.size.width.into(), TOP_BAR);
        if !painter.sees(bar) {
            return;
        }
        painter.fill(bar, NIGHT.with_opacity(0.55));
        painter.outline(Area::new(14, 8, 14, 14), 7.0, 3.0, MOON);
        painter.text(38, 7, "Porthole", Font::Bold, MOON);
        let clock = bar_clock(self.size);
        let text = format!("{}  {} UTC", panels::date(self.bar_seconds), panels::time(self.bar_seconds));
        painter.text(clock.right() - 16 - Font::Text.width(&text), 7, &text, Font::Text, MOON);
    }
}

impl Scene for Desktop {
    fn size(&self) -> Size {
        self.size
    }

    fn resize(&mut self, size: Size) -> bool {
        self.take_size(size);
        true
    }

    fn input(&mut self, input: Input, _now: Duration) {
        match input {
            Input::Key { keysym, scancode, down } => {
                if let Some(leds) = self.locks.key(keysym, down) {
                    self.effects.leds = Some(leds);
                    self.notice(&News::Leds(leds));
                }
                self.notice(&News::Key { keysym, scancode, down });
                if down {
                    self.effects.tone = Some(tone(keysym));
                }
            }
            Input::Pointer { buttons, at } => self.point(buttons, at),
            Input::Motion { buttons, right, down } => self.push_pointer(buttons, right, down),
            Input::CutText(text) => {
                self.notice(&News::CutText(&text));
                self.notice(&News::Note("copied a text on the other side"));
            }
        }
    }

    fn power(&mut self, action: PowerAction, _now: Duration) -> bool {
        match action {
            // There would be nothing left to look at, and nobody to switch it on again.
            PowerAction::ShutDown => false,
            PowerAction::Reboot | PowerAction::Reset => {
                self.restart();
                true
            }
        }
    }

    fn draw_pointer(&mut self, draw: bool) {
        if draw != self.pointer.drawn {
            self.pointer.drawn = draw;
            self.damage.add(self.pointer.area());
        }
    }

    fn draw(&mut self, now: Duration, canvas: &mut Canvas) {
        if canvas.size() != self.size {
            canvas.resize(self.size);
        }
        self.advance(self.moment(now), canvas);
        let new = canvas.is_new();
        let damage = self.damage.take();
        let everything = [Area::new(0, 0, self.size.width.into(), self.size.height.into())];
        for &area in if new { &everything[..] } else { &damage } {
            if let Some(area) = area.on(self.size) {
                self.paint(&mut canvas.paint(area));
            }
        }
    }

    fn next_change(&self, now: Duration) -> Option<Duration> {
        if !self.options.animated {
            return None;
        }
        let moment = self.moment(now);
        self.windows.iter().filter_map(|window| window.panel.next_change(moment)).min()
    }

    fn next_effect(&mut self) -> Option<Effect> {
        self.effects.next()
    }
}

impl Pointer {
    /// Whether it is part of the picture.
    fn is_painted(&self) -> bool {
        self.drawn || self.relative
    }

    fn area(&self) -> Area {
        let CursorShape { size, hotspot, .. } = self.shape;
        Area::new(
            i32::from(self.at.x) - i32::from(hotspot.x),
            i32::from(self.at.y) - i32::from(hotspot.y),
            size.width.into(),
            size.height.into(),
        )
    }

    fn paint(&self, painter: &mut Painter<'_>) {
        painter.sprite(self.area(), &self.shape.rgba);
    }
}

/// What a key sounds like: each has a pitch of its own, in a scale of two octaves above middle C.
fn tone(keysym: u32) -> Tone {
    const MIDDLE_C: f32 = 261.63;
    let semitones = (keysym % 25) as f32;
    Tone { pitch: MIDDLE_C * 2_f32.powf(semitones / 12.0), length: Duration::from_millis(300) }
}

/// Where the bar shows the time.
fn bar_clock(size: Size) -> Area {
    let width = 420;
    Area::new(i32::from(size.width) - width, 0, width, TOP_BAR)
}

/// A window went from here to there, with all its visible pixels.
fn hint_drag(canvas: &mut Canvas, before: Area, after: Area) {
    let (right, down) = (after.x - before.x, after.y - before.y);
    let size = canvas.size();
    let Some(target) = after.on(size).map(Area::from) else { return };
    // Of these, only what was on the screen before can be copied.
    let Some(from) = target.moved(-right, -down).on(size) else { return };
    if let Some(to) = Area::from(from).moved(right, down).on(size) {
        canvas.moved(from, Point { x: to.x, y: to.y });
    }
}

/// The content of an area went up, and new content appeared below.
fn hint_scroll(canvas: &mut Canvas, area: Area, rows: i32) {
    let from = Area::new(area.x, area.y + rows, area.width, area.height - rows);
    hint_drag(canvas, from, from.moved(0, -rows));
}
