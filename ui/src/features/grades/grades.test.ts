import { describe, expect, it } from 'vitest';

import { bars, signed } from './waterfall';

describe('the waterfall', () => {
  it('goes from the base to the score without a gap', () => {
    const found = bars(100, [-20, -5, 3], 78);
    expect(found.base).toEqual({ from: 0, width: 100 });
    expect(found.steps.map((bar) => [bar.from, Math.round(bar.width)])).toEqual([[80, 20], [75, 5], [75, 3]]);
    expect(found.score).toEqual({ from: 0, width: 78 });
  });

  it('holds where low scores are good and where nothing happened', () => {
    expect(bars(0, [30, 9], 39).steps[1]).toEqual({ from: (30 / 39) * 100, width: 100 - (30 / 39) * 100 });
    expect(bars(0, [], 0).score.width).toBe(0);
  });

  it('tells a loss from a gain', () => {
    expect([signed(-1.5), signed(3), signed(0)]).toEqual(['−1.5', '+3', '0']);
  });
});
