import type { Figure } from './figure.ts';
import { findTarget } from './targets.ts';

const COLUMNS = ['figure', 'value', 'unit', 'at most', '', 'how'] as const;

/** The figures as a table, and under it, in a sentence, which miss their target. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = [COLUMNS, ...figures.map(renderRow)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        // Numbers stand one under the other by their last digit.
        column === 1 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${[...lines, '', conclude(figures)].join('\n')}\n`;
}

/** The figures for a program to read; targets and verdicts are for people. */
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
    target === undefined ? '' : formatNumber(target.most),
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

/** A figure is judged by its own value, not by how it is rounded. */
function misses({ name, value }: Figure): boolean {
  const target = findTarget(name);
  return target !== undefined && !(value <= target.most && value >= (target.least ?? 0));
}

/** Three decimals are more than any of these measurements is worth. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
