/** Calls a hook from a language or a tool. */
export interface Snippet {
  readonly name: string;
  readonly code: string;
}

const CONTAINER = '17900000000000001';
const NOTE = 'launch video';

/**
 * Ready-made calls of a hook, the short ones first. Each works as it stands; the id and the note in it are examples.
 *
 * @param url the secret URL of the hook
 */
export function writeSnippets(url: string): readonly Snippet[] {
  return [
    { name: 'curl', code: writeCurl(url) },
    { name: 'fetch', code: writeFetch(url) },
    { name: 'Python', code: writePython(url) },
    { name: 'n8n', code: writeN8n(url) },
    { name: 'GitHub Actions', code: writeGithubStep(url) },
  ];
}

function writeCurl(url: string): string {
  const body = JSON.stringify({ container: CONTAINER, note: NOTE });
  return `curl -sS --max-time 10 ${quoteForShell(url)} \\
  -H 'content-type: application/json' \\
  -d ${quoteForShell(body)}`;
}

/** A string in single quotes, which a shell takes as it is. */
function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A string of JavaScript in single quotes. */
function quoteForScript(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

function writeFetch(url: string): string {
  return `const answer = await fetch(${quoteForScript(url)}, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ container: '${CONTAINER}', note: '${NOTE}' }),
  signal: AbortSignal.timeout(10_000),
});
console.log(answer.status, await answer.text());`;
}

/** What JSON writes as a string, Python reads as the same string. */
function writePython(url: string): string {
  return `import requests

answer = requests.post(
    ${JSON.stringify(url)},
    json={"container": "${CONTAINER}", "note": "${NOTE}"},
    timeout=10,
)
print(answer.status_code, answer.text)`;
}

/** A node to paste into the editor, after the node that creates the container. It stops no workflow. */
function writeN8n(url: string): string {
  const parameters = {
    method: 'POST',
    url,
    sendBody: true,
    contentType: 'json',
    specifyBody: 'keypair',
    bodyParameters: {
      parameters: [
        { name: 'container', value: '={{ $json.id }}' },
        { name: 'note', value: NOTE },
      ],
    },
    options: { timeout: 10_000 },
  };
  const node = {
    id: '2b1f6c1e-7d0a-4a55-9d52-6a4f0c9e7d10',
    name: 'Tell Threadwatch',
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    position: [0, 0],
    parameters,
    onError: 'continueRegularOutput',
  };
  return JSON.stringify({ nodes: [node], connections: {} }, null, 2).replace(/\[\s+0,\s+0\s+\]/, '[0, 0]');
}

/** Everything that is not the step's own comes as a variable, so no note and no id can be a command. */
function writeGithubStep(url: string): string {
  return `# Store the URL first: gh secret set THREADWATCH_HOOK --body ${quoteForShell(url)}
- name: Tell Threadwatch
  continue-on-error: true
  env:
    HOOK_URL: \${{ secrets.THREADWATCH_HOOK }}
    CONTAINER: \${{ steps.create.outputs.container }}
    NOTE: \${{ github.workflow }} \${{ github.run_number }}
  run: |
    curl -sS --fail-with-body --max-time 10 "$HOOK_URL" \\
      --data-urlencode "container=$CONTAINER" \\
      --data-urlencode "note=$NOTE"`;
}
