// The picture of what imports what, as deps_test.go is that of the Go packages.
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { expect, it } from "vitest";

const lib = new URL("../lib/", import.meta.url).pathname;
const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts"));

/** The modules whose code a module runs before its own: types are none. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(lib, file), "utf8");
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*? from "(\.[^"]+)";/gms)].map(([, path = ""]) => normalize(join(file, "..", path)));
}

it("no module imports itself by way of others", () => {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    expect(way, [...way, file].join(" -> ")).not.toContain(file);
    if (done.has(file)) return;
    for (const next of importsOf(file)) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect([...done].sort()).toEqual([...files].sort());
});

it("the modules of the market are imported by its entry alone", () => {
  for (const file of files) {
    if (file !== "market.ts" && !file.startsWith("market/")) expect(importsOf(file).filter((f) => f.startsWith("market/")), file).toEqual([]);
    if (file.startsWith("market/")) expect(importsOf(file), file).not.toContain("market.ts");
  }
});
