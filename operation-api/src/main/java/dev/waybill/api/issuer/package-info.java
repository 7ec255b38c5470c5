/**
 * The development token issuer: two fixed partners, for trying Waybill out on one machine. An
 * installation that others reach has an issuer of its own. Start at {@link
 * dev.waybill.api.issuer.DevelopmentIssuer}.
 */
@NullMarked
package dev.waybill.api.issuer;

import org.jspecify.annotations.NullMarked;
