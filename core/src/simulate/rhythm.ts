/** Visits per hour of the day in UTC, relative to the mean: a European audience with an American tail. */
const DAILY = [
  0.45, 0.35, 0.3, 0.28, 0.3, 0.4, 0.6, 0.9, 1.15, 1.3, 1.35, 1.4, 1.45, 1.4, 1.35, 1.3, 1.3, 1.4, 1.55, 1.6,
  1.5, 1.25, 0.95, 0.65,
];

/** Visits per day of the week from Sunday, relative to the mean. */
const WEEKLY = [0.85, 1.05, 1.05, 1.05, 1.05, 1.05, 0.9];

/** How busy people are at an instant, mean about 1. */
export function people(at: number): number {
  const date = new Date(at);
  const hour = date.getUTCHours();
  const next = DAILY[(hour + 1) % 24] ?? 1;
  const now = DAILY[hour] ?? 1;
  return (now + (next - now) * (date.getUTCMinutes() / 60)) * (WEEKLY[date.getUTCDay()] ?? 1);
}

/** How busy offices are: engineers at work. */
export function office(at: number): number {
  const date = new Date(at);
  const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  const isDay = date.getUTCHours() >= 7 && date.getUTCHours() < 18;
  return (isDay ? 2 : 0.25) * (isWeekend ? 0.2 : 1.2);
}
