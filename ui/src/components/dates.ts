/** Days and times in the language in use. */
import { useI18n } from 'vue-i18n';

import { showDay, showTime } from '@/i18n/dates';

import { now } from './now';
import { printing } from './printing';

export function useDates() {
  const { locale } = useI18n();
  /** On paper every date has its year. */
  const present = () => (printing.value ? null : now.value);
  return {
    /** `11-25 周三` of `2026-11-25`; a dash for nothing. */
    day: (day: string | null | undefined) => (day ? showDay(day, locale.value, present()) : '—'),
    /** `11-25 周三 08:30` of an instant. */
    time: (at: string | null | undefined) => (at ? showTime(at, locale.value, present()) : '—'),
    /** `08:30` of an instant. */
    clock: (at: string | null | undefined) => (at ? showTime(at, locale.value, present(), false) : '—'),
  };
}
