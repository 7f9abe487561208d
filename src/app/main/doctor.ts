import { readEnvironment } from '../readEnvironment.ts';
import { runDoctor } from './runDoctor.ts';

process.exitCode = await runDoctor({
  args: process.argv.slice(2),
  readEnvironment,
  writeReport: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
