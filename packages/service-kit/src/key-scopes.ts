import { SetMetadata } from '@nestjs/common';
import type { Scope } from './scopes';

/** Metadata of a handler or class under which {@link KeyScopes} leaves its scopes. */
export const KEY_SCOPES = 'ai-finops:key-scopes';

/**
 * Opens a resolver or route, or a class of them, to API keys that have one of the scopes; with none named, to
 * every key. Whatever is not marked is closed to keys, so that a new feature is so until somebody decides.
 */
export const KeyScopes = (...scopes: readonly Scope[]) => SetMetadata(KEY_SCOPES, scopes);
