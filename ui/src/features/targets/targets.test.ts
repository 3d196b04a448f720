import { describe, expect, it } from 'vitest';

import { filled, idOfPlace, placeOfTarget, share, thinned } from './share';

describe('figures of targets', () => {
  it('never round up to what is not reached', () => {
    expect(share(999, 1000)).toBe(99.9);
    expect(share(9999, 10_000)).toBe(99.9);
    expect(share(7, 7)).toBe(100);
    expect(share(0, 0)).toBeNull();
  });

  it('fill the bar by what is asked for', () => {
    expect(filled({ held: 1, about: 300, goal_count: 2 })).toBe(50);
    expect(filled({ held: 5, about: 300, goal_count: 2 })).toBe(100);
    expect(filled({ held: 3, about: 4, goal_count: null })).toBe(75);
    expect(filled({ held: 0, about: 0, goal_count: null })).toBe(0);
  });

  it('have an address without dots', () => {
    const { params } = placeOfTarget('persons.assessed');
    expect(params.id).toEqual(['persons', 'assessed']);
    expect(idOfPlace(params.id)).toBe('persons.assessed');
  });

  it('thin a history to weeks with today first', () => {
    expect(thinned([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([9, 2]);
    expect(thinned([])).toEqual([]);
  });
});
