//! The border of a shape, cut into bands, so that a question looks at the few pieces of border beside the point.
//!
//! An area is asked by the even-odd rule along its parallel (bands of latitude); a line by its distance (bands along the
//! longer side of it). The answers are those of [`Shape`], which asks every piece.

use anlu_domain::geo::{
    Bounds, EARTH_RADIUS_M, Point,
    shape::{Shape, to_segment_m},
};

/// Most bands of one shape.
const MOST_BANDS: usize = 4_096;
/// Pieces of border for each band.
const PER_BAND: usize = 4;

/// A straight piece of border.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Edge {
    a: Point,
    b: Point,
    /// Number of the area it belongs to.
    area: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Border {
    edges: Vec<Edge>,
    /// How near counts as inside, for lines, metres.
    half_width_m: Option<f64>,
    /// Bands are of longitude, not of latitude.
    by_lon: bool,
    /// Where the first band begins, degrees.
    from: f64,
    /// Width of a band, degrees.
    width: f64,
    bands: Vec<Vec<u32>>,
}

impl Border {
    pub(super) fn new(shape: &Shape, bounds: &Bounds) -> Self {
        let mut edges = Vec::new();
        let mut add = |points: &[Point], closed: bool, area: u32| {
            let ends = points.iter().skip(1).chain(points.first().filter(|_| closed));
            edges.extend(points.iter().zip(ends).map(|(a, b)| Edge { a: *a, b: *b, area }));
        };
        let half_width_m = match shape {
            Shape::Areas(areas) => {
                for (number, rings) in (0..).zip(areas) {
                    for ring in rings {
                        add(ring, true, number);
                    }
                }
                None
            }
            Shape::Lines { lines, half_width_m } => {
                for line in lines {
                    add(line, false, 0);
                }
                Some(*half_width_m)
            }
        };
        let (wide, high) = (bounds.max.lon - bounds.min.lon, bounds.max.lat - bounds.min.lat);
        let by_lon = half_width_m.is_some() && wide > high;
        let (from, extent) = if by_lon { (bounds.min.lon, wide) } else { (bounds.min.lat, high) };
        let count = (edges.len() / PER_BAND).clamp(1, MOST_BANDS);
        let width = extent / u32::try_from(count).map_or(1.0, f64::from);
        let bands = vec![Vec::new(); count];
        let mut border = Self { edges, half_width_m, by_lon, from, width, bands };
        for number in 0..border.edges.len() {
            border.place(number);
        }
        border
    }

    fn place(&mut self, number: usize) {
        let Some(edge) = self.edges.get(number) else { return };
        let (a, b) = (self.along(edge.a), self.along(edge.b));
        let (first, last) = (self.band(a.min(b)), self.band(a.max(b)));
        for band in self.bands.iter_mut().take(last.saturating_add(1)).skip(first) {
            band.push(u32::try_from(number).unwrap_or(u32::MAX));
        }
    }

    fn along(&self, p: Point) -> f64 {
        if self.by_lon { p.lon } else { p.lat }
    }

    /// The band of a degree; what lies before the first or behind the last belongs to these. Never falls as the degree
    /// rises.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float becomes the nearest index")]
    fn band(&self, degree: f64) -> usize {
        let number = if self.width > 0.0 { ((degree - self.from) / self.width) as usize } else { 0 };
        number.min(self.bands.len().saturating_sub(1))
    }

    fn beside(&self, from: f64, to: f64) -> impl Iterator<Item = &Edge> {
        let (first, last) = (self.band(from), self.band(to));
        let bands = self.bands.iter().take(last.saturating_add(1)).skip(first);
        bands.flatten().filter_map(|number| self.edges.get(usize::try_from(*number).ok()?))
    }

    /// Whether the border lies within `metres` of a point.
    fn within(&self, p: Point, metres: f64) -> bool {
        let degrees = (metres / EARTH_RADIUS_M).to_degrees() * 1.000_001;
        let reach = if self.by_lon { degrees / p.lat.to_radians().cos().max(0.01) } else { degrees };
        let at = self.along(p);
        self.beside(at - reach, at + reach).any(|e| to_segment_m(p, e.a, e.b) <= metres)
    }

    /// Whether a point is inside.
    pub(super) fn contains(&self, p: Point) -> bool {
        if let Some(metres) = self.half_width_m {
            return self.within(p, metres);
        }
        // Pieces of one area stand together: they were placed in their order.
        let (mut area, mut odd) = (None, false);
        for e in self.beside(p.lat, p.lat) {
            if area != Some(e.area) {
                if odd {
                    return true;
                }
                area = Some(e.area);
            }
            let (a, b) = (e.a, e.b);
            let crosses = (a.lat > p.lat) != (b.lat > p.lat)
                && p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon;
            odd ^= crosses;
        }
        odd
    }

    /// Whether a point is inside by more than `tolerance_m`: what lies nearer to the border may be outside.
    pub(super) fn holds(&self, p: Point, tolerance_m: f64) -> bool {
        match self.half_width_m {
            Some(metres) => self.within(p, metres - tolerance_m),
            None => self.contains(p) && !(tolerance_m > 0.0 && self.within(p, tolerance_m)),
        }
    }

    /// Whether a point is inside, or outside by no more than `tolerance_m`.
    pub(super) fn near(&self, p: Point, tolerance_m: f64) -> bool {
        match self.half_width_m {
            Some(metres) => self.within(p, metres + tolerance_m),
            None => self.contains(p) || (tolerance_m > 0.0 && self.within(p, tolerance_m)),
        }
    }

    #[cfg(test)]
    pub(super) fn most_in_a_band(&self) -> usize {
        self.bands.iter().map(Vec::len).max().unwrap_or(0)
    }
}
