/** Places that people type. */

/** `30.17, 121.25` or `30.17 121.25`, also with Chinese commas: latitude first, as maps tell it. Null when it is none. */
export function readPlace(text: string): { lat: number; lon: number } | null {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，、\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (found === null) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** The corners of a circle as a ring, for a map. */
export function circle(centre: { lat: number; lon: number }, metres: number): [number, number][] {
  const lat = (metres / 6_371_000) * (180 / Math.PI);
  const lon = lat / Math.cos((centre.lat * Math.PI) / 180);
  return Array.from({ length: 65 }, (_, n) => {
    const turn = (n / 64) * 2 * Math.PI;
    return [centre.lon + lon * Math.cos(turn), centre.lat + lat * Math.sin(turn)];
  });
}
