/** Moment of the events that change cases in this round: later than any of the sample. */
export const changedAt = (round: number): string => `2027-01-${String(round).padStart(2, '0')}T10:00:00.000+08:00`
