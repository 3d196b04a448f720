import { describe, expect, it } from 'vitest';

import type { LonLat, MapData } from './data';
import { boxOf, boxOfData, boxOfView, dotsAt, evenly, fit, grown, mercator, toPixel } from './project';

const empty: MapData = { areas: [], lines: [], dots: [], marks: [] };

describe('the projection', () => {
  it('puts the middle of the world in the middle, north up', () => {
    expect(mercator([0, 0])).toEqual([0.5, 0.5]);
    expect(mercator([-180, 0])[0]).toBe(0);
    expect(mercator([0, 60])[1]).toBeLessThan(0.5);
    expect(mercator([0, 90])[1]).toBeGreaterThan(-0.001);
  });
});

describe('a fitted view', () => {
  it('holds the box with room around it', () => {
    const view = fit([121, 30, 122, 30.5], 800, 400, 20);
    const corners: LonLat[] = [[121, 30], [122, 30.5]];
    const [[left, bottom], [right, top]] = corners.map((at) => toPixel(at, view, 800, 400)) as [[number, number], [number, number]];
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(19.9);
    expect(right).toBeLessThanOrEqual(780.1);
    expect(bottom).toBeLessThanOrEqual(380.1);
    expect(Math.round(left + right)).toBe(800);
  });
  it('shows the box it was fitted to', () => {
    const [west, south, east, north] = boxOfView(fit([121, 30, 122, 30.5], 800, 400, 0), 800, 400);
    expect([south, north].map((n) => Number(n.toFixed(6)))).toEqual([30, 30.5]);
    expect(west).toBeLessThan(121);
    expect(east).toBeGreaterThan(122);
  });
  it('asks for the same box after a small move', () => {
    expect(grown([121.1, 30.1, 121.6, 30.4])).toEqual([121, 30, 122, 30.5]);
    expect(grown([121.15, 30.12, 121.65, 30.42])).toEqual([121, 30, 122, 30.5]);
    expect(grown([-200, -95, 300, 95])).toEqual([-180, -90, 180, 90]);
  });
  it('of one place is near, but not endlessly', () => {
    const view = fit([121, 30, 121, 30], 300, 300, 20);
    expect(Number.isFinite(view.scale)).toBe(true);
    expect(toPixel([121, 30], view, 300, 300).map(Math.round)).toEqual([150, 150]);
  });
});

describe('what a map shows at first', () => {
  const area = { name: 'a', outer: true, rings: [[[120, 29], [123, 32]] as LonLat[]] };
  const dot = { id: 'd', at: [104, 30] as LonLat, tone: 'plain' as const, label: '', time: 0 };
  it('is the track, else the territory, unless vehicles are outside it', () => {
    expect(boxOfData({ ...empty, areas: [area] })).toEqual([120, 29, 123, 32]);
    expect(boxOfData({ ...empty, areas: [area], dots: [dot] })).toEqual([104, 30, 104, 30]);
    expect(boxOfData({ ...empty, areas: [area], dots: [{ ...dot, at: [121, 30] }] })).toEqual([120, 29, 123, 32]);
    expect(boxOfData({ ...empty, dots: [dot], lines: [{ tone: 'plain', points: [[1, 2], [3, 1]] }] })).toEqual([1, 1, 3, 2]);
    expect(boxOfData(empty)).toBeNull();
    expect(boxOf([[Number.NaN, 1]])).toBeNull();
  });
});

describe('many points', () => {
  it('are thinned evenly and keep the last', () => {
    const all = Array.from({ length: 5001 }, (_, i) => i);
    const few = evenly(all, 2000);
    expect(few.length).toBeLessThanOrEqual(2001);
    expect(few[few.length - 1]).toBe(5000);
    expect(evenly([1, 2], 10)).toEqual([1, 2]);
  });
  it('at one place are all found, nearest first', () => {
    const dots = [{ id: 'far', at: [9, 0] as LonLat }, { id: 'b', at: [2, 0] as LonLat }, { id: 'a', at: [1, 0] as LonLat }];
    expect(dotsAt(dots, 0, 0, 3, ([x, y]) => [x, y]).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
