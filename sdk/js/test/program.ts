import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const root = new URL("../../../", import.meta.url).pathname;

/** The Go program, which `make build` makes; it is made here if it is not there. */
export function program(): string {
  const path = process.env["LATCHKEY_PROGRAM"] ?? `${root}bin/latchkey`;
  if (!existsSync(path)) execFileSync("go", ["build", "-o", `${root}bin/`, "./cmd/latchkey"], { cwd: root, stdio: "inherit" });
  return path;
}
