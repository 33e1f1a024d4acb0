import { env } from "../lib/env.ts";
import { buttonClass, Page } from "./ui.tsx";

export default function NotFound() {
  return (
    <Page title={env().title}>
      <h1 className="text-4xl">There is no page at this address.</h1>
      <p className="mt-4 mb-8 text-muted">Your session and your key are as they were.</p>
      <a href="/" className={buttonClass()}>
        To the start
      </a>
    </Page>
  );
}
