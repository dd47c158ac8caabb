import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import ts from "typescript";
import { root } from "./run-step.ts";

type Rule = { appliesTo: (path: string) => boolean; offends: (node: ts.Node) => boolean; message: string };

/** What the linter has no rule for. */
const rules: readonly Rule[] = [
  {
    appliesTo: () => true,
    offends: (node) => ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression) && node.expression.text === "use server",
    message: 'Server actions are not used here ("use server"): write a tRPC procedure.',
  },
  {
    appliesTo: (path) => path.startsWith("packages/core/"),
    offends: (node) => ts.isNewExpression(node) && (node.arguments?.length ?? 0) === 0 && node.expression.getText() === "Date",
    message: "The clock is a parameter in core: no `new Date()` without an argument.",
  },
];

const sources = ["packages/*/{src,test}/**/*.ts", "apps/*/{src,test,e2e}/**/*.{ts,tsx}", "bench/**/*.ts", "tools/**/*.ts"];

/** Every offence as `path:line: message`. Tests of `core` may read the clock. */
export async function checkSource(): Promise<string[]> {
  const paths = globSync(sources, { cwd: root, exclude: (name) => name === "node_modules" || name === "generated" || name === ".next" });
  return paths.flatMap((path) => offencesIn(path.split(sep).join("/")));
}

function offencesIn(path: string): string[] {
  const applicable = rules.filter((rule) => rule.appliesTo(path) && !path.endsWith(".test.ts"));
  const file = ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.ES2024, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    for (const rule of applicable) {
      if (!rule.offends(node)) continue;
      found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${rule.message}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
