/** Texts of refusals in the language in use. */
import { useI18n } from 'vue-i18n';

import type { ApiProblem, FieldError } from '@/api/problem';

export function useProblemText() {
  const { t, te } = useI18n();
  return {
    /** What happened and what to do, one or two sentences. */
    problemText(problem: ApiProblem): string {
      const text = te(`error.${problem.code}`) ? t(`error.${problem.code}`) : t('error.internal');
      if (problem.retryAfter === null) return text;
      const minutes = Math.ceil(problem.retryAfter / 60);
      const wait = problem.retryAfter < 60 ? t('problem.wait_seconds', { n: problem.retryAfter }, problem.retryAfter) : t('problem.wait_minutes', { n: minutes }, minutes);
      return `${text} ${wait}`;
    },
    /** What is wrong with one field. A code this program does not know yet is shown as it is. */
    fieldText(error: FieldError): string {
      // What is wrong with a code or number is said in the same words as for a cell of an import.
      const key = [`field.${error.code}`, `import.code.${error.code}`].find((one) => te(one));
      return key ? t(key, error.params as Record<string, unknown>) : t('field.other', { code: error.code });
    },
  };
}
