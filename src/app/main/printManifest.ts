import { readCommandName } from '../readCommandName.ts';
import { USAGE, writeManifest } from './writeManifest.ts';

try {
  process.stdout.write(writeManifest(process.argv.slice(2), readCommandName));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
}
