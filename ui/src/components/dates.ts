/** Days and times in the language in use. */
import { useI18n } from 'vue-i18n';

import { showDay, showTime } from '@/i18n/dates';

import { now } from './now';

export function useDates() {
  const { locale } = useI18n();
  return {
    /** `11-25 周三` of `2026-11-25`; a dash for nothing. */
    day: (day: string | null | undefined) => (day ? showDay(day, locale.value, now.value) : '—'),
    /** `11-25 周三 08:30` of an instant. */
    time: (at: string | null | undefined) => (at ? showTime(at, locale.value, now.value) : '—'),
    /** `08:30` of an instant. */
    clock: (at: string | null | undefined) => (at ? showTime(at, locale.value, now.value, false) : '—'),
  };
}
