'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { type FormEvent, startTransition, useActionState, useEffect } from 'react';
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form';
import type { $ZodType } from 'zod/v4/core';
import type { FormState } from './form-state';

type Action = (previous: FormState | null, form: FormData) => Promise<FormState>;

/**
 * A form that is checked in the browser before its server action gets it. Without scripts the browser
 * posts the form to the same action.
 */
export function useAuthForm<Values extends FieldValues>(
  schema: $ZodType<Values, Values>,
  action: Action,
  empty: DefaultValues<Values>,
) {
  const [state, formAction, pending] = useActionState(action, null);
  const { register, handleSubmit, formState, getValues, resetField } = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { ...empty, ...(state ? { email: state.email } : {}) },
  });
  // Passwords do not stay in a form that is done with.
  useEffect(() => {
    if (!state?.done) return;
    for (const name of Object.keys(getValues()) as Path<Values>[]) {
      if (/password/i.test(name)) resetField(name);
    }
  }, [state, getValues, resetField]);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    const form = new FormData(event.currentTarget);
    // React resets the fields of a form whose action it calls itself; people keep what they typed.
    return handleSubmit(() => startTransition(() => formAction(form)))(event);
  };
  const errorOf = (name: keyof Values & string): string | undefined => {
    const own = formState.errors[name]?.message;
    if (typeof own === 'string') return own;
    return !state?.done && state?.field === name ? state.message : undefined;
  };
  const fields = Object.keys(empty);
  const failure =
    state && !state.done && !fields.includes(state.field ?? '') ? state.message : undefined;
  const success = state?.done ? state.message : undefined;
  return {
    register,
    onSubmit,
    formAction,
    pending,
    errorOf,
    failure,
    success,
    challenge: state?.challenge,
  };
}
