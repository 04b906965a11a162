//! CopyRect (section 7.7.2): no pixels, only where on the screen to copy them from.

use rfb::Point;

/// Appends the source's place.
pub fn encode(source: Point, output: &mut Vec<u8>) {
    output.extend(source.x.to_be_bytes());
    output.extend(source.y.to_be_bytes());
}
