import { expect, test } from "vitest";
import { exactJson, kindOf } from "../src/given.ts";

test("what a policy takes apart, or takes for true or false, is asked for as JSON, and all else as a text", () => {
  const json = ["bool(given.x)", "given.x.json(\"$.a\") == 1", "given.x . list(\"$[*]\")", "given.x == true", "false != given.x", "given.y == 1 && !bool( given.x )"];
  const text = ["given.x == \"a\"", "given.x <= 10", "jwt(given.x, \"https://i\", \"https://i/k\").json(\"$.a\") == 1", "bool(given.xy)", "given.x == trueish", "json(string(given.x)).json(\"$\")"];
  for (const policy of json) expect(kindOf(policy, "x"), policy).toBe("json");
  for (const policy of text) expect(kindOf(policy, "x"), policy).toBe("text");
});

test("JSON is taken as it is written, or not at all", () => {
  for (const written of ["true", "12", "-1.5", "[1,{\"a\":null}]", "\"12345678901234567890\"", "999999999999999"]) expect(JSON.stringify(exactJson(written))).toBe(written);
  for (const written of ["", "yes", "[1,", "1000000000000000", "[12345678901234567890]", "{\"a\":1e400}"]) expect(() => exactJson(written), written).toThrow();
});
