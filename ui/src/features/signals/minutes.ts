/** Lengths of time as they are said. */

export interface Length {
  hours: number;
  minutes: number;
}

/** Whole hours and minutes, rounded to the minute. */
export function lengthOf(minutes: number): Length {
  const whole = Math.max(0, Math.round(minutes));
  return { hours: Math.floor(whole / 60), minutes: whole % 60 };
}

/** Key of the text for a length, under `signals.length.`: `5小时12分`, `4小时`, `20分钟`. */
export function lengthKey({ hours, minutes }: Length): 'both' | 'hours' | 'minutes' {
  if (hours === 0) return 'minutes';
  return minutes === 0 ? 'hours' : 'both';
}
