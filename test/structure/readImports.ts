import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** One import of a file, of values or of types alone. */
export interface Import {
  /** The importing file, from the root of the project. */
  readonly from: string;
  /** A file from the root of the project, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
}

const SPECIFIER = /(?:^|[;\s])(?:from|import)\s*\(?\s*'([\w@.][^'\s]*)'/g;

/** Every import of some files below `root`; Node's own modules are left out. */
export function readImports(files: readonly string[], root = '.'): Import[] {
  return files.flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8');
    return [...text.matchAll(SPECIFIER)].flatMap(([, specifier = '']) => toImport(from, specifier));
  });
}

function toImport(from: string, specifier: string): Import[] {
  if (specifier.startsWith('node:')) return [];
  if (specifier.startsWith('.'))
    return [{ from, to: normalize(join(dirname(from), specifier)), isPackage: false }];
  const parts = specifier.split('/');
  return [{ from, to: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), isPackage: true }];
}
