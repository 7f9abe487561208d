import { dirname } from 'node:path';
import { findCycles, toGraph } from './findCycles.ts';
import { LAYERS, type Layer } from './layers.ts';
import { type Import, readImports } from './readImports.ts';

/**
 * Holds files to the layers: each import must be allowed, and neither files nor folders may import each other in a
 * circle. Imports of types alone count as well.
 *
 * @param files from the root of the project, which is `root`
 * @returns a line for each fault
 */
export function checkStructure(files: readonly string[], root = '.'): string[] {
  const imports = readImports(files, root);
  const local = imports.filter(({ from, isPackage }) => !isPackage && from !== ENTRY);
  const faults = imports.flatMap(checkImport);
  const ofFiles = findCycles(toGraph(local.map(({ from, to }) => [from, to] as const)));
  const ofFolders = findCycles(toGraph(local.map(({ from, to }) => [dirname(from), dirname(to)] as const)));
  const ofLayers = findCycles(toGraph(local.map(({ from, to }) => [folderOf(from), folderOf(to)] as const)));
  return [
    ...faults,
    ...ofFiles.map((cycle) => `files import each other: ${cycle}`),
    ...new Set([...ofFolders, ...ofLayers].map((cycle) => `folders import each other: ${cycle}`)),
  ];
}

function checkImport({ from, to, isPackage }: Import): string[] {
  const folder = folderOf(from);
  if (isPackage)
    return layersOf(folder).some(({ packages = [] }) => packages.includes(to))
      ? []
      : [`${from} imports the package ${to}, which ${folder} may not import`];
  const target = folderOf(to);
  return mayImport(folder, target) ? [] : [`${from} imports ${to}: ${folder} may not import ${target}`];
}

/** Whether the layers allow files of one folder to import files of another. */
export function mayImport(folder: string, target: string): boolean {
  const isOpen = target === folder || target === 'src';
  return isOpen || layersOf(folder).some(({ imports }) => imports.some((each) => matches(each, target)));
}

function layersOf(folder: string): Layer[] {
  return LAYERS.filter((layer) => matches(layer.folder, folder));
}

/** The start of the program: it belongs to `src/app`, whatever its folder. */
const ENTRY = 'src/main.ts';

/** The folder whose rule holds for a file: the nearest one of `src`, `commands`, or a room of `src/chat` or `src/messages`. */
export function folderOf(file: string): string {
  if (file === ENTRY) return 'src/app';
  const parts = dirname(file).split('/');
  const hasRooms = parts[0] === 'src' && (parts[1] === 'chat' || parts[1] === 'messages');
  return parts.slice(0, parts[0] === 'src' ? (hasRooms ? 3 : 2) : 1).join('/');
}

function matches(pattern: string, folder: string): boolean {
  if (!pattern.endsWith('/*')) return pattern === folder;
  const parent = pattern.slice(0, -1);
  return folder.startsWith(parent) && !folder.slice(parent.length).includes('/');
}
