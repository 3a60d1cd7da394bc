import 'server-only';
import { create } from 'qrcode';

/** A QR code as the path of an SVG of `size` units, drawn here: the secret in it goes to nobody else. */
export interface QrPath {
  readonly size: number;
  readonly path: string;
}

export function qrPath(text: string): QrPath {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  const dark = Array.from(data, (module, i) => (module ? i : -1)).filter((i) => i >= 0);
  const path = dark.map((i) => `M${i % size} ${Math.floor(i / size)}h1v1h-1z`).join('');
  return { size, path };
}
