package dev.waybill.schemas;

import java.util.UUID;

/**
 * A value of {@code resource.identity}: our id and the TSP's id of the same resource of a
 * connection.
 *
 * @param resourceId our id
 * @param sourceId the TSP's id
 */
public record ResourceIdentity(
    UUID connectionId, Resource resource, UUID resourceId, String sourceId) {}
