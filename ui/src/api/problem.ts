/** Refusals of the server (RFC 9457) as the screens see them: a code, and the fields that are wrong. */

import type { components } from './schema';

export type FieldError = components['schemas']['FieldError'];

/** A refusal. `code` is the key of a text under `error.`; `errors` name fields by JSON pointer. */
export class ApiProblem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly errors: FieldError[] = [],
    /** Seconds to wait, from `Retry-After`. */
    readonly retryAfter: number | null = null,
  ) {
    super(code);
    this.name = 'ApiProblem';
  }
}

/** The server could not be reached. */
export function offlineProblem(): ApiProblem {
  return new ApiProblem('offline', 0);
}

function isProblem(body: unknown): body is components['schemas']['Problem'] {
  return typeof body === 'object' && body !== null && typeof (body as { code?: unknown }).code === 'string';
}

/** Reads a refusal. An answer that is no problem document (a proxy's page) becomes `unavailable` or `internal`. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const header = response.headers.get('retry-after');
  const seconds = header !== null && /^\d+$/.test(header) ? Number(header) : null;
  let document = body;
  if (typeof body === 'string') {
    try {
      document = JSON.parse(body);
    } catch {
      document = null;
    }
  }
  if (isProblem(document)) return new ApiProblem(document.code, response.status, document.errors ?? [], seconds);
  const gateway = response.status === 502 || response.status === 503 || response.status === 504;
  return new ApiProblem(gateway ? 'unavailable' : 'internal', response.status, [], seconds);
}

/** Turns whatever was thrown into a problem. */
export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem('internal', 0);
}

/**
 * Errors by field name: `/deadline` → `deadline`, `/plan/money_yuan` → `plan.money_yuan`, `?q` → `q`.
 * Of several errors of one field the first counts.
 */
export function fieldErrors(problem: ApiProblem | null): Record<string, FieldError> {
  const found: Record<string, FieldError> = {};
  for (const error of problem?.errors ?? []) {
    const name = fieldName(error.pointer);
    found[name] ??= error;
  }
  return found;
}

/** Field name of a pointer. */
export function fieldName(pointer: string): string {
  const path = pointer.startsWith('?') ? pointer.slice(1) : pointer.replace(/^\//, '');
  return path.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
}
