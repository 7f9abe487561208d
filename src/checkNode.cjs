// Ends with one line and exit code 1 where Node is too old for this program. The npm scripts load it before
// Node meets the first TypeScript file. Old versions must be able to read it: CommonJS, and old syntax alone.
const { existsSync } = require('node:fs');
const { engines } = require('../package.json');

const needed = engines.node.replace('>=', '');

/**
 * @param {string} version such as `20.11.1`
 * @returns {boolean} whether this version is at least the needed one
 */
function isEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/**
 * @param {string} version
 * @param {string} system as `process.platform` names it, or `alpine`
 * @returns {string} one line that says what to install
 */
function describeOldNode(version, system) {
  return `Threadwatch needs Node ${needed} or later; this is Node ${version}. ${toInstall(system)}\n`;
}

function toInstall(system) {
  if (system === 'alpine') return 'Install it: apk add nodejs (Alpine 3.23 or later).';
  if (system === 'darwin') return 'Install it: brew install node@24, or from https://nodejs.org.';
  return 'Install it from https://nodejs.org, or run npm ci without --omit=optional: npm scripts then use its own Node.';
}

if (!isEnough(process.versions.node)) {
  const system = existsSync('/etc/alpine-release') ? 'alpine' : process.platform;
  process.stderr.write(describeOldNode(process.versions.node, system));
  process.exit(1);
}

module.exports = { isEnough, describeOldNode };
