// What the npm scripts load with -r, before Node meets the first TypeScript file. An old Node ends in the first line.
require('./checkNode.cjs');
require('./tuneNode.js');
