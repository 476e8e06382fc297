#!/usr/bin/env node
// Lets forge use the solc that npm installs (package solc, pinned in package-lock.json). forge asks a compiler
// for two things: --version, and --standard-json with the input on standard input.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const solc = createRequire(import.meta.url)("solc");

const args = process.argv.slice(2);

// The value of an option that is given as "--name value".
function option(name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

if (args.includes("--version")) {
  // forge reads the platform from the build and knows only those of native compilers.
  console.log("solc, the solidity compiler commandline interface");
  console.log("Version: " + solc.version().replace(".Emscripten.clang", ".Linux.g++"));
} else if (args.includes("--standard-json")) {
  const here = dirname(fileURLToPath(import.meta.url));
  const roots = [option("--base-path"), option("--include-path"), here, resolve(here, "../node_modules")];
  const find = (path) => {
    for (const root of roots) {
      const file = root === undefined ? undefined : resolve(root, path);
      if (file !== undefined && existsSync(file)) return { contents: readFileSync(file, "utf8") };
    }
    return { error: `no file ${JSON.stringify(path)} below ${roots.filter(Boolean).join(", ")}` };
  };
  process.stdout.write(solc.compile(readFileSync(0, "utf8"), { import: find }));
} else {
  console.error("usage: solc.mjs --version | --standard-json [--base-path DIR] [--include-path DIR] < INPUT");
  process.exit(2);
}
