import { afterEach, describe, expect, it, vi } from 'vitest';

import type { MapDot } from './data';
import { DotLayer, movedTo, seenIn, sizeOf } from './dots';
import { onward, packed } from './glide';
import { mercator } from './project';

const way = (lon: number, lat: number) => onward(undefined, { id: `${lon}`, at: [lon, lat], tone: 'plain', label: '', time: 0 }, 0, false);

describe('dots for the graphics card', () => {
  it('land where the matrix of the map puts them', () => {
    const matrix = [2, 0, 0, 0, 0, -2, 0, 0, 0, 0, 1, 0, -1, 1, 0, 1];
    const at = (m: ArrayLike<number>, x: number, y: number) => [0, 1].map((row) => m[row]! * x + m[4 + row]! * y + m[12 + row]!);
    expect(at(movedTo(matrix, [0.75, 0.25]), 0.125, -0.125)).toEqual(at(matrix, 0.875, 0.125));
  });

  it('are smaller the more of them are seen, within bounds', () => {
    expect([0, 1000, 4000, 20_000].map(sizeOf)).toEqual([14, 14, 7, 5]);
  });

  it('count as seen in the view only', () => {
    const { origin, numbers } = packed([way(121.2, 30.1), way(121.4, 30.1), way(121.2, 30.3)], 0);
    expect(seenIn(numbers, origin, mercator([121.1, 30.2]), mercator([121.5, 30]))).toBe(2);
    expect(seenIn(numbers, origin, mercator([121, 31]), mercator([122, 30]))).toBe(3);
  });
});

describe('the layer of vehicles', () => {
  afterEach(() => vi.unstubAllGlobals());

  const dot = (id: string, lon: number, time: number, tone: MapDot['tone'] = 'plain'): MapDot => ({ id, at: [lon, 30], tone, label: id, time });
  /** A layer on a page whose clock stands at `at.now`. */
  function layer(still: boolean) {
    const at = { now: 1000 };
    vi.stubGlobal('matchMedia', () => ({ matches: still }));
    vi.stubGlobal('performance', { now: () => at.now });
    return { at, dots: new DotLayer() };
  }
  const places = (dots: DotLayer) => dots.placed().map((one) => [one.id, one.at[0]]);

  it('has each vehicle where it is drawn, so that a click finds it on its way', () => {
    const { at, dots } = layer(false);
    dots.set([dot('a', 121, 0)], null);
    expect(dots.gliding).toBe(false);
    dots.set([dot('a', 121.02, 20_000)], null);
    at.now += 10_000;
    expect(places(dots)).toEqual([['a', expect.closeTo(121.01, 9)]]);
    expect(dots.gliding).toBe(true);
    at.now += 10_000;
    expect(places(dots)).toEqual([['a', 121.02]]);
    expect(dots.gliding).toBe(false);
  });

  it('sets vehicles at once for whoever wants no motion', () => {
    const { dots } = layer(true);
    dots.set([dot('a', 121, 0)], null);
    dots.set([dot('a', 121.02, 20_000)], null);
    expect(places(dots)).toEqual([['a', 121.02]]);
    expect(dots.gliding).toBe(false);
  });

  it('draws the gravest last, and forgets whom the list no longer shows', () => {
    const { dots } = layer(false);
    dots.set([dot('a', 121, 0, 'severe'), dot('b', 122, 0, 'off'), dot('c', 123, 0)], null);
    expect(places(dots).map(([id]) => id)).toEqual(['b', 'c', 'a']);
    dots.set([dot('c', 123, 0)], null);
    dots.set([dot('a', 125, 10_000, 'severe'), dot('c', 123, 0)], null);
    expect(places(dots)).toEqual([['c', 123], ['a', 125]]);
  });
});
