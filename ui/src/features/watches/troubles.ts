/** Why a partner was not reached, in words. */
import { useI18n } from 'vue-i18n';

export function useTroubles() {
  const { t, te } = useI18n();
  const trouble = (code: string) => {
    const status = /^http_(\d+)$/.exec(code)?.[1];
    if (status) return t('watches.trouble.http', { status });
    return te(`watches.trouble.${code}`) ? t(`watches.trouble.${code}`) : t('watches.trouble.other', { code });
  };
  return { trouble };
}
