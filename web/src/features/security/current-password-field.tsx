import { Field } from '@/components/ui/field';

/** Asked before something that only the owner of an account may do. */
export const CurrentPasswordField = () => (
  <Field
    label="Current password"
    name="password"
    type="password"
    autoComplete="current-password"
    required
  />
);
