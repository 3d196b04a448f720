import { describe, expect, it } from 'vitest';

import { type Duty, periodOf, shownFact, stateOf, totals } from './duties';

const duty = (counts: Partial<Duty['counts']>): Duty =>
  ({ counts: { open: 0, due: 0, late: 0, done: 0, waived: 0, ...counts } }) as unknown as Duty;

describe('duties', () => {
  it('names the calendar period', () => {
    expect(periodOf('2026-11-01', '2026-11-30')).toEqual({ kind: 'month', year: 2026, n: 11 });
    expect(periodOf('2026-10-01', '2026-12-31')).toEqual({ kind: 'quarter', year: 2026, n: 4 });
    expect(periodOf('2026-07-01', '2026-12-31')).toEqual({ kind: 'half_year', year: 2026, n: 2 });
    expect(periodOf('2026-01-01', '2026-12-31')).toEqual({ kind: 'year', year: 2026, n: 1 });
  });

  it('words the value of a fact', () => {
    const words = { yes: '是', no: '否', comma: '、', word: (value: string) => `<${value}>` };
    expect(shownFact('bool', false, words)).toBe('否');
    expect(shownFact('int', 1234567, words)).toBe('1,234,567');
    expect(shownFact('day', '2026-11-10', words)).toBe('2026-11-10');
    expect(shownFact('list of words', ['hazmat', 'bus'], words)).toBe('<hazmat>、<bus>');
  });

  it('stands as its most pressing task, and adds up', () => {
    expect(stateOf(duty({ done: 3, due: 1 }))).toBe('due');
    expect(stateOf(duty({ done: 3 }))).toBe('done');
    expect(totals([duty({ late: 1, done: 2 }), duty({ done: 1 })])).toMatchObject({ late: 1, done: 3, open: 0 });
  });
});
