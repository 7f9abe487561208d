import { connectForCopying } from './connectForCopying.ts';

/** Has Redis write its append-only file anew, where it keeps one and lets us. */
export async function rewriteRedisLog(url: string): Promise<void> {
  const connection = await connectForCopying(url);
  try {
    // A managed Redis may forbid it; then it rewrites that file by itself at some time.
    await connection.run((client) => client.bgRewriteAof()).catch(() => undefined);
  } finally {
    await connection.close();
  }
}
