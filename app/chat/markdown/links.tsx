import { createContext, type ReactNode, use } from "react";

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
