/** Zones that change their clocks, and when; each kind of change is there once. */
export const CROSSINGS = [
  { zone: 'America/New_York', change: 'back by an hour', at: Date.UTC(2026, 10, 1, 6) },
  { zone: 'America/New_York', change: 'forward by an hour', at: Date.UTC(2027, 2, 14, 7) },
  { zone: 'Europe/Berlin', change: 'back by an hour', at: Date.UTC(2026, 9, 25, 1) },
  { zone: 'Europe/Berlin', change: 'forward by an hour', at: Date.UTC(2027, 2, 28, 1) },
  { zone: 'Australia/Sydney', change: 'back by an hour', at: Date.UTC(2027, 3, 3, 16) },
  { zone: 'Australia/Sydney', change: 'forward by an hour', at: Date.UTC(2026, 9, 3, 16) },
  { zone: 'Australia/Lord_Howe', change: 'back by half an hour', at: Date.UTC(2027, 3, 3, 15) },
  { zone: 'Australia/Lord_Howe', change: 'forward by half an hour', at: Date.UTC(2026, 9, 3, 15, 30) },
] as const;
