/**
 * Secrets at rest: sealed with a public key by those who take them in, opened with the private key
 * by those who use them. Start at {@link dev.waybill.runtime.secrets.SecretKeys}.
 */
@NullMarked
package dev.waybill.runtime.secrets;

import org.jspecify.annotations.NullMarked;
