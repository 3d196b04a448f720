/** Where a target leads, in words. */
import { useI18n } from 'vue-i18n';

import { useDates } from '@/components/dates';

import type { Target } from './queries';

export function useForecast() {
  const { t } = useI18n();
  const { day } = useDates();
  return (target: Target): string => {
    const by = target.by ? day(target.by) : '';
    switch (target.course) {
      case 'reached':
        return t('targets.forecast.reached');
      case 'missed': {
        const then = target.reached_on ? t('targets.forecast.on', { day: day(target.reached_on) }) : t(target.stalled ? 'targets.forecast.standing' : 'targets.forecast.too_early');
        return `${t('targets.forecast.missed', { by })} ${then}`.trim();
      }
      case 'on_course':
      case 'too_slow': {
        const then = t('targets.forecast.on', { day: day(target.reached_on) });
        const against = target.by ? t(target.course === 'on_course' ? 'targets.forecast.in_time' : 'targets.forecast.late', { by }) : '';
        return `${then} ${against}`.trim();
      }
      case 'standing':
        return t('targets.forecast.standing');
      case 'too_early':
        return t('targets.forecast.too_early');
      case 'nobody':
        return t('targets.forecast.nobody');
    }
  };
}
