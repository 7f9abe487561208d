// The health check of the container: exit code 0 if /readyz answers 200, else 1. Prints the answer, which says what is wrong.
const { get } = require('node:http');

const port = process.env.HTTP_PORT || '8080';
const request = get({ host: '127.0.0.1', port, path: '/readyz', timeout: 4000 }, (response) => {
  process.exitCode = response.statusCode === 200 ? 0 : 1;
  response.pipe(process.stdout);
});
request.on('timeout', () => request.destroy(new Error('no answer within 4 seconds')));
request.on('error', (error) => {
  process.stdout.write(`/readyz on port ${port}: ${error.message}\n`);
  process.exitCode = 1;
});
