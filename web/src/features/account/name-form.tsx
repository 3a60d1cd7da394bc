'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { nameSchema } from '@/features/auth/credentials';
import { useAuthForm } from '@/features/auth/use-auth-form';
import { updateName } from './actions';
import { FormResult } from './form-result';

export function NameForm({ name }: { readonly name: string }) {
  const { register, onSubmit, formAction, pending, errorOf, failure, success } = useAuthForm(
    nameSchema,
    updateName,
    { name },
  );
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormResult failure={failure} success={success} />
      <Field
        label="Name"
        autoComplete="name"
        hint="Shown to others of this installation. Empty removes it."
        defaultValue={name}
        error={errorOf('name')}
        {...register('name')}
      />
      <Button type="submit" disabled={pending} className="w-fit">
        {pending ? 'Saving…' : 'Save the name'}
      </Button>
    </form>
  );
}
