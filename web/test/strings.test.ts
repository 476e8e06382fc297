import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { strings } from "../src/strings.ts";

const source = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".tsx"));

test("every text says something, and every function too", () => {
  const empty: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") {
      if (value.trim() === "" && path !== ".pageTitles.home") empty.push(path);
    } else if (typeof value === "function") {
      const text: unknown = (value as (...args: unknown[]) => unknown)(...Array<number>(value.length).fill(2));
      if (text === "" || text === undefined) empty.push(path);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) walk(inner, `${path}.${name}`);
    } else empty.push(path);
  };
  walk(strings, "");
  expect(empty).toEqual([]);
});

test("numbers have their words", () => {
  expect(strings.asset.files(1)).toBe("1 file");
  expect(strings.asset.files(2)).toBe("2 files");
  expect(strings.asset.files(0)).toBe("0 files");
});

test("each text is in strings.ts: none is written in a component", () => {
  const found: string[] = [];
  const spoken = new Set(["aria-label", "title", "placeholder", "alt", "label", "help", "legend", "text", "lede", "summary"]);
  for (const file of files) {
    const tree = ts.createSourceFile(file, readFileSync(`${source}/${file}`, "utf8"), ts.ScriptTarget.ESNext, true, ts.ScriptKind.TSX);
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${file}: ${node.text.trim()}`);
      if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text)) {
        found.push(`${file}: ${node.getText()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  expect(files.length).toBeGreaterThan(10);
  expect(found).toEqual([]);
});

test("nothing from strangers becomes HTML", () => {
  for (const file of files) expect(readFileSync(`${source}/${file}`, "utf8"), file).not.toMatch(/dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write/);
});
