import { describe, expect, it } from 'vitest';

import type { MapDot } from './data';
import { lasting, LONGEST_MS, onward, pace, packed, placeAt, STRIDE, untilNext } from './glide';
import { mercator } from './project';

const dot = (lon: number, lat: number, time: number): MapDot => ({ id: 'a', at: [lon, lat], tone: 'plain', label: '', time });
const first = onward(undefined, dot(121, 30, 0), 100, false);
const next = onward(first, dot(121.01, 30.02, 20_000), 5000, false);

describe('a vehicle that glides', () => {
  it('takes the time that lay between its reports', () => {
    expect(placeAt(first, 100)).toEqual([121, 30]);
    expect(placeAt(next, 5000)).toEqual([121, 30]);
    expect(placeAt(next, 15_000)).toEqual([expect.closeTo(121.005, 9), expect.closeTo(30.01, 9)]);
    expect(placeAt(next, 25_000)).toEqual([121.01, 30.02]);
    expect(placeAt(next, 99_000)).toEqual([121.01, 30.02]);
  });

  it('goes on from where it is when the next report comes early', () => {
    const early = onward(next, dot(121.03, 30.02, 40_000), 15_000, false);
    expect(placeAt(early, 15_000)).toEqual(placeAt(next, 15_000));
    expect(placeAt(early, 35_000)).toEqual([121.03, 30.02]);
  });

  it('does not glide over a gap, nor where motion is not wanted, nor backwards in time', () => {
    expect([lasting(0, LONGEST_MS), lasting(0, LONGEST_MS + 1), lasting(20, 20), lasting(20, 10), lasting(Number.NaN, 10)]).toEqual([LONGEST_MS, 0, 0, 0, 0]);
    for (const jump of [onward(first, dot(122, 31, LONGEST_MS + 1), 5000, false), onward(first, dot(122, 31, 20_000), 5000, true)]) {
      expect(placeAt(jump, 5000)).toEqual([122, 31]);
      expect(pace([jump], 5000).until).toBe(0);
    }
  });

  it('keeps its way when it is told of again at the same place, and measures from then', () => {
    const again = onward(next, dot(121.01, 30.02, 30_000), 15_000, false);
    expect(placeAt(again, 15_000)).toEqual(placeAt(next, 15_000));
    expect(onward(again, dot(121.02, 30.02, 40_000), 30_000, false).lasts).toBe(10_000);
    expect(onward(next, next.dot, 15_000, false)).toBe(next);
  });
});

describe('what goes to the graphics card', () => {
  it('is told from one of the vehicles and from now, so that short numbers tell metres apart', () => {
    const metre = onward(undefined, dot(121.010_01, 30.02, 0), 0, false);
    const { origin, numbers } = packed([next, metre], 6000);
    const at = (n: number, from: number) => [numbers[n * STRIDE + from]! + origin[0], numbers[n * STRIDE + from + 1]! + origin[1]];
    const close = (place: [number, number]) => mercator(place).map((part) => expect.closeTo(part, 10));
    expect(at(0, 0)).toEqual(close([121, 30]));
    expect(at(0, 2)).toEqual(close([121.01, 30.02]));
    // What the shader makes of it at 15,000 is half of the way.
    expect((15_000 - 6000 - numbers[4]!) * numbers[5]!).toBeCloseTo(0.5, 6);
    // One metre is 2.5e-8 of the width of the world.
    expect(numbers[STRIDE + 2]).toBeCloseTo(0.000_01 / 360, 13);
    expect(numbers[STRIDE + 5]).toBe(0);
    expect(packed([], 0).numbers.length).toBe(0);
  });

  it('is drawn anew only when something has moved by what can be seen', () => {
    const slow = pace([first, next], 6000);
    expect(slow.until).toBe(25_000);
    const pixels = 512 * 2 ** 9.5;
    const wait = untilNext(slow, 6000, pixels)!;
    expect(slow.speed * wait * pixels).toBeCloseTo(0.5, 6);
    // Closer, the same vehicle needs more frames, but never more than thirty a second.
    expect(untilNext(slow, 6000, pixels * 4)).toBeCloseTo(wait / 4, 6);
    expect(untilNext(slow, 6000, pixels * 1e6)).toBe(33);
    // The last frame shows it where it stays; then there are none.
    expect(untilNext(slow, 24_999, pixels)).toBe(1);
    expect(untilNext(slow, 25_000, pixels)).toBeNull();
    expect(pace([first], 6000)).toEqual({ speed: 0, until: 0 });
  });
});
