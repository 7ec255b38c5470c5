/**
 * Connections and taught identities over REST (CONTRACT 3.3). Start at {@link
 * dev.waybill.api.connections.ConnectionEndpoints}.
 */
@NullMarked
package dev.waybill.api.connections;

import org.jspecify.annotations.NullMarked;
