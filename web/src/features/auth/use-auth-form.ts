'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { type FormEvent, startTransition, useActionState } from 'react';
import { type DefaultValues, type FieldValues, useForm } from 'react-hook-form';
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
  const { register, handleSubmit, formState } = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { ...empty, ...(state ? { email: state.email } : {}) },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    const form = new FormData(event.currentTarget);
    // React resets the fields of a form whose action it calls itself; people keep what they typed.
    return handleSubmit(() => startTransition(() => formAction(form)))(event);
  };
  const errorOf = (name: keyof Values & string): string | undefined => {
    const own = formState.errors[name]?.message;
    if (typeof own === 'string') return own;
    return state?.field === name ? state.message : undefined;
  };
  const fields = Object.keys(empty);
  const failure = state && !fields.includes(state.field ?? '') ? state.message : undefined;
  return { register, onSubmit, formAction, pending, errorOf, failure };
}
