import { comparable } from '../language/items';

const VENDOR = /^(?:amazon|aws|microsoft|azure|google)\s+(?=\S)/i;

/** "Amazon Simple Storage Service" and "AmazonCloudWatch" without the vendor. */
function withoutVendor(value: string): string {
  const glued = /^(?:Amazon|AWS)(?=[A-Z][a-z])/;
  return value.replace(glued, '').replace(VENDOR, '');
}

/** "EBS" for "Elastic Block Store". */
function initials(value: string): string | undefined {
  const words = comparable(value).split(' ');
  return words.length < 3 ? undefined : words.map((word) => word[0] ?? '').join('');
}

/** Every text, made comparable, that means exactly this value. */
export function exactForms(value: string): ReadonlySet<string> {
  const short = withoutVendor(value);
  const forms = [comparable(value), comparable(short), initials(value), initials(short)];
  return new Set(forms.filter((form): form is string => form !== undefined && form !== ''));
}

/** The comparable singular and plural of a name. */
export function numberForms(form: string): readonly string[] {
  const forms = [`${form}s`, `${form}es`];
  if (form.endsWith('es')) forms.push(form.slice(0, -2));
  if (form.endsWith('s')) forms.push(form.slice(0, -1));
  if (form.endsWith('ies')) forms.push(`${form.slice(0, -3)}y`);
  return forms.filter((other) => other.length > 2);
}
