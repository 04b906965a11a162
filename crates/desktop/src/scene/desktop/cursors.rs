//! The pointers that the desktop shows in turn.

use rfb::{Point, Size};

use crate::scene::CursorShape;

/// An arrow, its tip in the top left corner: `#` is black, `.` white.
const ARROW: &str = "
#           
##          
#.#         
#..#        
#...#       
#....#      
#.....#     
#......#    
#.......#   
#........#  
#.........# 
#......#####
#...#..#    
#..##..#    
#.#  #..#   
##   #..#   
#     #..#  
      #..#  
       ##   ";

/// The bar that stands between letters.
const BEAM: &str = "
### ###
#..#..#
### ###
  #.#  
  #.#  
  #.#  
  #.#  
  #.#  
  #.#  
  #.#  
  #.#  
  #.#  
  #.#  
  #.#  
### ###
#..#..#
### ###";

/// Thin crossed lines.
const CROSS: &str = "
       ###       
       #.#       
       #.#       
       #.#       
       #.#       
       #.#       
       ###       
######     ######
#....#  .  #....#
######     ######
       ###       
       #.#       
       #.#       
       #.#       
       #.#       
       #.#       
       ###       ";

/// The ring's diameter, in pixels.
const RING: u16 = 25;

/// How many pointers there are.
pub(super) const COUNT: usize = 4;

/// A pointer by its number, below [`COUNT`].
pub(super) fn shape(number: usize) -> CursorShape {
    match number {
        0 => drawn(ARROW, Point { x: 0, y: 0 }),
        1 => drawn(BEAM, Point { x: 3, y: 8 }),
        2 => drawn(CROSS, Point { x: 8, y: 8 }),
        _ => ring(),
    }
}

fn drawn(art: &str, hotspot: Point) -> CursorShape {
    let rows: Vec<&str> = art.lines().filter(|row| !row.is_empty()).collect();
    let width = rows.first().map_or(0, |row| row.len());
    let rgba = rows.iter().flat_map(|row| row.bytes()).map(|byte| match byte {
        b'#' => [0x16, 0x20, 0x28, 255],
        b'.' => [255, 255, 255, 255],
        _ => [0; 4],
    });
    CursorShape { size: Size::new(width as u16, rows.len() as u16), hotspot, rgba: rgba.collect() }
}

/// A ring whose edges fade: a pointer that needs an alpha channel to look right.
fn ring() -> CursorShape {
    let middle = f32::from(RING) / 2.0;
    let coverage = |x: u16, y: u16| {
        let (dx, dy) = (f32::from(x) + 0.5 - middle, f32::from(y) + 0.5 - middle);
        let distance = (dx * dx + dy * dy).sqrt();
        let band = 1.0 - ((distance - 8.5).abs() / 3.5).min(1.0);
        let dot = 1.0 - (distance / 2.5).min(1.0);
        (band.max(dot) * 510.0).min(255.0) as u8
    };
    let rgba = (0..RING).flat_map(|y| (0..RING).map(move |x| [0xd9, 0x5f, 0x3b, coverage(x, y)]));
    CursorShape {
        size: Size::new(RING, RING),
        hotspot: Point { x: RING / 2, y: RING / 2 },
        rgba: rgba.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pointer_has_its_pixels_and_points_at_one() {
        for number in 0..COUNT {
            let CursorShape { size, hotspot, rgba } = shape(number);
            assert_eq!(rgba.len(), size.area());
            assert!(hotspot.x < size.width && hotspot.y < size.height);
        }
    }
}
