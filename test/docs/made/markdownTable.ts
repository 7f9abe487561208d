import stringWidth from 'string-width';

type Row = readonly string[];

/** A Markdown table as the formatter leaves it: each column as wide as its widest cell. */
export function markdownTable(head: Row, rows: readonly Row[]): string {
  const lines = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((row) => stringWidth(row[column] ?? ''))));
  const write = (row: Row): string =>
    `| ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell))).join(' | ')} |`;
  const [first = [], ...others] = lines;
  return [write(first), write(widths.map((width) => '-'.repeat(width))), ...others.map(write)].join('\n');
}
