import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlags, UsageError } from '../../src/readFlags.ts';
import { writePng } from './draw/writePng.ts';
import { drawMessage, renderPayload } from './drawMessage.ts';
import { ALL_PICTURES, DOCUMENTED_PICTURES, indexOf, type Picture } from './pictures.ts';

const FOLDER = 'docs/pictures';

const HELP = `Draws messages as Discord and Slack show them.

npm run pictures                  those that the documents show, to ${FOLDER}
npm run pictures -- --all FOLDER  every message, for desktop and phone, to a folder of your choice
`;

function main(): void {
  const flags = readFlags(
    process.argv.slice(2),
    { all: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    'npm run pictures',
  );
  if (flags.help) process.stdout.write(HELP);
  else if (flags.all === undefined) drawDocumented();
  else drawAll(ALL_PICTURES, flags.all);
}

function drawDocumented(): void {
  for (const old of globSync(`${FOLDER}/*.png`)) rmSync(old);
  drawAll(DOCUMENTED_PICTURES, FOLDER);
  writeFileSync(join(FOLDER, 'index.json'), `${JSON.stringify(indexOf(DOCUMENTED_PICTURES), null, 2)}\n`);
}

function drawAll(pictures: readonly Picture[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (const { name, card, platform, device, isPrivate } of pictures) {
    const png = writePng(drawMessage(renderPayload(card, platform), device, isPrivate));
    writeFileSync(join(folder, `${name}.png`), png);
    bytes += png.length;
  }
  process.stdout.write(`${pictures.length} pictures in ${folder}, ${Math.ceil(bytes / 1_024)} KiB\n`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
