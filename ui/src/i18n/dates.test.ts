import { describe, expect, it } from 'vitest';

import { daysUntil, dueState, endOfDay, isoDay, localTime, readTime, showDay, showTime } from './dates';

const at = (text: string) => Date.parse(text);
const now = at('2026-11-24T10:00:00+08:00');

describe('civil days', () => {
  it('are those of Shanghai in every zone', () => {
    expect(isoDay(at('2026-11-24T16:00:00Z'))).toBe('2026-11-25');
    expect(isoDay(at('2026-11-24T15:59:59Z'))).toBe('2026-11-24');
    expect(isoDay(endOfDay('2026-02-28') + 1)).toBe('2026-03-01');
  });

  it('are shown with the weekday, the year only when it differs', () => {
    expect(showDay('2026-11-25', 'zh-CN', now)).toBe('11-25 周三');
    expect(showDay('2026-11-25', 'en', now)).toBe('11-25 Wed');
    expect(showDay('2027-06-30', 'zh-CN', now)).toBe('2027-06-30 周三');
    expect(showTime('2026-11-25T00:30:00Z', 'zh-CN', now)).toBe('11-25 周三 08:30');
    expect(showTime('2026-11-25T00:30:00Z', 'zh-CN', now, false)).toBe('08:30');
  });

  it('are typed as those of Shanghai', () => {
    expect(readTime('2026-11-25T08:30')).toBe('2026-11-25T08:30:00+08:00');
    expect(readTime('')).toBeNull();
    expect(localTime(at('2026-11-25T00:30:00Z'))).toBe('2026-11-25T08:30');
  });

  it('are counted to', () => {
    expect(daysUntil('2026-11-24', now)).toBe(0);
    expect(daysUntil('2026-11-20', now)).toBe(-4);
    expect(daysUntil('2026-12-01', at('2026-11-30T23:59:00+08:00'))).toBe(1);
  });
});

describe('dueState of a day', () => {
  const of = (day: string) => dueState(endOfDay(day), now, true);
  it('lasts until the day is over', () => {
    expect(of('2026-11-24')).toEqual({ tone: 'today', unit: 'day', count: 0 });
    expect(of('2026-11-25')).toEqual({ tone: 'soon', unit: 'day', count: 1 });
    expect(of('2026-11-28')).toEqual({ tone: 'later', unit: 'day', count: 4 });
    expect(of('2026-11-23')).toEqual({ tone: 'overdue', unit: 'day', count: 1 });
    expect(of('2026-10-24')).toEqual({ tone: 'overdue', unit: 'day', count: 31 });
  });
});

describe('dueState of an instant', () => {
  const of = (text: string) => dueState(at(text), now, false);
  it('is told in minutes and hours when it is near', () => {
    expect(of('2026-11-24T10:15:30+08:00')).toEqual({ tone: 'today', unit: 'minute', count: 15 });
    expect(of('2026-11-24T18:00:00+08:00')).toEqual({ tone: 'today', unit: 'hour', count: 8 });
    expect(of('2026-11-24T09:59:50+08:00')).toEqual({ tone: 'overdue', unit: 'minute', count: 1 });
    expect(of('2026-11-24T07:30:00+08:00')).toEqual({ tone: 'overdue', unit: 'hour', count: 2 });
  });
  it('is told in days when it is far', () => {
    expect(of('2026-11-26T09:00:00+08:00')).toEqual({ tone: 'soon', unit: 'day', count: 2 });
    expect(of('2026-11-21T09:00:00+08:00')).toEqual({ tone: 'overdue', unit: 'day', count: 3 });
  });
  it('never says nought', () => {
    expect(of('2026-11-24T10:00:20+08:00').count).toBe(1);
  });
});
