/**
 * Who calls and what they may: bearer tokens checked against an issuer's keys. Knows nothing of
 * HTTP routes; refusals are values. Start at {@link dev.waybill.api.auth.TokenVerifier}.
 */
@NullMarked
package dev.waybill.api.auth;

import org.jspecify.annotations.NullMarked;
