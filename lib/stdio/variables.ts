/**
 * Variables that a registration may not set: those the gate sets itself, and those by which a loader
 * or an interpreter runs other code than the program that was named.
 */
const RESERVED: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "ENV",
  "BASH_ENV",
  "SHELLOPTS",
  "BASHOPTS",
  "IFS",
  "GCONV_PATH",
  "GLIBC_TUNABLES",
  "NODE_OPTIONS",
  "NODE_PATH",
  "JAVA_TOOL_OPTIONS",
  "_JAVA_OPTIONS",
  "JDK_JAVA_OPTIONS",
  "PERL5LIB",
  "PERL5OPT",
  "PYTHONHOME",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "PYTHONINSPECT",
  "RUBYLIB",
  "RUBYOPT",
]);
const FAMILIES = /^(?:LD|DYLD|BASH_FUNC)_/;

/** Whether a program's environment may not hold a variable of this name. Pure. */
export function refusedVariable(name: string): boolean {
  return RESERVED.has(name) || FAMILIES.test(name);
}
