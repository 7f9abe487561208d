/** The ways in which a secret can be spelt and still be read. */
function spell(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ];
}

/** The names of the secrets that stand in what was written, whole or in their telling part. */
export function findLeaks(written: string | Buffer, secrets: Readonly<Record<string, string>>): string[] {
  const text = typeof written === 'string' ? written : written.toString('latin1');
  return Object.entries(secrets)
    .filter(([, secret]) => spell(secret).some((spelling) => text.includes(spelling)))
    .map(([name]) => name);
}
