// Prints the section of one version from CHANGELOG.md, for the notes of its release: node ops/changes.cjs 0.1.0
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [, , version] = process.argv;
const text = readFileSync(join(__dirname, '..', 'CHANGELOG.md'), 'utf8');
const sections = text.split(/^## /m).slice(1);
const section = sections.find((each) => each.split(/\s/, 1)[0] === version);
if (section === undefined) {
  process.stderr.write(`CHANGELOG.md has no section for ${version}\n`);
  process.exit(1);
}
process.stdout.write(`${section.slice(section.indexOf('\n')).trim()}\n`);
