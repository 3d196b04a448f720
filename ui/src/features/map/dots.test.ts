import { describe, expect, it } from 'vitest';

import type { MapDot } from './data';
import { movedTo, packed } from './dots';
import { mercator } from './project';

const dot = (lon: number, lat: number, tone: MapDot['tone'] = 'plain'): MapDot => ({ id: `${lon}`, at: [lon, lat], tone, label: '' });

describe('dots for the graphics card', () => {
  it('are told from the first of them, so that short numbers tell metres apart', () => {
    const { origin, numbers } = packed([dot(121.25, 30.17), dot(121.250_01, 30.17), dot(121.3, 30.2, 'off')]);
    expect([...numbers].slice(0, 3)).toEqual([0, 0, 0]);
    // One metre is 2.5e-8 of the width of the world.
    expect(numbers[3]).toBeCloseTo(0.000_01 / 360, 13);
    const [x, y] = mercator([121.3, 30.2]);
    expect([numbers[6], numbers[7], numbers[8]].map((n, i) => (i < 2 ? n! + origin[i]! : n))).toEqual([expect.closeTo(x, 9), expect.closeTo(y, 9), 1]);
  });

  it('land where the matrix of the map puts them', () => {
    const matrix = [2, 0, 0, 0, 0, -2, 0, 0, 0, 0, 1, 0, -1, 1, 0, 1];
    const at = (m: ArrayLike<number>, x: number, y: number) => [0, 1].map((row) => m[row]! * x + m[4 + row]! * y + m[12 + row]!);
    expect(at(movedTo(matrix, [0.75, 0.25]), 0.125, -0.125)).toEqual(at(matrix, 0.875, 0.125));
  });

  it('are nothing where there are none', () => {
    expect(packed([]).numbers.length).toBe(0);
  });
});
