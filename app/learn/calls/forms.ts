// The same request in several languages. Each is a file; `curl` and `fetch` are run as they are: e2e/learn-calls.spec.ts
import chatCurl from "./chat/curl.sh?source";
import chatFetch from "./chat/fetch.ts?source";
import chatHttp from "./chat/raw.http?source";
import chatSdk from "./chat/sdk.ts?source";
import codeCurl from "./create-auth-code/curl.sh?source";
import codeFetch from "./create-auth-code/fetch.ts?source";
import codeHttp from "./create-auth-code/raw.http?source";
import codeGo from "./create-auth-code/sdk.go?source";
import codePython from "./create-auth-code/sdk.py?source";
import codeSdk from "./create-auth-code/sdk.ts?source";
import exchangeCurl from "./exchange/curl.sh?source";
import exchangeFetch from "./exchange/fetch.ts?source";
import exchangeHttp from "./exchange/raw.http?source";
import exchangeGo from "./exchange/sdk.go?source";
import exchangePython from "./exchange/sdk.py?source";
import exchangeSdk from "./exchange/sdk.ts?source";

/** One request in one language. */
export interface Form {
  name: string;
  /** The ending of its file. */
  kind: string;
  code: string;
}

const LANGUAGES = [
  ["HTTP", "http"],
  ["curl", "sh"],
  ["fetch", "ts"],
  ["TypeScript SDK", "ts"],
  ["Python SDK", "py"],
  ["Go SDK", "go"],
] as const;

/** One request in as many of the languages as there are texts, in their order. */
const inLanguages = (...codes: string[]): Form[] =>
  LANGUAGES.slice(0, codes.length).map(([name, kind], index) => ({
    name,
    kind,
    code: codes[index]?.trimEnd() ?? "",
  }));

export const exchange = inLanguages(
  exchangeHttp,
  exchangeCurl,
  exchangeFetch,
  exchangeSdk,
  exchangePython,
  exchangeGo,
);
export const createAuthCode = inLanguages(codeHttp, codeCurl, codeFetch, codeSdk, codePython, codeGo);
export const chat = inLanguages(chatHttp, chatCurl, chatFetch, chatSdk);
