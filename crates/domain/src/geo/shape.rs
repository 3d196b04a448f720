//! Shapes on the ground: areas with holes, and lines with a width. Degrees of WGS-84 all through; over the size of a
//! zone a degree is measured as on a plane that touches the ground at the point in question.

use serde::{Deserialize, Serialize};

use super::{Bounds, EARTH_RADIUS_M, Point, around};

/// Most corners of one shape.
pub const MOST_POINTS: usize = 20_000;

/// A ring without its closing point; at least three points.
pub type Ring = Vec<Point>;

/// An area (its outer border first, then holes), or a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Areas; a point is inside when it is inside one of them.
    Areas(Vec<Vec<Ring>>),
    /// Lines; a point is inside when it is near one of them.
    Lines {
        /// The lines, at least two points each.
        lines: Vec<Vec<Point>>,
        /// How near, metres to either side.
        half_width_m: f64,
    },
}

/// Why a shape cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeFault {
    /// It has no corners.
    Empty,
    /// A ring has fewer than three corners, or a line fewer than two.
    TooFewPoints,
    /// It has more than [`MOST_POINTS`].
    TooManyPoints,
    /// A coordinate is no place on the ground (between 85° south and north).
    OutOfRange,
    /// The width is not above 0, or above 50 km.
    Width,
}

impl ShapeFault {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "shape_empty",
            Self::TooFewPoints => "shape_too_few_points",
            Self::TooManyPoints => "shape_too_many_points",
            Self::OutOfRange => "out_of_range",
            Self::Width => "shape_width",
        }
    }
}

impl Shape {
    /// Every point of it.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        let (areas, lines) = match self {
            Self::Areas(areas) => (Some(areas), None),
            Self::Lines { lines, .. } => (None, Some(lines)),
        };
        areas.into_iter().flatten().flatten().chain(lines.into_iter().flatten()).flatten()
    }

    /// The shape with every point changed.
    #[must_use]
    pub fn map(&self, f: impl Fn(Point) -> Point) -> Self {
        let all = |points: &Vec<Point>| points.iter().map(|p| f(*p)).collect();
        match self {
            Self::Areas(areas) => Self::Areas(areas.iter().map(|rings| rings.iter().map(all).collect()).collect()),
            Self::Lines { lines, half_width_m } => {
                Self::Lines { lines: lines.iter().map(all).collect(), half_width_m: *half_width_m }
            }
        }
    }

    /// Whether it can be used.
    pub fn check(&self) -> Result<(), ShapeFault> {
        let count = self.points().count();
        let short = match self {
            Self::Areas(areas) => areas.iter().any(|rings| rings.is_empty() || rings.iter().any(|r| r.len() < 3)),
            Self::Lines { lines, .. } => lines.iter().any(|line| line.len() < 2),
        };
        let wide =
            matches!(self, Self::Lines { half_width_m, .. } if !(*half_width_m > 0.0 && *half_width_m <= 50_000.0));
        let there = |p: &Point| (-180.0..=180.0).contains(&p.lon) && (-85.0..=85.0).contains(&p.lat);
        if count == 0 {
            Err(ShapeFault::Empty)
        } else if short {
            Err(ShapeFault::TooFewPoints)
        } else if count > MOST_POINTS {
            Err(ShapeFault::TooManyPoints)
        } else if wide {
            Err(ShapeFault::Width)
        } else if self.points().all(there) {
            Ok(())
        } else {
            Err(ShapeFault::OutOfRange)
        }
    }

    /// The rectangle it lies in, its width included; `None` without points.
    pub fn bounds(&self) -> Option<Bounds> {
        let margin = match self {
            Self::Areas(_) => 0.0,
            Self::Lines { half_width_m, .. } => *half_width_m,
        };
        let mut boxes = self.points().map(|p| around(*p, margin));
        let first = boxes.next()?;
        Some(boxes.fold(first, |a, b| Bounds {
            min: Point { lon: a.min.lon.min(b.min.lon), lat: a.min.lat.min(b.min.lat) },
            max: Point { lon: a.max.lon.max(b.max.lon), lat: a.max.lat.max(b.max.lat) },
        }))
    }

    /// Whether a point is inside. What lies exactly on a border may be either.
    pub fn contains(&self, p: Point) -> bool {
        match self {
            // By the even-odd rule a point in a hole crosses two borders.
            Self::Areas(areas) => areas.iter().any(|rings| rings.iter().filter(|r| crosses(r, p)).count() % 2 == 1),
            Self::Lines { half_width_m, .. } => self.distance_m(p).is_some_and(|m| m <= *half_width_m),
        }
    }

    /// Metres from a point to the nearest line or border; `None` without points.
    pub fn distance_m(&self, p: Point) -> Option<f64> {
        let mut nearest: Option<f64> = None;
        let mut look = |points: &[Point], closed: bool| {
            let ends = points.iter().skip(1).chain(points.first().filter(|_| closed));
            for (a, b) in points.iter().zip(ends) {
                let metres = to_segment_m(p, *a, *b);
                nearest = Some(nearest.map_or(metres, |n| n.min(metres)));
            }
        };
        match self {
            Self::Areas(areas) => areas.iter().flatten().for_each(|ring| look(ring, true)),
            Self::Lines { lines, .. } => lines.iter().for_each(|line| look(line, false)),
        }
        nearest
    }
}

/// Whether a ray to the east crosses the ring an odd number of times.
fn crosses(ring: &[Point], p: Point) -> bool {
    let ends = ring.iter().skip(1).chain(ring.first());
    let hits = ring.iter().zip(ends).filter(|(a, b)| {
        (a.lat > p.lat) != (b.lat > p.lat) && p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon
    });
    hits.count() % 2 == 1
}

/// Metres from `p` to the piece from `a` to `b`, as on a plane that touches the ground at `p`.
pub fn to_segment_m(p: Point, a: Point, b: Point) -> f64 {
    let east = p.lat.to_radians().cos();
    let plane = |q: Point| {
        ((q.lon - p.lon).to_radians() * east * EARTH_RADIUS_M, (q.lat - p.lat).to_radians() * EARTH_RADIUS_M)
    };
    let ((ax, ay), (bx, by)) = (plane(a), plane(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (ax + along * dx).hypot(ay + along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(lon: f64, lat: f64) -> Point {
        Point { lon, lat }
    }

    fn square(from: f64, to: f64) -> Ring {
        vec![p(from, from), p(to, from), p(to, to), p(from, to)]
    }

    #[test]
    fn a_hole_is_outside() {
        let shape = Shape::Areas(vec![vec![square(0.0, 10.0), square(4.0, 6.0)], vec![square(20.0, 21.0)]]);
        for (lon, lat, inside) in
            [(1.0, 1.0, true), (5.0, 5.0, false), (6.5, 5.0, true), (20.5, 20.5, true), (11.0, 5.0, false)]
        {
            assert_eq!(shape.contains(p(lon, lat)), inside, "{lon} {lat}");
        }
        let bounds = shape.bounds().unwrap();
        assert!((bounds.max.lon - 21.0).abs() < 1e-9 && bounds.min.lat.abs() < 1e-9);
    }

    #[test]
    fn a_corridor_holds_what_is_near_its_line() {
        let line = vec![p(121.0, 30.0), p(121.1, 30.0), p(121.1, 30.1)];
        let shape = Shape::Lines { lines: vec![line], half_width_m: 200.0 };
        let north = |metres: f64| 30.0 + metres / 111_195.0;
        assert!(shape.contains(p(121.05, north(199.0))) && !shape.contains(p(121.05, north(201.0))));
        assert!(!shape.contains(p(120.99, 30.0)), "beyond the end");
        assert!(shape.contains(p(121.1, 30.05)));
        let metres = shape.distance_m(p(121.05, north(500.0))).unwrap();
        assert!((metres - 500.0).abs() < 1.0, "{metres}");
        assert!(shape.bounds().unwrap().contains(p(121.05, north(199.0))));
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let area = |ring: Ring| Shape::Areas(vec![vec![ring]]).check();
        assert_eq!(area(square(0.0, 1.0)), Ok(()));
        assert_eq!(Shape::Areas(Vec::new()).check(), Err(ShapeFault::Empty));
        assert_eq!(area(vec![p(0.0, 0.0), p(1.0, 1.0)]), Err(ShapeFault::TooFewPoints));
        assert_eq!(area(vec![p(0.0, 0.0), p(1.0, 1.0), p(0.0, 91.0)]), Err(ShapeFault::OutOfRange));
        assert_eq!(area(vec![p(0.0, f64::NAN), p(1.0, 1.0), p(0.0, 1.0)]), Err(ShapeFault::OutOfRange));
        assert_eq!(area(vec![p(0.0, 0.0); MOST_POINTS + 1]), Err(ShapeFault::TooManyPoints));
        let line = |half_width_m| Shape::Lines { lines: vec![square(0.0, 1.0)], half_width_m }.check();
        assert_eq!((line(0.0), line(f64::NAN), line(10.0)), (Err(ShapeFault::Width), Err(ShapeFault::Width), Ok(())));
    }
}
