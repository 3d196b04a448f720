import { describe, expect, it } from 'vitest';

import { ApiProblem, fieldErrors, fieldName, problemOf } from './problem';

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

describe('problemOf', () => {
  it('keeps code, fields and the time to wait', () => {
    const body = { code: 'locked_out', status: 423, errors: [{ pointer: '/username', code: 'x', params: {} }] };
    const problem = problemOf(answer(423, { 'retry-after': '90' }), body);
    expect([problem.code, problem.status, problem.retryAfter]).toEqual(['locked_out', 423, 90]);
    expect(problem.errors).toHaveLength(1);
  });

  it('reads a problem that came as text', () => {
    expect(problemOf(answer(404), '{"code":"not_found"}').code).toBe('not_found');
  });

  it('does not take the page of a proxy for a problem', () => {
    expect(problemOf(answer(502), '<html>').code).toBe('unavailable');
    expect(problemOf(answer(500), undefined).code).toBe('internal');
    expect(problemOf(answer(429, { 'retry-after': 'soon' }), {}).retryAfter).toBeNull();
  });
});

describe('fieldErrors', () => {
  it('names fields by their pointer, the first error first', () => {
    const problem = new ApiProblem('invalid', 422, [
      { pointer: '/plan/money_yuan', code: 'required', params: {} },
      { pointer: '/plan/money_yuan', code: 'too_small', params: {} },
      { pointer: '?page', code: 'number', params: {} },
    ]);
    const found = fieldErrors(problem);
    expect(Object.keys(found)).toEqual(['plan.money_yuan', 'page']);
    expect(found['plan.money_yuan']?.code).toBe('required');
    expect(fieldErrors(null)).toEqual({});
  });

  it('decodes pointers', () => {
    expect(fieldName('/a~1b/c~0d')).toBe('a/b.c~d');
  });
});
