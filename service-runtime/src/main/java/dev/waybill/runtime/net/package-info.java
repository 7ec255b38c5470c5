/**
 * Whom this process may call, and when: the guard of outgoing addresses that partners choose (TSPs,
 * webhook receivers), and what answers say of limits.
 *
 * <p>Here belong address rules and the resolver hook of the HTTP client that applies them; nothing
 * about what is sent. Start at {@link dev.waybill.runtime.net.AddressGuard}.
 */
@NullMarked
package dev.waybill.runtime.net;

import org.jspecify.annotations.NullMarked;
