package dev.waybill.tsp;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A connection as an adapter sees it.
 *
 * @param fleetRef the partner's name of the fleet, if the connection has one
 * @param settings fit the adapter's settings schema; not to be changed
 * @param credentials decrypted; never to be logged or kept
 */
public record ConnectionAccess(
    UUID connectionId, @Nullable String fleetRef, ObjectNode settings, Credentials credentials) {}
