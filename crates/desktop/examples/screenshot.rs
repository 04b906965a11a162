//! Writes a picture of the desktop, as it is after a few inputs, to a PNG file: `screenshot FILE [WIDTH
//! HEIGHT]`.

use std::{env, error::Error, fs::File, io::BufWriter, time::Duration};

use desktop::{
    canvas::Canvas,
    scene::{Desktop, DesktopOptions, Input, Scene},
};
use rfb::{Point, Size};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let path = arguments.first().ok_or("name the file to write")?;
    let mut options = DesktopOptions::default();
    if let [_, width, height] = &arguments[..] {
        options.size = Size::new(width.parse()?, height.parse()?);
    }

    let mut scene = Desktop::new(options);
    let now = Duration::from_millis(4_200);
    scene.draw_pointer(true);
    let mut canvas = Canvas::new(scene.size());
    scene.draw(now, &mut canvas);
    for character in "Grüße aus dem Browser!".chars() {
        for down in [true, false] {
            scene.input(Input::Key { keysym: u32::from(character), scancode: Some(0x1e), down }, now);
        }
    }
    scene.input(Input::Key { keysym: 0xffe1, scancode: Some(0x2a), down: true }, now);
    scene.input(Input::CutText("Crème brûlée, s'il vous plaît".into()), now);
    scene.input(Input::Pointer { buttons: 0, at: Point { x: 700, y: 650 } }, now);
    scene.draw(now, &mut canvas);

    let (width, height) = (u32::from(canvas.size().width), u32::from(canvas.size().height));
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header()?.write_image_data(&canvas.to_rgba())?;
    Ok(())
}
