//! Small drawn pictures that stand for evidence photos: a yard with a truck, before and after mending. PNG, made here,
//! so that no picture of a real place or person is shipped.

use std::io::Write;

use flate2::{Compression, Crc, write::ZlibEncoder};

use super::rng::Rng;

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

type Colour = [u8; 3];

/// A picture of the yard; `mended` shows it after the work. The same arguments give the same bytes.
pub(crate) fn yard(seed: u64, number: u32, mended: bool, caption: &str) -> Vec<u8> {
    let mut rng = Rng::for_part(seed, &format!("photo {number}"));
    let mut canvas = Canvas::new();
    let sky: Colour = [196, 214, 228];
    let wall: Colour = [180 + tone(&mut rng), 172, 160];
    let cab: Colour = *rng.pick(&[[31, 78, 140], [160, 60, 44], [70, 110, 72], [120, 120, 124]]);
    canvas.rect(0, 0, WIDTH, 210, sky);
    canvas.rect(0, 120, WIDTH, 110, wall);
    for i in 0..7 {
        canvas.rect(20 + i * 90, 140, 54, 40, [120, 138, 150]);
    }
    canvas.rect(0, 230, WIDTH, 250, [142, 140, 136]);
    for i in 0..9 {
        canvas.rect(i * 76 + 10, 440, 40, 6, [214, 208, 190]);
    }
    let x = 120 + rng.below(80) as usize;
    canvas.rect(x, 190, 250, 130, [206, 204, 198]);
    canvas.rect(x + 255, 225, 90, 95, cab);
    canvas.rect(x + 290, 238, 48, 34, [170, 196, 210]);
    for wheel in [x + 40, x + 100, x + 300] {
        canvas.disc(wheel, 330, 28, [34, 34, 36]);
        canvas.disc(wheel, 330, 11, [150, 150, 152]);
    }
    match (number % 3, mended) {
        // Oil on the ground; then dry ground with absorbent mats.
        (0, false) => {
            canvas.disc(x + 180, 392, 40, [58, 50, 44]);
            canvas.disc(x + 225, 402, 26, [58, 50, 44]);
        }
        (0, true) => canvas.rect(x + 130, 380, 130, 24, [226, 214, 150]),
        // A broken rear lamp; then a whole one.
        (1, false) => canvas.rect(x + 2, 290, 14, 22, [60, 30, 30]),
        (1, true) => canvas.rect(x + 2, 290, 14, 22, [220, 30, 30]),
        // A blocked escape way; then a clear one with its marking.
        (_, false) => {
            for i in 0..4 {
                canvas.rect(500 + (i % 2) * 62, 250 + (i / 2) * 58, 56, 52, [150, 112, 70]);
            }
        }
        (_, true) => {
            canvas.rect(500, 250, 8, 160, [40, 140, 70]);
            canvas.rect(612, 250, 8, 160, [40, 140, 70]);
        }
    }
    canvas.grain(&mut rng);
    canvas.rect(0, HEIGHT - 30, WIDTH, 30, [24, 28, 32]);
    canvas.text(12, HEIGHT - 23, &format!("ANLU DEMO {caption}"));
    canvas.png()
}

fn tone(rng: &mut Rng) -> u8 {
    u8::try_from(rng.below(24)).unwrap_or(0)
}

struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    fn new() -> Self {
        Self { pixels: vec![0; WIDTH * HEIGHT * 3] }
    }

    fn put(&mut self, x: usize, y: usize, colour: Colour) {
        if x < WIDTH && y < HEIGHT {
            let i = (y * WIDTH + x) * 3;
            self.pixels[i..i + 3].copy_from_slice(&colour);
        }
    }

    fn rect(&mut self, x: usize, y: usize, width: usize, height: usize, colour: Colour) {
        for row in y..y + height {
            for column in x..x + width {
                self.put(column, row, colour);
            }
        }
    }

    fn disc(&mut self, cx: usize, cy: usize, radius: usize, colour: Colour) {
        for y in cy.saturating_sub(radius)..=cy + radius {
            for x in cx.saturating_sub(radius)..=cx + radius {
                if x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2) <= radius.pow(2) {
                    self.put(x, y, colour);
                }
            }
        }
    }

    /// Coarse grain, so that the picture reads as a photo and not as a chart.
    fn grain(&mut self, rng: &mut Rng) {
        for block in self.pixels.chunks_exact_mut(12) {
            let shift = u8::try_from(rng.below(14)).unwrap_or(0);
            for value in block {
                *value = value.saturating_add(shift).saturating_sub(7);
            }
        }
    }

    fn text(&mut self, x: usize, y: usize, text: &str) {
        for (i, c) in text.chars().enumerate() {
            for (row, bits) in glyph(c).into_iter().enumerate() {
                for column in 0..5 {
                    if bits >> (4 - column) & 1 == 1 {
                        self.rect(x + (i * 6 + column) * 2, y + row * 2, 2, 2, [236, 236, 232]);
                    }
                }
            }
        }
    }

    fn png(&self) -> Vec<u8> {
        let mut raw = Vec::with_capacity(HEIGHT * (WIDTH * 3 + 1));
        for row in self.pixels.chunks_exact(WIDTH * 3) {
            raw.push(0);
            raw.extend_from_slice(row);
        }
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        // Writing into a vector cannot fail.
        drop(zlib.write_all(&raw));
        let data = zlib.finish().unwrap_or_default();
        let mut header = Vec::new();
        for side in [WIDTH, HEIGHT] {
            header.extend_from_slice(&u32::try_from(side).unwrap_or(0).to_be_bytes());
        }
        header.extend_from_slice(&[8, 2, 0, 0, 0]);
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, body) in [(b"IHDR", &header), (b"IDAT", &data), (b"IEND", &Vec::new())] {
            let mut crc = Crc::new();
            crc.update(kind);
            crc.update(body);
            out.extend_from_slice(&u32::try_from(body.len()).unwrap_or(0).to_be_bytes());
            out.extend_from_slice(kind);
            out.extend_from_slice(body);
            out.extend_from_slice(&crc.sum().to_be_bytes());
        }
        out
    }
}

/// Rows of a letter of five by seven points; what is not drawn is a blank.
fn glyph(c: char) -> [u8; 7] {
    match c {
        '0' => [14, 17, 19, 21, 25, 17, 14],
        '1' => [4, 12, 4, 4, 4, 4, 14],
        '2' => [14, 17, 1, 6, 8, 16, 31],
        '3' => [31, 2, 4, 2, 1, 17, 14],
        '4' => [2, 6, 10, 18, 31, 2, 2],
        '5' => [31, 16, 30, 1, 1, 17, 14],
        '6' => [6, 8, 16, 30, 17, 17, 14],
        '7' => [31, 1, 2, 4, 8, 8, 8],
        '8' => [14, 17, 17, 14, 17, 17, 14],
        '9' => [14, 17, 17, 15, 1, 2, 12],
        'A' => [14, 17, 17, 31, 17, 17, 17],
        'D' => [30, 17, 17, 17, 17, 17, 30],
        'E' => [31, 16, 16, 30, 16, 16, 31],
        'L' => [16, 16, 16, 16, 16, 16, 31],
        'M' => [17, 27, 21, 21, 17, 17, 17],
        'N' => [17, 25, 21, 19, 17, 17, 17],
        'O' => [14, 17, 17, 17, 17, 17, 14],
        'U' => [17, 17, 17, 17, 17, 17, 14],
        '-' => [0, 0, 0, 31, 0, 0, 0],
        ':' => [0, 4, 0, 0, 0, 4, 0],
        _ => [0; 7],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_png_and_differ_before_and_after() {
        for number in 0..3 {
            let (before, after) = (yard(1, number, false, "2026-11-20"), yard(1, number, true, "2026-11-22"));
            assert!(before.starts_with(b"\x89PNG\r\n\x1a\n"));
            assert_ne!(before, after);
            assert_eq!(before, yard(1, number, false, "2026-11-20"));
            assert!(before.len() < 400_000, "{}", before.len());
        }
    }
}
