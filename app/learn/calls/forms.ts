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

const form = (name: string, kind: string, code: string): Form => ({ name, kind, code: code.trimEnd() });

export const exchange = [
  form("HTTP", "http", exchangeHttp),
  form("curl", "sh", exchangeCurl),
  form("fetch", "ts", exchangeFetch),
  form("TypeScript SDK", "ts", exchangeSdk),
  form("Python SDK", "py", exchangePython),
  form("Go SDK", "go", exchangeGo),
];

export const createAuthCode = [
  form("HTTP", "http", codeHttp),
  form("curl", "sh", codeCurl),
  form("fetch", "ts", codeFetch),
  form("TypeScript SDK", "ts", codeSdk),
  form("Python SDK", "py", codePython),
  form("Go SDK", "go", codeGo),
];

export const chat = [
  form("HTTP", "http", chatHttp),
  form("curl", "sh", chatCurl),
  form("fetch", "ts", chatFetch),
  form("TypeScript SDK", "ts", chatSdk),
];
