import { writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** A fenced block of code. */
export interface CodeBlock {
  readonly language: string;
  /** Line of the file on which the fence opens, from 1. */
  readonly line: number;
  readonly code: string;
  /** Why it is not run, when the line before it says so: `<!-- not run: reason -->`. */
  readonly notRun?: string;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  const fence = /^(?:<!-- not run:(?<notRun>.*)-->\n)?```(?<language>\w*)\n(?<code>[\s\S]*?)^```$/gm;
  return [...markdown.matchAll(fence)].map(({ index, groups = {} }) => {
    const { notRun, language = "", code = "" } = groups;
    const line = markdown.slice(0, index).split("\n").length + (notRun === undefined ? 0 : 1);
    return { language, line, code, ...(notRun !== undefined && { notRun: notRun.trim() }) };
  });
}

/** Writes a block of TypeScript or JavaScript as a module that Node runs; gives its file name. */
export function writeModule(folder: string, name: string, { code, language }: CodeBlock): string {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  const text = language === "js" ? code : ts.transpileModule(code, { compilerOptions }).outputText;
  writeFileSync(path.join(folder, `${name}.mjs`), text);
  return `${name}.mjs`;
}
