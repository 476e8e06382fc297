import { expect, test } from "vitest";
import { fromFiles, fromPaths, nameOf, plainName, titleOf, typeOf } from "../src/goods.ts";
import { dimensionsOf, pictureOf } from "../src/preview.tsx";
import { seatsOf } from "../src/seats.ts";

const png = (w: number, h: number): string => {
  const b = new Uint8Array(33);
  b.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  new DataView(b.buffer).setUint32(16, w);
  new DataView(b.buffer).setUint32(20, h);
  return btoa(String.fromCharCode(...b));
};

test("a preview is a picture of three types, or nothing", () => {
  expect(pictureOf({ type: "image/png", data: png(4, 2) })).toMatch(/^data:image\/png;base64,/);
  for (const preview of [
    undefined, null, "x", { type: "image/svg+xml", data: "AAAA" }, { type: "text/html", data: "AAAA" }, { type: "image/png", data: "https://x" }, { type: "image/png", data: "A".repeat(90_001) },
    { type: "image/png" }, { type: "image/png;x", data: "AAAA" },
  ]) expect(pictureOf(preview)).toBeUndefined();
});

test("a picture's dimensions are read before it is decoded", () => {
  expect(dimensionsOf(`data:image/png;base64,${png(60_000, 2)}`)).toEqual([60_000, 2]);
  expect(dimensionsOf("data:image/png;base64,AAAA")).toBeUndefined();
});

test("names of files stay in their folder", () => {
  expect(plainName("../../etc/passwd")).toBe(".._.._etc_passwd");
  expect(plainName("..")).toBe("file");
  expect(plainName("a\u202etxt.exe")).toBe("a_txt.exe");
  expect(new TextEncoder().encode(plainName("ä".repeat(400))).length).toBeLessThanOrEqual(255);
});

test("one file is sold as it is, several as an archive", () => {
  const one = fromFiles([new File(["x"], "rain_1990.csv", { type: "text/csv" })]);
  expect([one.kind, nameOf(one), typeOf(one), titleOf(one)]).toEqual(["file", "rain_1990.csv", "text/csv", "rain 1990"]);
  const folder = fromPaths([{ path: "rain/a.csv", data: new Blob(["x"]) }, { path: "rain/b.csv", data: new Blob(["y"]) }]);
  expect([folder.kind, nameOf(folder), typeOf(folder)]).toEqual(["archive", "rain.zip", "application/zip"]);
  expect(() => fromFiles([])).toThrow();
});

test("members sit on a circle", () => {
  for (const n of [1, 5, 128]) {
    const seats = seatsOf(n, 100);
    expect(seats).toHaveLength(n);
    for (const [x, y] of seats) expect(Math.hypot(x, y)).toBeCloseTo(100, 1);
    expect(new Set(seats.map(String)).size).toBe(n);
  }
});
