/** What can be said already when a form opens: nobody types what the findings tell. */
import { useI18n } from 'vue-i18n';

import { useDates } from '@/components/dates';

import type { Draft, Signal, Step } from './draft';
import { useLengths } from './lengths';

export function usePrefill(signal: Signal, step: Step): Partial<Draft> {
  const { t } = useI18n();
  const { time } = useDates();
  const { finding, summary, basis } = useLengths();
  const plate = signal.vehicle?.plate ?? t('signals.unknown_vehicle');
  const who = signal.driver ? `${signal.driver.name}（${plate}）` : plate;

  if (step === 'remind') return { message: t('signals.prefill.remind', { who, what: summary(signal) }) };
  if (step !== 'make_hazard') return {};

  const lines = signal.findings.map((one) => `${time(one.start)}–${time(one.end)} ${finding(one.rule, one.driving_minutes, one.limit_minutes)}`);
  const found = signal.findings.find((one) => one.basis)?.basis;
  return {
    hazard: {
      title: `${who}：${summary(signal)}`,
      description: [t('signals.prefill.description', { who, day: signal.day }), ...lines].join('\n'),
      clause: found ? basis(found) : '',
      level: 'general',
      deadline: null,
    },
  };
}
