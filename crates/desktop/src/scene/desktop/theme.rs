//! Colours and measures that the whole desktop shares.

use crate::canvas::Colour;

/// Windows.
pub(super) const PAPER: Colour = Colour::rgb(0xfb_fa_f7);
/// What lies deeper within a window: wells for text.
pub(super) const WELL: Colour = Colour::rgb(0xff_ff_ff);
/// Lines between things.
pub(super) const LINE: Colour = Colour::rgb(0xdf_dd_d6);
/// Text.
pub(super) const INK: Colour = Colour::rgb(0x22_30_3a);
/// Text of less weight, still readable on paper.
pub(super) const FAINT_INK: Colour = Colour::rgb(0x5f_6c_75);
/// What is active.
pub(super) const ACCENT: Colour = Colour::rgb(0x0f_76_6e);
/// What is warm: the sun, the second hand, pressed buttons.
pub(super) const WARM: Colour = Colour::rgb(0xd9_5f_3b);
/// The log's background.
pub(super) const NIGHT: Colour = Colour::rgb(0x10_20_2c);
/// The log's text.
pub(super) const MOON: Colour = Colour::rgb(0xc9_d8_df);
/// The log's text of less weight.
pub(super) const FAINT_MOON: Colour = Colour::rgb(0x7d_96_a3);

/// Between a window's edge and its content.
pub(super) const PADDING: i32 = 16;
/// Between windows.
pub(super) const GAP: i32 = 24;
/// The height of a title bar.
pub(super) const TITLE_BAR: i32 = 34;
/// The height of the bar at the top of the screen.
pub(super) const TOP_BAR: i32 = 30;
/// Windows' corners.
pub(super) const RADIUS: f32 = 10.0;
/// How far a window's shadow reaches.
pub(super) const SHADOW: f32 = 22.0;
/// How far it is shifted down.
pub(super) const SHADOW_DROP: i32 = 8;
/// The height of a line of text in lists.
pub(super) const LINE_HEIGHT: i32 = 20;
