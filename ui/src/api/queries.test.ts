import { afterEach, describe, expect, it } from 'vitest';

import { keepAnswer, queryClient } from './queries';

afterEach(() => queryClient.clear());

describe('what a step answered', () => {
  const queryKey = ['cases', 'one'];

  it('is not put back by an older answer that comes later', async () => {
    let answer: (one: { version: number }) => void = () => {};
    queryClient.setQueryData(queryKey, { version: 1 });
    const asked = queryClient.fetchQuery({ queryKey, staleTime: 0, queryFn: () => new Promise<{ version: number }>((resolve) => { answer = resolve; }) });
    keepAnswer(queryKey, { version: 2 });
    answer({ version: 1 });
    await asked;
    expect(queryClient.getQueryData(queryKey)).toEqual({ version: 2 });
  });

  it('leaves what else is asked alone', async () => {
    const lists = ['cases', 'list'];
    let answer: (all: string[]) => void = () => {};
    const asked = queryClient.fetchQuery({ queryKey: lists, queryFn: () => new Promise<string[]>((resolve) => { answer = resolve; }) });
    keepAnswer(['cases'], { version: 2 });
    answer(['one']);
    await asked;
    expect(queryClient.getQueryData(lists)).toEqual(['one']);
  });
});
