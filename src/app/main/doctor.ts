import { readEnvironment } from '../readEnvironment.ts';
import { runDoctor } from './runDoctor.ts';

const code = await runDoctor({
  args: process.argv.slice(2),
  readEnvironment,
  writeReport: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});

// A call that is not answered must not hold the program up: its report is out.
process.stdout.write('', () => process.exit(code));
