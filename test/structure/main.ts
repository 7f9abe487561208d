import { globSync } from 'node:fs';
import { checkStructure } from './checkStructure.ts';

const files = globSync(['src/**/*.ts', 'commands/**/*.ts']).sort();
const faults = checkStructure(files);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
else process.stdout.write(`${files.length} files import as test/structure/layers.ts allows\n`);
