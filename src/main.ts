import './tuneNode.js';

let end = (): void => process.exit(0);
process.once('SIGTERM', () => end()).once('SIGINT', () => end());

// Imported dynamically, because static imports would be loaded before Node is tuned.
const { runProcess } = await import('./app/runProcess.ts');
const { loadReplica } = await import('./replica/loadReplica.ts');
end = runProcess(loadReplica);
