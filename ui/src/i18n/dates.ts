/**
 * Days and clocks as they are shown. Civil time is always Asia/Shanghai (UTC+8, no summer time), whatever the browser's
 * zone is.
 */

const DAY = 86_400_000;
const OFFSET = 8 * 3_600_000;

/** Number of the civil day of an instant, counted from 1970-01-01. */
export function dayNumber(instant: number): number {
  return Math.floor((instant + OFFSET) / DAY);
}

/** The last millisecond of a civil day `YYYY-MM-DD`. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`) + DAY - 1;
}

/** Members of an instant on the clock of Shanghai. */
function civil(instant: number) {
  const shifted = new Date(instant + OFFSET);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
  };
}

const two = (n: number) => String(n).padStart(2, '0');
const WEEKDAYS = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

/** `2026-11-25` of an instant. */
export function isoDay(instant: number): string {
  const c = civil(instant);
  return `${c.year}-${two(c.month)}-${two(c.day)}`;
}

/** `11-25 周三`; with the year when it is not the present one, or without a `now`. `day` is `YYYY-MM-DD`. */
export function showDay(day: string, language: string, now: number | null): string {
  const c = civil(endOfDay(day));
  const date = now !== null && c.year === civil(now).year ? `${two(c.month)}-${two(c.day)}` : day;
  const names = language === 'en' ? WEEKDAYS.en : WEEKDAYS['zh-CN'];
  return `${date} ${names[c.weekday]}`;
}

/** `11-25 周三 08:30`; of today only `08:30`. */
export function showTime(at: string, language: string, now: number | null, withDay = true): string {
  const instant = Date.parse(at);
  const c = civil(instant);
  const clock = `${two(c.hour)}:${two(c.minute)}`;
  if (!withDay) return clock;
  return `${showDay(isoDay(instant), language, now)} ${clock}`;
}

/** How a deadline stands. `count` counts `unit`s left, or since it passed. */
export interface DueState {
  tone: 'overdue' | 'today' | 'soon' | 'later';
  unit: 'minute' | 'hour' | 'day';
  count: number;
}

/**
 * How far a deadline is. The last day itself counts as `today`; the same day is told in hours and minutes when the
 * deadline is an instant. `soon` is within three days.
 */
export function dueState(deadline: number, now: number, wholeDay: boolean): DueState {
  const late = now > deadline;
  const days = dayNumber(deadline) - dayNumber(now);
  const away = Math.abs(deadline - now);
  if (!wholeDay && (days === 0 || away < DAY / 2)) {
    const minutes = Math.max(1, late ? Math.ceil(away / 60_000) : Math.floor(away / 60_000));
    const tone = late ? 'overdue' : 'today';
    return minutes < 60 ? { tone, unit: 'minute', count: minutes } : { tone, unit: 'hour', count: Math.floor(minutes / 60) };
  }
  if (late) return { tone: 'overdue', unit: 'day', count: Math.max(1, -days) };
  return { tone: days === 0 ? 'today' : days <= 3 ? 'soon' : 'later', unit: 'day', count: days };
}

/** Whole days from today to a civil day; negative when it has passed. */
export function daysUntil(day: string, now: number): number {
  return dayNumber(endOfDay(day)) - dayNumber(now);
}

/** What a `datetime-local` field holds, as an instant of Shanghai; null when it is none. */
export function readTime(text: string): string | null {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text) ? `${text.slice(0, 16)}:00+08:00` : null;
}

/** An instant as a `datetime-local` field holds it, in Shanghai. */
export function localTime(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16);
}
