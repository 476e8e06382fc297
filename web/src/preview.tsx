import { useEffect, useState } from "react";

const pictures = ["image/png", "image/jpeg", "image/webp"];

/** The address of a preview's picture, or undefined. It is data, so that nothing is loaded, and of three types, which run nothing. */
export function pictureOf(preview: unknown): string | undefined {
  if (typeof preview !== "object" || preview === null || !("type" in preview) || !("data" in preview)) return undefined;
  const { type, data } = preview;
  if (typeof type !== "string" || !pictures.includes(type) || typeof data !== "string") return undefined;
  if (data.length > 90_000 || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return undefined;
  return `data:${type};base64,${data}`;
}

/** The largest side of a picture that is shown: 64 KB can be a picture that fills all memory. */
const largestSide = 8192;

/** Shows a seller's picture, if its dimensions are sane. */
export function Picture({ source, alt, className }: { source: string; alt: string; className?: string }) {
  const [fits, setFits] = useState(false);
  useEffect(() => {
    const dimensions = dimensionsOf(source);
    setFits(dimensions !== undefined && Math.max(...dimensions) <= largestSide);
  }, [source]);
  return fits ? <img className={className} src={source} alt={alt} decoding="async" /> : null;
}

/** Width and height from a picture's first bytes, without decoding it; undefined if they cannot be found. */
export function dimensionsOf(source: string): [number, number] | undefined {
  const b = Uint8Array.from(atob(source.slice(source.indexOf(",") + 1)), (c) => c.charCodeAt(0));
  const view = new DataView(b.buffer);
  const ascii = (at: number, length: number) => String.fromCharCode(...b.subarray(at, at + length));
  if (b.length < 30) return undefined;
  if (ascii(1, 3) === "PNG") return [view.getUint32(16), view.getUint32(20)];
  if (ascii(0, 4) === "RIFF") {
    switch (ascii(12, 4)) {
      case "VP8X":
        return [1 + (view.getUint32(24, true) & 0xffffff), 1 + (view.getUint16(27, true) | ((b[29] ?? 0) << 16))];
      case "VP8 ":
        return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
      case "VP8L": {
        const bits = view.getUint32(21, true);
        return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
      }
    }
    return undefined;
  }
  for (let at = 2; at + 9 < b.length; ) { // JPEG: from marker to marker, to the frame
    const marker = b[at + 1] ?? 0;
    if (b[at] !== 0xff) return undefined;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** A listing's picture in a list, or a sign of what it is. */
export function Thumbnail({ preview, kind }: { preview: unknown; kind: unknown }) {
  const source = pictureOf(preview);
  return (
    <div className="thumbnail" aria-hidden="true">
      {source !== undefined ? <Picture source={source} alt="" /> : <KindSign kind={kind} />}
    </div>
  );
}

/** A sign of a file, an archive or a short text. */
export function KindSign({ kind }: { kind: unknown }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" strokeLinecap="round" aria-hidden="true">
      {kind === "archive"
        ? <path d="M4 7.5h16v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM3 4.5h18v3H3zM10 11.5h4" />
        : kind === "secret"
          ? <path d="M8 15a4 4 0 1 1 3.6-5.8H20v3h-2v2.5h-3V12h-3.3A4 4 0 0 1 8 15zM8 11h.01" />
          : <path d="M6 3.5h8l4.5 4.5v12a.5.5 0 0 1-.5.5H6a.5.5 0 0 1-.5-.5V4a.5.5 0 0 1 .5-.5zM14 3.5V8h4.5" />}
    </svg>
  );
}
