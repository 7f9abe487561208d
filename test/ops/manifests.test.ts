import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { variables } from '../../src/app/variables.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const unit = readFileSync('ops/threadwatch.service', 'utf8');
const read = (file: string) => parse(readFileSync(file, 'utf8'), { merge: true });
const { services, volumes } = read('compose.yaml');
const { spec } = read('ops/kubernetes/deployment.yaml');
const pod = spec.template.spec;
const [container] = pod.containers;
const { spec: ofReplicas } = read('ops/kubernetes-replicas/deployment.yaml');
const [inReplica] = ofReplicas.template.spec.containers;

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

it('only one process runs on a store, unless it is one of several replicas', () => {
  expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  expect(services.threadwatch).not.toHaveProperty('deploy');
  for (const settings of [services.threadwatch.environment, container.env ?? {}])
    expect(settings).not.toHaveProperty('CLUSTER');
});

describe('several replicas', () => {
  it('are told that they are, and keep nothing on a disk of their own', () => {
    expect(services.replica).toMatchObject({
      environment: { CLUSTER: 'on', STORE_URL: 'redis://redis:6379' },
      deploy: { replicas: 3 },
      volumes: [],
      depends_on: { redis: { condition: 'service_healthy' } },
    });
    expect(inReplica.env).toEqual([{ name: 'CLUSTER', value: 'on' }]);
    for (const volumes of [inReplica.volumeMounts, ofReplicas.template.spec.volumes])
      expect(volumes).toEqual([{ $patch: 'replace' }]);
  });

  it('are the same image and the same pod as the one process', () => {
    expect(services.replica.image).toBe(services.threadwatch.image);
    expect(services.replica.env_file).toBe(services.threadwatch.env_file);
    expect(inReplica.name).toBe(container.name);
    const { metadata } = read('ops/kubernetes/deployment.yaml');
    expect(read('ops/kubernetes-replicas/deployment.yaml').metadata).toMatchObject({
      name: metadata.name,
      namespace: metadata.namespace,
    });
  });

  it('are updated and drained one after the other, a new one before an old one', () => {
    expect(ofReplicas.replicas).toBeGreaterThan(2);
    expect(ofReplicas.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    const { spec: budget } = read('ops/kubernetes-replicas/poddisruptionbudget.yaml');
    expect(budget).toEqual({ maxUnavailable: 1, selector: spec.selector });
  });

  it('start only where they are asked for, each with a port of its own', () => {
    expect(services.replica.profiles).toEqual(['replicas']);
    const [, first = '', last = ''] = /^127\.0\.0\.1:(\d+)-(\d+):8080$/.exec(services.replica.ports[0]) ?? [];
    expect(Number(last) - Number(first) + 1).toBeGreaterThan(services.replica.deploy.replicas);
    expect(services.threadwatch.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(Number(first)).toBeGreaterThan(8_080);
  });
});

/** Of Google's and of Debian's packages alike. */
const HAS_KUBECTL = spawnSync('kubectl', ['kustomize', '--help']).status === 0;

it.skipIf(!HAS_KUBECTL)(
  `kustomize makes replicas without a volume of both folders${HAS_KUBECTL ? '' : ': left out, since kubectl is not installed'}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-kubernetes-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const each of ['kubernetes', 'kubernetes-replicas'])
      cpSync(`ops/${each}`, join(folder, each), { recursive: true });
    cpSync('ops/kubernetes/secret.example.yaml', join(folder, 'kubernetes/secret.yaml'));
    const made = spawnSync('kubectl', ['kustomize', join(folder, 'kubernetes-replicas')], {
      encoding: 'utf8',
    });
    expect(made.stderr).toBe('');
    const all = parseAllDocuments(made.stdout).map((document) => document.toJS());
    expect(all.map(({ kind }) => kind).sort()).toEqual([
      'Deployment',
      'Namespace',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Secret',
      'Service',
    ]);
    const deployment = all.find(({ kind }) => kind === 'Deployment').spec;
    expect(deployment).toMatchObject({ replicas: 3, strategy: { type: 'RollingUpdate' } });
    const { volumes, containers, securityContext, terminationGracePeriodSeconds } = deployment.template.spec;
    expect({ volumes, securityContext }).toEqual({ volumes: [], securityContext: pod.securityContext });
    expect(containers).toEqual([
      {
        ...container,
        image: 'threadwatch:0.1.0',
        volumeMounts: [],
        env: [{ name: 'CLUSTER', value: 'on' }],
        lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
      },
    ]);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(5 + 9);
  },
);

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
  expect(profiles).toEqual(['redis', 'replicas']);
});

it('every variable that is set is one that the program reads', () => {
  const { stringData } = read('ops/kubernetes/secret.example.yaml');
  const ofUnit = [...unit.matchAll(/^Environment=([A-Z_]+)=/gm)].map(([, name = '']) => name);
  const ofCompose = [services.threadwatch, services.replica].flatMap(({ environment }) =>
    Object.keys(environment),
  );
  const named = [...Object.keys(stringData), ...ofCompose, ...ofUnit];
  expect(named.filter((name) => !Object.hasOwn(variables, name) && !name.startsWith('NODE_'))).toEqual([]);
});

it.each(['ops/kubernetes', 'ops/kubernetes-replicas'])(
  'the manifests that kustomize lists in %s are those that there are',
  (folder) => {
    const { resources, patches = [] } = read(`${folder}/kustomization.yaml`) as {
      resources: string[];
      patches?: { path?: string }[];
    };
    const listed = [...resources, ...patches.flatMap(({ path = [] }) => path)];
    const files = globSync(`${folder}/*.yaml`).map((path) => basename(path));
    const made = files.map((file) => file.replace('secret.example.yaml', 'secret.yaml'));
    expect(listed.filter((each) => !each.startsWith('../')).sort()).toEqual(
      [...new Set(made)].filter((file) => file !== 'kustomization.yaml').sort(),
    );
  },
);

it('the service starts what the build makes, with the Node and the flags of npm start', () => {
  const [, start = ''] = unit.match(/^ExecStart=(.+)$/m) ?? [];
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  const [node = '', ...rest] = start.split(' ');
  expect(existsSync(node.replace('/opt/threadwatch/', ''))).toBe(true);
  expect(rest.pop()).toBe('dist/main.js');
  expect(rest).toEqual(scripts.start.match(/--max-\S+/)?.slice(0, 1));
});
