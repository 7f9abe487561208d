import { readCommandName } from '../readCommandName.ts';
import { readEnvironment } from '../readEnvironment.ts';
import { USAGE, writeManifest } from './writeManifest.ts';

try {
  const readPublicUrl = (): string | undefined => {
    const { PUBLIC_URL: url } = readEnvironment();
    return url || undefined;
  };
  process.stdout.write(writeManifest(process.argv.slice(2), readCommandName, readPublicUrl));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
}
