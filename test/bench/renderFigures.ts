import type { Figure } from './figure.ts';
import { findTarget } from './targets.ts';

const COLUMNS = ['figure', 'value', 'unit', 'at most', '', 'how'] as const;

/** Writes the figures as a table, followed by a sentence that names the missed targets. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = [COLUMNS, ...figures.map(renderRow)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        // Numbers are aligned to the right.
        column === 1 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${[...lines, '', conclude(figures)].join('\n')}\n`;
}

/** Writes the figures for programs, without targets. */
export function renderJson(figures: readonly Figure[]): string {
  return `${JSON.stringify({ figures: figures.map(({ name, value, unit, how }) => ({ name, value: round(value), unit, how })) })}\n`;
}

function renderRow(figure: Figure): string[] {
  const { name, value, unit, how } = figure;
  const target = findTarget(name);
  const verdict = target === undefined ? '' : misses(figure) ? 'MISSED' : 'met';
  return [
    name,
    formatNumber(value),
    unit,
    target === undefined ? '' : formatNumber(target.max),
    verdict,
    how,
  ];
}

function conclude(figures: readonly Figure[]): string {
  const missed = figures.filter(misses).map(({ name }) => name);
  if (missed.length > 0)
    return `${missed.length} of the figures ${missed.length === 1 ? 'misses its' : 'miss their'} target: ${missed.join(', ')}.`;
  return 'Every figure that has a target meets it.';
}

/** Compares the exact value, not the rounded one. */
function misses({ name, value }: Figure): boolean {
  const target = findTarget(name);
  return target !== undefined && !(value <= target.max && value >= (target.min ?? 0));
}

/** No measurement is more precise than three decimals. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
