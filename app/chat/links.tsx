import { createContext, type ReactNode, use } from "react";

const PROTOCOLS = ["http:", "https:", "mailto:"];

/** The address if a model may link to it, spelled as the browser reads it; else null. Nothing relative: it would be ours. */
export function safeUrl(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  // https://bank.example@evil.example reads like the bank.
  return url && PROTOCOLS.includes(url.protocol) && !url.username && !url.password ? url.href : null;
}

const InLink = createContext(false);

/** A link that tells its target nothing of us; only its text where the address is not safe. */
export function Link({ href, children }: { href?: string; children?: ReactNode }) {
  if (use(InLink) || !href) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      <InLink value={true}>{children}</InLink>
    </a>
  );
}

/** Never the image itself: to fetch it would tell its host what the model was told. */
export function Image({ alt, src }: { alt?: string; src?: unknown }) {
  const href = typeof src === "string" ? src : undefined;
  return <Link href={href}>{alt || href}</Link>;
}
