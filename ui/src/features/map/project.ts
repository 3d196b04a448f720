/** Web Mercator and boxes: what the SVG rendering and "fit to the data" need. */
import type { LonLat, MapData } from './data';

/** Place in the unit square: x from west, y from north. */
export function mercator([lon, lat]: LonLat): [number, number] {
  const bounded = Math.max(-85.05, Math.min(85.05, lat));
  const sin = Math.sin((bounded * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

/** `[west, south, east, north]`, degrees. */
export type Box = [number, number, number, number];

export function boxOf(points: Iterable<LonLat>): Box | null {
  let box: Box | null = null;
  for (const [lon, lat] of points) {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) continue;
    if (box === null) box = [lon, lat, lon, lat];
    else box = [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)];
  }
  return box;
}

/** Whether a place lies in a box. */
export const within = ([lon, lat]: LonLat, [west, south, east, north]: Box): boolean => lon >= west && lon <= east && lat >= south && lat <= north;

const holds = (outer: Box, inner: Box) => outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];

/** What the map shows at first: the track, else the whole territory, unless vehicles are outside it: then the vehicles. */
export function boxOfData(data: MapData): Box | null {
  const lines = data.lines.filter((line) => !line.beside).flatMap((line) => line.points);
  if (lines.length > 0) return boxOf(lines);
  const territory = boxOf(data.areas.flatMap((area) => area.rings.flat()));
  const vehicles = boxOf(data.dots.map((dot) => dot.at));
  if (vehicles === null || (territory !== null && holds(territory, vehicles))) return territory;
  return vehicles;
}

/** A view: the place in the middle (unit square) and pixels per unit. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

/** Closest view: about 100 m across a phone. */
const MAX_SCALE = 2 ** 26;

/** The view that holds a box in `width` × `height` pixels with `pad` pixels around it. */
export function fit([west, south, east, north]: Box, width: number, height: number, pad: number): View {
  const [left, top] = mercator([west, north]);
  const [right, bottom] = mercator([east, south]);
  const room = { x: Math.max(1, width - 2 * pad), y: Math.max(1, height - 2 * pad) };
  const scale = Math.min(room.x / Math.max(right - left, 1e-9), room.y / Math.max(bottom - top, 1e-9), MAX_SCALE);
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale };
}

export function toPixel(at: LonLat, view: View, width: number, height: number): [number, number] {
  const [x, y] = mercator(at);
  return [(x - view.x) * view.scale + width / 2, (y - view.y) * view.scale + height / 2];
}

/** The box a view shows. */
export function boxOfView(view: View, width: number, height: number): Box {
  const at = (x: number, y: number): LonLat => {
    const [ux, uy] = [view.x + (x - width / 2) / view.scale, view.y + (y - height / 2) / view.scale];
    return [ux * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * uy))) * 180) / Math.PI];
  };
  const [[west, north], [east, south]] = [at(0, 0), at(width, height)];
  return [west, south, east, north];
}

/** A box grown outward to whole steps of about its own size and kept on the globe, so that a small move asks nothing anew. */
export function grown([west, south, east, north]: Box): Box {
  const step = 2 ** Math.ceil(Math.log2(Math.max(east - west, north - south, 1e-3)));
  const down = (n: number, least: number) => Math.max(least, Math.floor(n / step) * step);
  const up = (n: number, most: number) => Math.min(most, Math.ceil(n / step) * step);
  return [down(west, -180), down(south, -90), up(east, 180), up(north, 90)];
}

/** At most `most` of a list, evenly, with its last. */
export function evenly<T>(all: readonly T[], most: number): T[] {
  const every = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, index) => index % every === 0 || index === all.length - 1);
}

/** Dots within `radius` pixels of a place on the screen, nearest first. */
export function dotsAt<D extends { at: LonLat }>(dots: readonly D[], x: number, y: number, radius: number, pixel: (at: LonLat) => [number, number]): D[] {
  const near: { dot: D; away: number }[] = [];
  for (const dot of dots) {
    const [px, py] = pixel(dot.at);
    const away = Math.hypot(px - x, py - y);
    if (away <= radius) near.push({ dot, away });
  }
  return near.sort((a, b) => a.away - b.away).map(({ dot }) => dot);
}
