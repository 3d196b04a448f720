/** One thing a user does: whether it runs, and why it was refused. */
import { ref, shallowRef } from 'vue';

import { ApiProblem, asProblem } from './problem';

export function useAction<A extends unknown[], T>(work: (...args: A) => Promise<T>) {
  const busy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  /** Does it once; a second call while it runs is ignored. Answers `undefined` when it was refused. */
  async function run(...args: A): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    problem.value = null;
    try {
      return await work(...args);
    } catch (error) {
      problem.value = asProblem(error);
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, run };
}

/** A problem found before anything was sent: field names with codes, as the server would say it. */
export function invalid(fields: Record<string, string>): ApiProblem {
  const errors = Object.entries(fields).map(([name, code]) => ({ pointer: `/${name.replaceAll('.', '/')}`, code, params: {} }));
  return new ApiProblem('invalid', 422, errors);
}
