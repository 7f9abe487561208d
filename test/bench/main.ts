import type { Figure, Group } from './figure.ts';
import { groups } from './groups.ts';
import { type BenchOptions, describeUsage, readOptions, UsageError } from './options.ts';
import { renderJson, renderTable } from './renderFigures.ts';

/** Runs the groups one after the other, so that they don't affect each other. */
async function main(): Promise<void> {
  // Each child process adds an exit listener, and there are many.
  process.setMaxListeners(0);
  const options = read();
  if (options === undefined) return;
  if (options.help) return void process.stdout.write(describeUsage(groups));
  const figures: Figure[] = [];
  for (const group of options.groups) figures.push(...(await measure(group)));
  process.stdout.write(options.json ? renderJson(figures) : renderTable(figures));
  // A double or a client may still hold a connection open.
  process.exit();
}

function read(): BenchOptions | undefined {
  try {
    return readOptions(process.argv.slice(2), groups);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

/** A group that fails yields no figures and sets the exit code. The other groups still run. */
async function measure({ name, run }: Group): Promise<readonly Figure[]> {
  process.stderr.write(`${name} …`);
  const startedAt = performance.now();
  try {
    const figures = await run();
    process.stderr.write(` ${((performance.now() - startedAt) / 1_000).toFixed(1)} s\n`);
    return figures;
  } catch (error) {
    process.stderr.write(` failed: ${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
    return [];
  }
}

await main();
