/** What a process is given of this one's environment, so that nothing of the machine's reaches it by chance. */
export function bareEnvironment(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE: compiled } = process.env;
  return { PATH, ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }) };
}
