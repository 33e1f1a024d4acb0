import bash from "highlight.js/lib/languages/bash";
import go from "highlight.js/lib/languages/go";
import http from "highlight.js/lib/languages/http";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import { createLowlight } from "lowlight";
import { colour } from "../../tokens.tsx";

const lowlight = createLowlight({ bash, go, http, json, python, typescript });
const LANGUAGES: Record<string, string> = { py: "python", sh: "bash", ts: "typescript" };

/** Code in colour, on the server. `kind` is a language or the ending of a file; code of an unknown one stays plain. */
export function Highlighted({ code, kind }: { code: string; kind: string }) {
  const language = LANGUAGES[kind] ?? kind;
  return lowlight.registered(language) ? lowlight.highlight(language, code).children.map(colour) : code;
}
