import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { variables } from '../../src/app/variables.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const unit = readFileSync('ops/threadwatch.service', 'utf8');
const read = (file: string) => parse(readFileSync(file, 'utf8'), { merge: true });
const { services, volumes } = read('compose.yaml');
const { spec } = read('ops/kubernetes/deployment.yaml');
const pod = spec.template.spec;
const [container] = pod.containers;

it('nothing runs as root, with capabilities or on files that it can change', () => {
  expect(dockerfile.match(/^USER .+$/gm)?.at(-1)).toBe('USER 10001:10001');
  for (const service of Object.values(services))
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 10_001,
    fsGroup: 10_001,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  for (const line of [
    'DynamicUser=yes',
    'ProtectSystem=strict',
    'CapabilityBoundingSet=',
    'NoNewPrivileges=yes',
  ])
    expect(unit.split('\n')).toContain(line);
});

it('only one process runs on a store', () => {
  expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  expect(services.threadwatch).not.toHaveProperty('deploy');
});

it('each stops the program only after it had its 9 seconds', () => {
  expect(Number.parseInt(services.threadwatch.stop_grace_period, 10)).toBeGreaterThan(9);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(9);
  expect(Number(unit.match(/^TimeoutStopSec=(\d+)$/m)?.[1])).toBeGreaterThan(9);
});

it('an outage of a platform makes it not ready, and does not start it again', () => {
  expect(container.readinessProbe.httpGet.path).toBe('/readyz');
  expect(container.livenessProbe.httpGet.path).toBe('/healthz');
  expect(container.startupProbe.httpGet.path).toBe('/healthz');
});

it('the state outlives the container', () => {
  const folder = dockerfile.match(/^VOLUME (.+)$/m)?.[1];
  expect(dockerfile).toContain(`STORE_URL=sqlite:${folder}/`);
  expect(services.threadwatch.volumes).toEqual([`data:${folder}`]);
  expect(Object.keys(volumes)).toEqual(['data', 'redis']);
  expect(container.volumeMounts).toEqual([{ name: 'data', mountPath: folder }]);
  expect(unit).toContain('STORE_URL=sqlite:/var/lib/threadwatch/');
  expect(unit).toMatch(/^StateDirectory=threadwatch$/m);
});

it('Redis keeps its data, refuses when it is full, and starts only where it is asked for', () => {
  const { command, profiles } = services.redis;
  expect(command.join(' ')).toContain('--appendonly yes');
  expect(command.join(' ')).toContain('--maxmemory-policy noeviction');
  expect(profiles).toEqual(['redis']);
});

it('every variable that is set is one that the program reads', () => {
  const { stringData } = read('ops/kubernetes/secret.example.yaml');
  const ofUnit = [...unit.matchAll(/^Environment=([A-Z_]+)=/gm)].map(([, name = '']) => name);
  const named = [...Object.keys(stringData), ...Object.keys(services.threadwatch.environment), ...ofUnit];
  expect(named.filter((name) => !Object.hasOwn(variables, name) && !name.startsWith('NODE_'))).toEqual([]);
});

it('the manifests that kustomize lists are those that there are', () => {
  const { resources } = read('ops/kubernetes/kustomization.yaml') as { resources: string[] };
  const files = globSync('ops/kubernetes/*.yaml').map((path) => path.replace(/^.*\//, ''));
  const made = files.map((file) => file.replace('secret.example.yaml', 'secret.yaml'));
  expect(resources.toSorted()).toEqual(
    [...new Set(made)].filter((file) => file !== 'kustomization.yaml').sort(),
  );
});

it('the service starts a file that exists, with flags of npm start', () => {
  const [, start = ''] = unit.match(/^ExecStart=(.+)$/m) ?? [];
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  const [node = '', ...rest] = start.split(' ');
  expect(existsSync(node.replace('/opt/threadwatch/', ''))).toBe(true);
  expect(scripts.start).toContain(`exec node ${rest.join(' ')} ||`);
});
