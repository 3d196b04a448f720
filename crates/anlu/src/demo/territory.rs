//! The invented territory: a brick lattice bent into a county, its cells being villages, groups of cells streets.
//!
//! Cells share their corner points and their wiggly edges exactly, so that outlines of streets and of the county are
//! sums of edges that belong to one side only: neighbours never overlap and leave no slivers.

use std::collections::BTreeMap;

use anlu_domain::{
    geo::Point,
    ids::GridId,
    party::grid::{Grid, GridLevel},
};

use super::{
    codes::REGION,
    names::{self, COUNTY, STREETS},
    rng::Rng,
};

const ROWS: u32 = 8;
const COLUMNS: u32 = 8;
/// Middle of the county.
const CENTRE: Point = Point { lon: 121.2, lat: 30.2 };
/// Half of its width and height in degrees (about 25 km and 19 km).
const HALF: (f64, f64) = (0.26, 0.17);

/// A corner of the lattice: (line, half column).
type Corner = (u32, u32);
/// An edge between two corners, lower corner first.
type Edge = (Corner, Corner);
type Ring = Vec<[f64; 2]>;

/// One village cell.
#[derive(Clone, Debug)]
pub(crate) struct Village {
    /// Its grid node.
    pub(crate) grid: GridId,
    /// Index of its street.
    pub(crate) street: usize,
    /// Its middle.
    pub(crate) centre: Point,
    /// Villages that share an edge with it.
    pub(crate) neighbours: Vec<usize>,
    /// Name without the ending 村 or 社区.
    pub(crate) name: String,
}

/// The county: grid nodes ready to store (parents first) and what placing things needs.
#[derive(Clone, Debug)]
pub(crate) struct Territory {
    /// County, streets, villages.
    pub(crate) grids: Vec<Grid>,
    /// Villages in lattice order.
    pub(crate) villages: Vec<Village>,
    /// Grid nodes of the streets.
    pub(crate) streets: Vec<GridId>,
}

impl Territory {
    /// Makes the territory of a seed. `created_ms` is only the time inside the identifiers.
    pub(crate) fn generate(seed: u64, created_ms: i64) -> Self {
        let mut rng = Rng::for_part(seed, "territory");
        let shape = Shape::generate(&mut rng);
        let streets_of = grow_streets(&mut rng);
        let county = GridId(rng.uuid(created_ms));
        let streets: Vec<GridId> = STREETS.iter().map(|_| GridId(rng.uuid(created_ms))).collect();
        let cells: Vec<(u32, u32)> = (0..ROWS).flat_map(|r| (0..COLUMNS).map(move |c| (r, c))).collect();
        let all: Vec<usize> = (0..cells.len()).collect();
        let outline = |members: &[usize]| shape.outline(&members.iter().map(|m| cells[*m]).collect::<Vec<_>>());
        let mut grids = vec![Grid {
            id: county,
            code: REGION.to_owned(),
            name: COUNTY.to_owned(),
            level: GridLevel::County,
            parent: None,
            chief_name: Some(names::person(&mut rng)),
            boundary: Some(outline(&all)),
        }];
        for (s, name) in STREETS.iter().enumerate() {
            let members: Vec<usize> = all.iter().copied().filter(|m| streets_of[*m] == s).collect();
            grids.push(Grid {
                id: streets[s],
                code: format!("{REGION}{:03}", s + 1),
                name: (*name).to_owned(),
                level: GridLevel::Street,
                parent: Some(county),
                chief_name: Some(names::person(&mut rng)),
                boundary: Some(outline(&members)),
            });
        }
        let (mut villages, mut taken, mut counts) = (Vec::new(), Vec::new(), vec![0_u32; STREETS.len()]);
        for (i, cell) in cells.iter().enumerate() {
            let street = streets_of[i];
            counts[street] += 1;
            let name = names::village(&mut rng, &mut taken);
            let id = GridId(rng.uuid(created_ms));
            let rings = outline(&[i]);
            let centre = centre_of(&rings[0]);
            let neighbours = all.iter().copied().filter(|j| *j != i && touch(*cell, cells[*j])).collect();
            grids.push(Grid {
                id,
                code: format!("{REGION}{:03}{:03}", street + 1, 200 + counts[street]),
                name: name.clone(),
                level: GridLevel::Village,
                parent: Some(streets[street]),
                chief_name: Some(names::person(&mut rng)),
                boundary: Some(rings),
            });
            let name = name.trim_end_matches('村').trim_end_matches("社区").to_owned();
            villages.push(Village { grid: id, street, centre, neighbours, name });
        }
        Self { grids, villages, streets }
    }
}

/// Corners of a cell, clockwise from its upper left.
fn corners((row, column): (u32, u32)) -> [Corner; 6] {
    let k = column * 2 + row % 2;
    [(row, k), (row, k + 1), (row, k + 2), (row + 1, k + 2), (row + 1, k + 1), (row + 1, k)]
}

fn edges(cell: (u32, u32)) -> [Edge; 6] {
    let c = corners(cell);
    std::array::from_fn(|i| {
        let (a, b) = (c[i], c[(i + 1) % 6]);
        (a.min(b), a.max(b))
    })
}

fn touch(a: (u32, u32), b: (u32, u32)) -> bool {
    let of_b = edges(b);
    edges(a).iter().any(|e| of_b.contains(e))
}

fn centre_of(ring: &Ring) -> Point {
    let n = f64::from(u32::try_from(ring.len()).unwrap_or(1));
    let sum = ring.iter().fold((0.0, 0.0), |(x, y), p| (x + p[0], y + p[1]));
    Point { lon: sum.0 / n, lat: sum.1 / n }
}

/// Gives each cell a street by growing all streets from scattered cells in turn.
fn grow_streets(rng: &mut Rng) -> Vec<usize> {
    let cells: Vec<(u32, u32)> = (0..ROWS).flat_map(|r| (0..COLUMNS).map(move |c| (r, c))).collect();
    let mut owner: Vec<Option<usize>> = vec![None; cells.len()];
    // One start in each of the 2 × 4 blocks of the lattice keeps the streets of similar size.
    for s in 0..STREETS.len() {
        let (block_row, block_column) = (u32::try_from(s / 2).unwrap_or(0), u32::try_from(s % 2).unwrap_or(0));
        let (row, column) = (block_row * 2 + rng.below(2), block_column * 4 + 1 + rng.below(2));
        owner[(row * COLUMNS + column) as usize] = Some(s);
    }
    while owner.iter().any(Option::is_none) {
        for s in 0..STREETS.len() {
            let free: Vec<usize> = (0..cells.len())
                .filter(|i| owner[*i].is_none())
                .filter(|i| (0..cells.len()).any(|j| owner[j] == Some(s) && touch(cells[*i], cells[j])))
                .collect();
            if !free.is_empty() {
                owner[*rng.pick(&free)] = Some(s);
            }
        }
    }
    owner.into_iter().map(Option::unwrap_or_default).collect()
}

/// Places of all corners and the wiggly lines between them.
struct Shape {
    lines: BTreeMap<Edge, Ring>,
}

impl Shape {
    fn generate(rng: &mut Rng) -> Self {
        let mut places: BTreeMap<Corner, (f64, f64)> = BTreeMap::new();
        for line in 0..=ROWS {
            for k in 0..=COLUMNS * 2 + 1 {
                // Every second corner of a line moves up, the others down: bricks become hexagons. The half bricks at
                // both ends of a line are squeezed, so that the outline has bays and not teeth.
                let last = COLUMNS * 2 + 1;
                let outer = k <= 1 || k + 1 >= last;
                let zig = if outer { 0.0 } else { [-0.17, 0.17][((k + line) % 2) as usize] };
                let squeeze = [0.5, 0.0][usize::from(k > 0)] - [0.5, 0.0][usize::from(k < last)];
                let (sway, heave) = if outer { (0.05, 0.03) } else { (0.22, 0.13) };
                let u = (f64::from(k) + squeeze + rng.range(-sway, sway)) / f64::from(last) * 2.0 - 1.0;
                let v = (f64::from(line) + zig + rng.range(-heave, heave)) / f64::from(ROWS) * 2.0 - 1.0;
                places.insert((line, k), bend(u, v));
            }
        }
        let mut lines = BTreeMap::new();
        for cell in (0..ROWS).flat_map(|r| (0..COLUMNS).map(move |c| (r, c))) {
            for edge in edges(cell) {
                lines.entry(edge).or_insert_with(|| wiggle(places[&edge.0], places[&edge.1], rng));
            }
        }
        Self { lines }
    }

    /// The closed ring around a connected set of cells: edges that belong to exactly one of them, joined.
    fn outline(&self, cells: &[(u32, u32)]) -> Vec<Ring> {
        let mut uses: BTreeMap<Edge, u32> = BTreeMap::new();
        for cell in cells {
            for edge in edges(*cell) {
                *uses.entry(edge).or_default() += 1;
            }
        }
        // Directed the way the cells are walked, so that every corner has one way on.
        let mut onward: BTreeMap<Corner, Corner> = BTreeMap::new();
        for cell in cells {
            let c = corners(*cell);
            for i in 0..6 {
                let (a, b) = (c[i], c[(i + 1) % 6]);
                if uses[&(a.min(b), a.max(b))] == 1 {
                    onward.insert(a, b);
                }
            }
        }
        let mut rings = Vec::new();
        while let Some((&start, _)) = onward.iter().next() {
            let (mut ring, mut at): (Ring, Corner) = (Vec::new(), start);
            while let Some(next) = onward.remove(&at) {
                let line = &self.lines[&(at.min(next), at.max(next))];
                let part: Vec<[f64; 2]> = if at < next { line.clone() } else { line.iter().rev().copied().collect() };
                ring.extend(part.into_iter().skip(usize::from(!ring.is_empty())));
                at = next;
            }
            rings.push(ring);
        }
        // The outer ring is the longest one; holes (a street around a street) follow.
        rings.sort_by_key(|r| std::cmp::Reverse(r.len()));
        rings
    }
}

/// Bends the unit square into the county's outline.
fn bend(u: f64, v: f64) -> (f64, f64) {
    let (x, y) = (u * (1.0 - 0.38 * v * v).sqrt(), v * (1.0 - 0.38 * u * u).sqrt());
    let (x, y) = (x + 0.10 * (2.2 * y + 0.6).sin(), y + 0.12 * (2.6 * x - 0.4).sin());
    (CENTRE.lon + HALF.0 * x, CENTRE.lat - HALF.1 * y)
}

/// A line from `a` to `b` by midpoint displacement, points rounded to about one metre.
fn wiggle(a: (f64, f64), b: (f64, f64), rng: &mut Rng) -> Ring {
    let mut points = vec![a, b];
    let mut swing = 0.16;
    for _ in 0..3 {
        let mut finer = Vec::with_capacity(points.len() * 2);
        for pair in points.windows(2) {
            let (p, q) = (pair[0], pair[1]);
            let off = rng.range(-swing, swing);
            finer.push(p);
            finer.push((p.0.midpoint(q.0) - (q.1 - p.1) * off, p.1.midpoint(q.1) + (q.0 - p.0) * off));
        }
        finer.push(b);
        points = finer;
        swing *= 0.7;
    }
    points.into_iter().map(|(x, y)| [round(x), round(y)]).collect()
}

fn round(x: f64) -> f64 {
    (x * 100_000.0).round() / 100_000.0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn area(ring: &Ring) -> f64 {
        ring.windows(2).map(|w| w[0][0] * w[1][1] - w[1][0] * w[0][1]).sum::<f64>().abs() / 2.0
    }

    fn areas(territory: &Territory, level: GridLevel) -> f64 {
        let of = |g: &Grid| {
            let rings = g.boundary.as_ref().unwrap();
            area(&rings[0]) - rings[1..].iter().map(area).sum::<f64>()
        };
        territory.grids.iter().filter(|g| g.level == level).map(of).sum()
    }

    #[test]
    fn villages_fill_streets_and_streets_fill_the_county() {
        let t = Territory::generate(20_261_124, 0);
        assert_eq!((t.streets.len(), t.villages.len(), t.grids.len()), (8, 64, 73));
        let county = areas(&t, GridLevel::County);
        assert!(county > 0.1, "{county}");
        assert!((areas(&t, GridLevel::Street) - county).abs() < 1e-9);
        assert!((areas(&t, GridLevel::Village) - county).abs() < 1e-9);
        for grid in &t.grids {
            let ring = &grid.boundary.as_ref().unwrap()[0];
            assert_eq!(ring.first(), ring.last(), "{} is closed", grid.name);
        }
    }

    #[test]
    fn every_street_has_villages_and_codes_are_unique() {
        let t = Territory::generate(3, 0);
        for s in 0..t.streets.len() {
            assert!(t.villages.iter().filter(|v| v.street == s).count() >= 3);
        }
        let codes: BTreeSet<&str> = t.grids.iter().map(|g| g.code.as_str()).collect();
        assert_eq!(codes.len(), t.grids.len());
        assert!(t.villages.iter().all(|v| v.neighbours.len() >= 2 && v.neighbours.len() <= 6));
    }
}
