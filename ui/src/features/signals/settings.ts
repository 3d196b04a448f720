/** Settings of a rule in words: what the pack that judged a finding says. */
import { useI18n } from 'vue-i18n';

import type { Schemas } from '@/api/client';

import { useLengths } from './lengths';

type Setting = Schemas['RuleSetting'];

/** In this order, the rest behind them: what was passed, then how it is counted. */
const FIRST = ['limit_minutes', 'limit_kmh', 'rest_minutes', 'hours.from_hour', 'hours.to_hour', 'night.percent', 'night.hours.from_hour', 'night.hours.to_hour', 'night_classes', 'window', 'warning_above_minutes', 'severe_above_minutes'];
const place = ({ name }: Setting) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/** The unit that a name ends with. */
export const unitOf = (name: string) => /(?:^|_|\.)(minutes|seconds|kmh|m|hour|percent|lon|lat)$/.exec(name)?.[1];

export const ordered = (settings: readonly Setting[]) => [...settings].sort((a, b) => place(a) - place(b));

export function useSettings() {
  const { t, te } = useI18n();
  const { length } = useLengths();
  const name = (setting: Setting) => (te(`signals.setting.${setting.name}`) ? t(`signals.setting.${setting.name}`) : setting.name);
  const word = (one: string) => {
    const known = [`signals.setting_value.${one}`, `vocabulary.vehicle_class.${one}`].find((key) => te(key));
    return known == null ? one : t(known);
  };
  const value = ({ name: of, value: text }: Setting) => {
    const n = Number(text);
    switch (Number.isFinite(n) ? unitOf(of) : undefined) {
      case 'minutes':
        return length(n);
      case 'seconds':
        return t('signals.why.seconds', { n });
      case 'kmh':
        return t('signals.why.kmh', { n });
      case 'm':
        return t('signals.why.metres', { n });
      case 'lon':
      case 'lat':
        return t('signals.why.degrees', { n });
      case 'hour':
        return t('signals.why.hour', { n });
      case 'percent':
        return t('signals.why.percent', { n });
      default:
        return text.split(',').map(word).join(t('list.comma'));
    }
  };
  return { name, value };
}
