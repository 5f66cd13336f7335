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
  "NODE_REPL_EXTERNAL_MODULE",
  "DOTNET_STARTUP_HOOKS",
  "OPENSSL_CONF",
  "OPENSSL_ENGINES",
  "OPENSSL_MODULES",
  "JAVA_TOOL_OPTIONS",
  "_JAVA_OPTIONS",
  "CLASSPATH",
  "JDK_JAVA_OPTIONS",
  "PERL5DB",
  "PERL5LIB",
  "PERL5OPT",
  "PERLLIB",
  "PHPRC",
  "PHP_INI_SCAN_DIR",
  "PYTHONHOME",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "PYTHONINSPECT",
  "PYTHONBREAKPOINT",
  "PYTHONUSERBASE",
  "RUBYLIB",
  "RUBYOPT",
]);
const FAMILIES = /^(?:LD|DYLD|BASH_FUNC|CORECLR|COR|LUA|GIT)_/;

/** Whether a program's environment may not hold a variable of this name. Pure. */
export function refusedVariable(name: string): boolean {
  return RESERVED.has(name) || FAMILIES.test(name);
}
